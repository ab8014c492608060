// JPEG 2000 codestreams (PS3.5 A.4.4) through OpenJPEG. Private to library/dicom.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "library/domain/Result.h"

namespace bolus {

struct Jpeg2000Image {
    std::vector<std::int32_t> values; // row by row
    unsigned precision = 0;           // bits of a value in the codestream
    bool isSigned = false;            // as the codestream says
};

/// Decodes one grey image of exactly columns × rows. Errors: BadInput, Unsupported (colour).
Result<Jpeg2000Image> decodeJpeg2000(std::span<const std::uint8_t> codestream, int columns,
                                     int rows);

} // namespace bolus
