// Colour pictures of attention maps, and those that somebody else drew.
#pragma once

#include <filesystem>

#include "app/jobs/AttentionCheck.h"
#include "library/dicom/DerivedObject.h"

namespace bolus {

/// The middle slice of each layer of cells as the model was given it, side by side from d = 0, with
/// the cells coloured: orange where a value is positive, blue where negative, the stronger the
/// larger its magnitude is; below it the colours from the lowest to the highest value.
ColorPicture drawnOver(const NetworkInput& input, std::size_t phase, const GridMap& map);

/// 8-bit RGB, at most 16384 pixels wide and high. Errors: BadInput, with the reason.
Result<ColorPicture> readColorPng(const std::filesystem::path& file);

} // namespace bolus
