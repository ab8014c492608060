#include "app/jobs/SuiteNotes.h"

#include <fmt/format.h>

namespace bolus {

namespace {

std::string textAt(const Json& object, const char* key) {
    const auto found = object.is_object() ? object.find(key) : object.end();
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool flagAt(const Json& object, const char* key) {
    const auto found = object.is_object() ? object.find(key) : object.end();
    return found != object.end() && *found == Json(true);
}

/// From what the encoder's model file says of its training.
std::string teachingOf(const Json& provenance) {
    const Json options = provenance.is_object() ? provenance.value("options", Json()) : Json();
    const std::string objective = textAt(options, "objective");
    const std::string base = textAt(provenance, "base"), taken = textAt(provenance, "encoder");
    if (objective.empty()) {
        return "The encoder's file does not say how it was taught.";
    }
    if (flagAt(options, "freeze_images") || flagAt(options, "freeze_towers")) {
        return fmt::format("The encoder was taken over from “{}” as it was; its file does not say "
                           "how that one was taught.",
                           base.empty() ? taken : base);
    }
    const std::string cases = provenance.value("cases", Json()).dump();
    const std::string start = base.empty() ? taken : base;
    const std::string from = start.empty() ? "" : fmt::format(", starting from “{}”", start);
    if (objective == "reports") {
        return fmt::format("The encoder was taught from the reports of {} cases{}.", cases, from);
    }
    return fmt::format("The encoder was taught{} what lies in each cell of {} "
                       "phantom exams{}: a truth that no "
                       "hospital has. The figures tell what each way of joining "
                       "phases makes of such an encoder, "
                       "not what images and reports alone would have taught it.",
                       objective == "both" ? " from reports and from" : " from", cases, from);
}

} // namespace

std::vector<std::string> suiteNotes(const Json& settings, const Json& encoder) {
    return {"Digital phantoms: computed exams with generated reports, no "
            "patient. The figures compare "
            "models with each other on this data; they are not clinical figures, "
            "and not comparable "
            "with published ones.",
            fmt::format("All rows read the same phase encoder ({}…), frozen; the "
                        "text encoder, the "
                        "heads and what fuses the phases are trained anew for "
                        "each row, with the same "
                        "seed, epochs, batch and learning rate. The order of "
                        "exams is the same too, "
                        "but for 3D Baseline and the rows of the data scale, "
                        "which have other pairs "
                        "or fewer, and so another number of steps.",
                        settings["encoder"].get<std::string>().substr(0, 12)),
            teachingOf(encoder.value("provenance", Json())),
            "The words that text encoders know were learned from the reports of "
            "all training exams, "
            "also for the rows that train on 60 to 90 % of them.",
            "The baselines have the read-out over positions, the phase "
            "embedding, the head and the "
            "loss of PAMN robust: what they lack is the memory.",
            "PAMN paper has the paper's literal options (softmax over positions "
            "unscaled, free gates, "
            "memory from zeros, no phase embedding, sum of tanh terms, linear "
            "head, one-way loss), but "
            "depthwise-separable convolutions, because dense ones of 5×5×5 take "
            "days on two cores; "
            "PAMN paper, dense has those too and runs only when it is named. The "
            "encoder being "
            "shared, neither has the paper's min–max intensity of each volume.",
            "3D Baseline: every phase volume is a pair of its own, in training "
            "(as many volumes an "
            "epoch as PAMN sees) and in the test (as many volumes as there are "
            "exams, drawn by seed; "
            "volumes with the same report are each other's match). Several of "
            "the volumes drawn may "
            "be of one exam, which the intervals of this row take for "
            "independent: they are somewhat "
            "too narrow.",
            "3D Baseline ST and PAMN w/o T: one phase of an exam, drawn anew "
            "each epoch, in the test "
            "drawn once by seed, the same for both.",
            "P2, P3, P4: at most so many phases of each exam, evenly in contrast "
            "order from the first, "
            "in training and in the test. Data scale: the first 60 to 100 % of "
            "the training exams, as "
            "many epochs.",
            "Test exams have sentences and seeds that no training exam has. "
            "Their bodies are slightly "
            "larger and fatter on average; the two distributions overlap. Fewer "
            "candidates than test "
            "exams: the test exams are cut into as many disjoint sets as there "
            "are whole ones.",
            "Intervals: 95 %, bootstrap over exams with the models as they "
            "are (the 3D Baseline has several queries of an exam, which are drawn together); "
            "another training seed would add to them. Comparisons draw the same queries for both "
            "models.",
            "Mean cosine: between the image vectors of different exams; 1.000 is "
            "a collapsed model."};
}

} // namespace bolus
