#include "engine/attention/AttentionMaps.h"

namespace bolus {
namespace {

struct Description {
    const char *token, *meaning;
};

constexpr std::array<Description, 3> descriptions{{
    {"direct", "How much each cell of each phase adds to the vector that the exam is found by or, "
               "for a phrase, how much it adds to or takes from the match."},
    {"rollout", "How much each cell of each phase adds to the vector that the exam is found by or, "
                "for a phrase, to the match, traced back through the image encoder's attention to "
                "the cells it looked at; a phase's sum stays what it is without."},
    {"gradient", "How strongly the length of the exam's memory vector or, for a phrase, the match "
                 "would follow if a cell's features grew (gradient times activation); these "
                 "values do not add up to the match."},
}};

const Description& describe(AttentionMethod method) {
    return descriptions[static_cast<std::size_t>(method)];
}

} // namespace

const char* attentionMethodToken(AttentionMethod method) {
    return describe(method).token;
}

std::optional<AttentionMethod> attentionMethodFromToken(std::string_view token) {
    for (std::size_t i = 0; i < descriptions.size(); ++i)
        if (token == descriptions[i].token)
            return static_cast<AttentionMethod>(i);
    return std::nullopt;
}

const char* attentionMethodMeaning(AttentionMethod method) {
    return describe(method).meaning;
}

} // namespace bolus
