// Where the model looked in one case: numbers, and on request pictures.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "app/jobs/Events.h"
#include "app/jobs/Session.h"
#include "engine/attention/AttentionMaps.h"

namespace bolus {

struct AttentionRequest {
    std::int64_t caseId = 0;
    std::string text;          // empty: the text-free maps only
    std::filesystem::path out; // empty: no files
    AttentionMethod method = AttentionMethod::Direct;
};

/// `out` gets a PNG a map (the four slabs side by side, from d = 0, one value a 32×32 square, black
/// to white over the map's own range) and maps.json with everything that was emitted.
Result<Outcome> attentionMaps(Session& session, const AttentionRequest& request, Events& events);

} // namespace bolus
