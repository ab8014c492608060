// Segmentations: which voxels belong to which named structure (PS3.3 A.51 and A.101, C.8.20).
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "library/domain/Result.h"

namespace bolus {

/// One structure, in the smallest box of voxels that holds it.
struct Segment {
    int number = 0;
    std::string label; // SegmentLabel (0062,0005), UTF-8
    /// RecommendedDisplayCIELabValue (0062,000D) as sRGB.
    std::optional<std::array<std::uint8_t, 3>> color;
    std::array<std::uint64_t, 3> size{}; // columns, rows, slices; all 0: empty
    std::array<double, 3> origin{};      // LPS, mm: middle of the first voxel
    std::vector<std::uint8_t> values;    // row by row, slice by slice: 0 none of it … 255 wholly
};

struct Segmentation {
    std::string label; // SeriesDescription, else ContentLabel (0070,0080)
    std::string frameOfReferenceUid;
    std::vector<std::string> seriesUids; // that it was drawn on, as far as told
    bool fractional = false;             // values between: occupied parts, or probabilities
    std::array<double, 3> spacing{};     // mm
    std::array<double, 9> direction{};   // as VolumeRecord::direction
    std::vector<Segment> segments;       // in the order of their sequence
};

/// Binary, fractional and label map segmentations. Slices that are not stored hold nothing. Errors:
/// of openDicom; BadInput (frames without a place or a segment, or that make no even stack),
/// Unsupported (no segmentation; surfaces; label maps with colours as pixels), TooLarge.
/// `afterFrame` is called after each frame. Any thread.
Result<Segmentation> readSegmentation(const std::filesystem::path& file,
                                      const std::function<void()>& afterFrame = {});

/// CIELab as DICOM keeps it (PS3.3 C.10.7.1.1: three numbers of 16 bits, D50) as sRGB.
std::array<std::uint8_t, 3> rgbOfCieLab(const std::array<double, 3>& lab);

} // namespace bolus
