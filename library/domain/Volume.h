// A geometrically consistent stack of slices in patient coordinates (LPS, mm).
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <itkImage.h>

namespace bolus {

using ShortImage = itk::Image<short, 3>;
using FloatImage = itk::Image<float, 3>;

/// The part of a slice that its image covers: from the pixel `first` to before `end`; column, row.
struct SliceCover {
    std::array<std::size_t, 2> first{}, end{};

    bool operator==(const SliceCover&) const = default;
};

/// Voxels after the Modality LUT (RescaleSlope/Intercept): HU for CT. `short` where every rescaled
/// value is a whole number within range, else `float`. Origin, spacing and direction are ITK's:
/// LPS, mm, index (column, row, slice), the slice axis along the stack's normal.
struct Volume {
    std::variant<ShortImage::Pointer, FloatImage::Pointer> image;
    /// HU, or as a person writes it (library/dicom/ValueUnit.h): of Rescale Type (0028,1054), PET
    /// Units (0054,1001) or a real world mapping; empty: not told or not the same.
    std::string unit;
    /// Values, lowest and highest, of pixels that the scanner left out of its image: around the
    /// circle of a CT, say (Pixel Padding Value (0028,0120), PS3.3 C.7.5.1.1.2). They are kept as
    /// they are, but measure nothing. Absent where the slices name none. Where slices name
    /// different ones, all hold one common value here.
    std::optional<std::array<double, 2>> padding{};
    bool inverted = false; // MONOCHROME1: the lowest value shows white, the values are as ever
    /// Where images lie in the volume, a slice each; empty: everywhere. Beside them (in a missing
    /// slice, in the corners that straightening a tilted stack opens) nothing was scanned: there
    /// the voxels hold -1024 where the unit is HU, else 0.
    std::vector<SliceCover> cover{};

    bool isPadding(double value) const {
        return padding && value >= (*padding)[0] && value <= (*padding)[1];
    }
    /// Whether an image covers a voxel; the caller keeps within size().
    bool isCovered(std::size_t column, std::size_t row, std::size_t slice) const;
    /// Whether a voxel's value was scanned: covered, no padding, a number. What measures counts no
    /// other voxel, and what draws shows background there.
    bool hasValueAt(std::size_t column, std::size_t row, std::size_t slice) const;
    /// Size in voxels: columns, rows, slices.
    std::array<std::size_t, 3> size() const;
    std::array<double, 3> spacing() const;
    /// The image without its pixel type.
    const itk::ImageBase<3>& base() const;
    /// Value at a voxel index; the caller keeps within size().
    double valueAt(std::size_t column, std::size_t row, std::size_t slice) const;
};

} // namespace bolus
