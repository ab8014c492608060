// Where the model looked in one case: numbers, and on request pictures.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/jobs/AttentionCheck.h"
#include "app/jobs/Session.h"

namespace bolus {

struct AttentionRequest {
    std::int64_t caseId = 0;
    std::string text;          // empty: the text-free maps only
    std::filesystem::path out; // empty: no files
    AttentionMethod method = AttentionMethod::Direct;
    std::string model; // id; empty: the active one
    std::optional<CheckRequest> check;
    bool dicom = false;                          // also into `out`; see AttentionDicom.h
    std::vector<std::filesystem::path> pictures; // PNG, to become DICOM beside the maps
};

/// `out` gets a PNG a map (the four slabs side by side, from d = 0, one value a 32×32 square, black
/// to white over the map's own range) and maps.json with everything that was emitted. With `dicom`
/// no file is replaced (Conflict), and either all files of DICOM are there at the end or none.
Result<Outcome> attentionMaps(Session& session, const AttentionRequest& request, Events& events);

} // namespace bolus
