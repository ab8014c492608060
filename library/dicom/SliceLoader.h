// One slice of a volume, from its file into its plane. Private to library/dicom.
#pragma once

#include <span>

#include "library/dicom/FrameDecoder.h"
#include "library/domain/Case.h"
#include "library/domain/Volume.h"

namespace bolus {

/// What a slice says of its values, and which part of its plane it covers.
struct SliceMeaning {
    std::string unit;                             // as Volume::unit
    std::optional<std::array<double, 2>> padding; // as Volume::padding
    bool inverted = false;                        // as Volume::inverted
    SliceCover cover{};                           // as in Volume::cover
};

/// The value of voxels that no slice covers: air, or 0 where values are no HU.
double blankValue(const std::string& unit);

/// Opens the slice's file. Errors: of FrameDecoder::open; BadInput where the file has changed since
/// the record was made, or its image is not of the record's size.
Result<FrameDecoder> openSlice(const VolumeRecord& record, const SliceRef& slice);

/// Decodes the slice into its plane of the volume (size[0] × size[1] voxels); a slice of a tilted
/// stack goes to its place there. Nothing where its values do not fit the pixel type.
template<typename Pixel>
Result<std::optional<SliceMeaning>> loadSlice(FrameDecoder& decoder, const VolumeRecord& record,
                                              const SliceRef& slice, std::span<Pixel> plane);

} // namespace bolus
