// What a JPEG or JPEG-LS codestream says of itself. Private to library/dicom.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace bolus {

struct JpegHeader {
    int precision = 0, rows = 0, columns = 0, components = 0;
    /// From a JFIF or Adobe segment or the components' names; nothing where none tells, and for
    /// lossless processes, whose writers put in a JFIF segment whatever the colours are.
    std::optional<bool> isRgb;
};

/// Nothing where no frame header (SOF) follows the start of the image.
std::optional<JpegHeader> readJpegHeader(std::span<const std::uint8_t> bytes);

} // namespace bolus
