#include "library/dicom/PixelFormat.h"

#include <algorithm>

#include "library/dicom/Attributes.h"
#include "library/dicom/Photometric.h"

namespace bolus {

namespace {

std::optional<Colours> coloursOf(const std::string& photometric, int samples) {
    if (!isColour(photometric, samples)) {
        return Colours::Grey;
    }
    if (samples == 1) {
        return photometric == "PALETTE COLOR" ? std::optional(Colours::Palette) : std::nullopt;
    }
    if (photometric.starts_with("YBR_FULL")) {
        return Colours::FullLuma;
    }
    if (photometric.starts_with("YBR_PARTIAL_4")) {
        return Colours::PartialLuma;
    }
    const bool rgb = photometric == "RGB" || photometric == "YBR_ICT" || photometric == "YBR_RCT";
    return rgb && samples == 3 ? std::optional(Colours::Rgb) : std::nullopt;
}

std::optional<std::string> unreadableBits(const PixelFormat& format) {
    const int bits = format.bitsAllocated;
    if (format.samples == 3 && bits != 8 && bits != 16) {
        return "Its colours take " + std::to_string(bits) + " bits each; Bolus reads 8 and 16.";
    }
    if (format.isReal && format.colours != Colours::Grey) {
        return "Its colours are floating-point numbers; Bolus reads such numbers in grey only.";
    }
    if (!format.isReal && bits != 1 && bits != 8 && bits != 16 && bits != 32) {
        return "Its pixels take " + std::to_string(bits) +
               " bits each; Bolus reads 1, 8, 16 and 32.";
    }
    return std::nullopt;
}

bool consistent(const PixelFormat& format) {
    return format.bitsStored >= 1 && format.bitsStored <= format.bitsAllocated &&
           format.highBit >= format.bitsStored - 1 && format.highBit < format.bitsAllocated &&
           format.pixels() > 0 && (!format.sharesChroma || format.columns % 2 == 0);
}

/// Float Pixel Data (7FE0,0008) and Double Float Pixel Data (7FE0,0009) have no BitsStored, HighBit
/// or sign of their own (PS3.3 C.7.6.24, C.7.6.25).
void readRealNumbers(DcmItem& dataset, PixelFormat& format) {
    const bool isDouble = !dataset.tagExists(DCM_FloatPixelData);
    if (dataset.tagExists(DCM_PixelData) ||
        (isDouble && !dataset.tagExists(DCM_DoubleFloatPixelData))) {
        return;
    }
    format.isReal = true;
    format.bitsAllocated = format.bitsStored = isDouble ? 64 : 32;
    format.highBit = format.bitsStored - 1;
}

} // namespace

Result<PixelFormat> readPixelFormat(DcmItem& dataset) {
    const auto whole = [&](const DcmTagKey& tag, int fallback) {
        return Attributes::integer(dataset, tag).value_or(fallback);
    };
    const std::string photometric = Attributes::code(dataset, DCM_PhotometricInterpretation);
    PixelFormat format;
    format.rows = std::clamp(whole(DCM_Rows, 0), 0, 0xffff);
    format.columns = std::clamp(whole(DCM_Columns, 0), 0, 0xffff);
    format.frames = std::max(1, whole(DCM_NumberOfFrames, 1));
    format.bitsAllocated = whole(DCM_BitsAllocated, 16);
    format.bitsStored = whole(DCM_BitsStored, format.bitsAllocated);
    format.highBit = whole(DCM_HighBit, format.bitsStored - 1);
    format.samples = whole(DCM_SamplesPerPixel, 1);
    readRealNumbers(dataset, format);
    const auto colours = coloursOf(photometric, format.samples);
    if (!colours || (format.samples != 1 && format.samples != 3)) {
        return fail(ErrorCode::Unsupported, "Its colours are written as " +
                                                (photometric.empty() ? "?" : photometric) +
                                                " with " + std::to_string(format.samples) +
                                                " samples a pixel, which is not read.");
    }
    format.colours = *colours;
    format.inverted = photometric == "MONOCHROME1";
    format.isSigned = format.colours == Colours::Grey && whole(DCM_PixelRepresentation, 0) == 1;
    format.planar = format.samples == 3 && whole(DCM_PlanarConfiguration, 0) == 1;
    format.sharesChroma = format.samples == 3 && photometric.ends_with("_422");
    if (const auto why = unreadableBits(format)) {
        return fail(ErrorCode::Unsupported, *why);
    }
    if (!consistent(format)) {
        return fail(ErrorCode::BadInput, "Its pixel attributes contradict each other.");
    }
    return format;
}

} // namespace bolus
