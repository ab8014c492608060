// Stacks whose slices are offset sideways against each other: a tilted gantry. Private to
// library/dicom, and free of DCMTK.
#pragma once

#include <array>
#include <optional>
#include <span>

#include "library/domain/Case.h"
#include "library/domain/Volume.h"

namespace bolus {

/// Where a slice's first pixel lies in the planes of its volume, in pixels of that plane.
struct SlicePlace {
    double column = 0, row = 0;
};

/// Takes the sideways offsets of `positions` (ImagePositionPatient of the record's slices, in
/// order) out of the record's geometry: afterwards its box is rectilinear and large enough for
/// every slice at its true place, and tiltDegrees, geometryFlags and issues tell of it. The record
/// has its geometry as if there were no tilt; `gantryTilt` is what the header says
/// (GantryDetectorTilt (0018,1120), degrees), which alone moves nothing.
void straighten(std::span<const std::array<double, 3>> positions, std::optional<double> gantryTilt,
                VolumeRecord& record);

/// Place of a decoded slice of `columns` × `rows` pixels whose ImagePositionPatient is `position`.
/// Nothing where it does not fit into the record's box.
std::optional<SlicePlace> placeInVolume(const VolumeRecord& record, std::size_t columns,
                                        std::size_t rows,
                                        const std::optional<std::array<double, 3>>& position);

/// Copies a slice to its place in a plane of the volume, with linear interpolation; what it does
/// not cover is `outside`. Sizes are columns × rows. Returns what it covers.
template<typename Pixel>
SliceCover moveSlice(std::span<const Pixel> slice, std::array<std::size_t, 2> sliceSize,
                     const SlicePlace& place, Pixel outside, std::span<Pixel> plane,
                     std::array<std::size_t, 2> planeSize);

extern template SliceCover moveSlice<short>(std::span<const short>, std::array<std::size_t, 2>,
                                            const SlicePlace&, short, std::span<short>,
                                            std::array<std::size_t, 2>);
extern template SliceCover moveSlice<float>(std::span<const float>, std::array<std::size_t, 2>,
                                            const SlicePlace&, float, std::span<float>,
                                            std::array<std::size_t, 2>);

} // namespace bolus
