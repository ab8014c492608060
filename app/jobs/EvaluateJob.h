// Measures a model's retrieval.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/jobs/Events.h"
#include "app/jobs/TrainJob.h"

namespace bolus {

struct Interval;
struct RetrievalTable;

struct EvaluateRequest {
    std::string model; // id or file; empty: the active one
    CaseChoice choice;
    std::uint64_t seed = 1;
    std::vector<int> candidates; // empty: all
};

/// Phantom exams are of the held-out report templates. One table row for each number of candidates
/// that there are cases for.
Result<Outcome> evaluateModel(Session& session, const EvaluateRequest& request, Events& events);

Json intervalJson(const Interval& interval); // `value, low, high`; null: infinite
/// `candidates, text_to_image{}, image_to_text{}` with intervals.
Json retrievalJson(const RetrievalTable& table);

} // namespace bolus
