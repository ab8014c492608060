// JPEG 2000 codestreams (PS3.5 A.4.4) through OpenJPEG. Private to library/dicom.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "library/domain/Result.h"

namespace bolus {

/// What the data set says of the image.
struct Jpeg2000Shape {
    int columns = 0, rows = 0;
    int components = 1;     // 1 or 3
    bool lumaFirst = false; // of three, the first is the luminance; else they are RGB
};

struct Jpeg2000Image {
    std::vector<std::int32_t> values; // row by row; of three components the luminance
    unsigned precision = 0;           // bits of a value in the codestream
    bool isSigned = false;            // as the codestream says
};

/// Decodes one image of exactly that shape, also of High-Throughput JPEG 2000. Errors: BadInput,
/// Unsupported (components that are subsampled or of more than 16 bits in colour).
Result<Jpeg2000Image> decodeJpeg2000(std::span<const std::uint8_t> codestream,
                                     const Jpeg2000Shape& shape);

} // namespace bolus
