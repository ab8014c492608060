#include "app/bolusctl/SearchText.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "app/bolusctl/HumanTables.h"

namespace bolus {

namespace {

std::string countOf(const Json& result) {
    const auto hits = result.value("hits", std::int64_t(0));
    return hits == 0 ? "No case was found." : fmt::format("{} case{}", hits, hits == 1 ? "" : "s");
}

/// "18 hardly alike, 5 further down the list"
std::string leftOut(const Json& result) {
    static constexpr std::array<std::pair<const char*, const char*>, 4> reasons{
        {{"beyond_k", "further down the list (--k)"},
         {"same_patient", "of patients that are listed (--per-patient all)"},
         {"own_patient", "of the example's patient (--own-patient)"},
         {"unremarkable", "by images alone, hardly alike (--all)"}}};
    const Json counts = result.value("left_out", Json::object());
    std::string text;
    for (const auto& [key, what] : reasons) {
        if (const auto count = counts.value(key, std::int64_t(0)); count > 0) {
            text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, what);
        }
    }
    return text;
}

void add(std::string& text, std::string_view label, const std::string& value) {
    if (!value.empty()) {
        text += fmt::format("{}{}\n", label, oneLine(value));
    }
}

std::string counted(std::int64_t number, const char* what) {
    return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

std::string replaySentence(const Json& result) {
    const bool same = result.value("same", false);
    const auto hits = result.value("hits", std::int64_t(0));
    std::string text =
        same ? fmt::format("Found again: {}, in the same order.\n",
                           hits == 1 ? "the same case" : fmt::format("the same {} cases", hits))
             : fmt::format("Not as it was: {} now; what differs is listed.\n",
                           counted(hits, "case"));
    for (const Json& sentence : result.value("differs", Json::array())) {
        text += oneLine(plain(sentence)) + "\n";
    }
    add(text, "Receipt: ", field(result, "receipt"));
    return text;
}

std::string embedSentence(const Json& result) {
    const auto embedded = result.value("embedded", std::int64_t(0));
    const auto failed = result.value("failed", std::int64_t(0));
    const std::string model = oneLine(field(result, "model"));
    if (embedded == 0 && failed == 0) {
        return fmt::format("Nothing to do: {} has read every case.\n", model);
    }
    return fmt::format("{} read {} in {:.1f} s{}.\n", model, counted(embedded, "case"),
                       result.value("seconds", 0.0),
                       failed > 0 ? fmt::format("; {} could not be read", failed) : "");
}

} // namespace

std::string sentenceOf(const std::string& command, const Json& result) {
    return command == "searches replay" ? replaySentence(result)
           : command == "embed"         ? embedSentence(result)
                                        : std::string();
}

bool isSearchResult(const Json& result) {
    return result.contains("read_as") && result.contains("left_out");
}

std::string searchSummary(const Json& result) {
    std::string text =
        fmt::format("{}  ({:.2f} s)\n", countOf(result), result.value("seconds", 0.0));
    add(text, "Read as: ", field(result, "read_as"));
    for (const Json& correction : result.value("corrections", Json::array())) {
        add(text, "Spelling: ",
            fmt::format("{} taken for {}; \"{}\" in quotes searches for exactly that.",
                        field(correction, "typed"), field(correction, "used"),
                        field(correction, "typed")));
    }
    add(text, "Unsure: ", field(result, "why_unsure"));
    for (const Json& note : result.value("notes", Json::array())) {
        add(text, "Note: ", note.is_string() ? note.get<std::string>() : note.dump());
    }
    add(text, "Not listed: ", leftOut(result));
    add(text, "Receipt: ", field(result, "receipt"));
    return text;
}

} // namespace bolus
