// `evaluate --suite phases`: how often the phase of a phantom exam's volume is found.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "app/jobs/Events.h"
#include "library/domain/Phase.h"

namespace bolus {

/// What is left of the tags that the phantom's scanner writes.
enum class SuiteTags {
    Kept,
    Stripped,  // no description, protocol, agent or time: pixels alone
    Misleading // all of them tell, in one voice, a phase that it is not
};
const char* suiteTagsToken(SuiteTags tags); // "kept", "stripped", "misleading"

struct PhaseSuiteRequest {
    int cases = 200;
    std::uint64_t seed = 1; // of the exams, of the held-out set
    SuiteTags tags = SuiteTags::Stripped;
};

/// One exam's volumes: true phase, what was found, and how surely.
struct PhaseFound {
    Phase truth = Phase::Unknown, found = Phase::Unknown;
    double confidence = 0;
};
using ExamFound = std::vector<PhaseFound>;

/// Rows: truth (PreContrast, Arterial, PortalVenous, Delayed); columns: the same, then all else.
using PhaseConfusion = std::array<std::array<std::int64_t, 5>, 4>;
PhaseConfusion confusionOf(const std::vector<ExamFound>& exams);
/// 2·TP / (2·TP + FP + FN) of one phase; NaN where it neither is nor was found.
double f1Of(const PhaseConfusion& confusion, std::size_t phase);
/// The mean over the phases that have a value.
double macroF1(const PhaseConfusion& confusion);
/// 2.5th and 97.5th percentile over 1000 draws of as many exams, with replacement.
std::array<double, 2> macroF1Interval(const std::vector<ExamFound>& exams, std::uint64_t seed);

/// A row a phase, then the result; see PROTOCOL.md. Stage "phases", a step an exam. Two threads at
/// most, each with one exam in memory.
Result<Outcome> runPhaseSuite(const PhaseSuiteRequest& request, Events& events);

} // namespace bolus
