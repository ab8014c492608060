// How the pixels of a data set lie in its frames (PS3.3 C.7.6.3). Private to library/dicom.
#pragma once

#include <cstddef>

#include "library/dicom/DcmtkFile.h"

namespace bolus {

/// What the samples of a pixel mean.
enum class Colours {
    Grey,
    Palette,    // an index into a table of colours
    Rgb,        // red, green, blue; also where a codec undoes YBR_ICT or YBR_RCT
    FullLuma,   // the first of three is the luminance
    PartialLuma // the same, from 16 to 235
};

struct PixelFormat {
    int rows = 0, columns = 0, frames = 1;
    int bitsAllocated = 16, bitsStored = 16, highBit = 15;
    bool isSigned = false;
    bool isReal = false;       // Float or Double Float Pixel Data: words of 4 or 8 bytes
    int samples = 1;           // of a pixel
    bool planar = false;       // colour by plane; else by pixel
    bool sharesChroma = false; // native YBR_…_422: four samples for two pixels
    Colours colours = Colours::Grey;
    bool inverted = false; // MONOCHROME1: the lowest value shows white

    std::size_t pixels() const {
        return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
    }
    /// Samples of a native frame.
    std::size_t frameSamples() const {
        return sharesChroma ? 2 * pixels() : pixels() * static_cast<std::size_t>(samples);
    }
    std::size_t frameBits() const {
        return frameSamples() * static_cast<std::size_t>(bitsAllocated);
    }
    std::size_t wordBytes() const { return static_cast<std::size_t>(bitsAllocated + 7) / 8; }
};

/// Errors: Unsupported (bits or colours that are not read), BadInput (attributes that contradict
/// each other).
Result<PixelFormat> readPixelFormat(DcmItem& dataset);

} // namespace bolus
