// What registration looks at: a volume in cells of a few mm, and where the body is. Private to
// library/registration but for the type's name.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "library/domain/Vectors.h"
#include "library/domain/Volume.h"

namespace bolus {

/// Means over cells of the volume's own voxels, along its own axes. Values are clamped to a range
/// that holds what is soft; cells without a scanned voxel hold its low end.
struct CoarseVolume {
    FloatImage::Pointer image;
    std::array<double, 2> range{};
    std::vector<std::uint8_t> scanned;
    std::vector<std::uint32_t> body; // cells of the body and a rim around it, ascending; scanned
    Vec3 centre{};                   // of the body, mm

    std::array<std::size_t, 3> size() const;
    double spacing() const; // the largest of the three
    Vec3 pointOf(std::uint32_t cell) const;
    float valueOf(std::uint32_t cell) const { return image->GetBufferPointer()[cell]; }
    /// Linear between cells; nothing where one of the eight was not scanned.
    std::optional<double> at(const Vec3& point) const;
    /// Of the nearest cell, also from outside.
    double valueNear(const Vec3& point) const;
    /// The low and high corners of a box along the patient's axes around all cells.
    std::array<Vec3, 2> box() const;
};

/// Cells of about `mm` each way, never smaller than voxels; at most about a million of them.
/// Nothing where the volume has no body to look at: empty, flat, or fewer than 4 cells one way.
std::optional<CoarseVolume> coarseOf(const Volume& volume, double mm);

/// About `count` of the body's cells, spread evenly, the same ones each time; `turn` 0 or 1 picks
/// one of two lots that share none where there are enough.
std::vector<std::uint32_t> sampledBody(const CoarseVolume& volume, std::size_t count,
                                       std::size_t turn = 0);

} // namespace bolus
