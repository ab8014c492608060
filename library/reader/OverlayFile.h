// What lies over the pictures of an exam out of a file of its own: segmentations, parametric maps.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "library/domain/Case.h"
#include "library/domain/Progress.h"
#include "library/domain/Result.h"
#include "library/domain/Volume.h"

namespace bolus {

/// One structure or map.
struct OverlayImage {
    std::string name;
    /// Of a segment 0 … 1, or 0 … 100 % where the segmentation has values between.
    Volume volume;
    std::optional<std::array<std::uint8_t, 3>> color; // recommended for a segment, sRGB
};

struct OverlayFile {
    std::string label, frameOfReferenceUid;
    std::vector<std::string> seriesUids; // of images it was made from, as far as told
    bool isSegmentation = false;
    std::vector<OverlayImage> images; // never empty
};

/// Whether the object is of a kind that loadOverlayFile reads.
bool isOverlay(const CaseObject& object);

/// Decoded in the reader process, or after it has decoded all of it (CheckedVolume.h). From any
/// thread. Errors: those of FileReader::segmentation and checkedVolume; BadInput: there is nothing
/// in it to be shown.
Result<OverlayFile> loadOverlayFile(const CaseObject& object, Progress* progress);

} // namespace bolus
