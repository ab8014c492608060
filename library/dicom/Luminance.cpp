#include "library/dicom/Luminance.h"

#include <algorithm>

#include "library/dicom/LookupTable.h"

namespace bolus {

namespace {

/// Where the samples of a pixel lie in a frame.
struct Layout {
    std::size_t pixelStep, sampleStep;
};

Layout layoutOf(const PixelFormat& format) {
    return format.planar ? Layout{1, format.pixels()} : Layout{3, 1};
}

/// Two pixels with a chroma in common: Y1 Y2 Cb Cr.
std::size_t lumaIndex(std::size_t pixel, const PixelFormat& format) {
    return format.sharesChroma ? pixel / 2 * 4 + pixel % 2 : pixel * layoutOf(format).pixelStep;
}

/// Y of 16 to 235 (of 8 bits) becomes 0 to 255.
std::int32_t fullRange(std::int64_t luma, int bits) {
    const std::int64_t unit = std::int64_t{1} << (bits - 8);
    const std::int64_t top = (std::int64_t{1} << bits) - 1;
    const std::int64_t scaled = ((luma - 16 * unit) * top + 219 * unit / 2) / (219 * unit);
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(scaled, 0, top));
}

template<typename Word>
std::vector<std::int32_t> luminancesOfWords(const Word* words, const PixelFormat& format) {
    const auto value = [&](std::size_t i) {
        const unsigned mask = (1U << format.bitsStored) - 1;
        return static_cast<std::int64_t>((words[i] >> (format.highBit + 1 - format.bitsStored)) &
                                         mask);
    };
    const Layout layout = layoutOf(format);
    std::vector<std::int32_t> greys(format.pixels());
    for (std::size_t i = 0; i < greys.size(); ++i) {
        if (format.colours == Colours::Rgb) {
            const std::size_t red = i * layout.pixelStep;
            greys[i] = luminance(value(red), value(red + layout.sampleStep),
                                 value(red + 2 * layout.sampleStep));
        } else {
            const std::int64_t luma = value(lumaIndex(i, format));
            greys[i] = format.colours == Colours::PartialLuma && format.bitsStored >= 8
                           ? fullRange(luma, format.bitsStored)
                           : static_cast<std::int32_t>(luma);
        }
    }
    return greys;
}

} // namespace

std::int32_t GreyPalette::at(std::int64_t stored) const {
    const auto last = static_cast<std::int64_t>(greys.size()) - 1;
    return greys[static_cast<std::size_t>(std::clamp<std::int64_t>(stored - first, 0, last))];
}

std::optional<GreyPalette> readGreyPalette(DcmItem& dataset) {
    const auto red = readLookupTable(dataset,
                                     {DCM_RedPaletteColorLookupTableDescriptor,
                                      DCM_RedPaletteColorLookupTableData,
                                      DCM_SegmentedRedPaletteColorLookupTableData},
                                     false);
    const auto green = readLookupTable(dataset,
                                       {DCM_GreenPaletteColorLookupTableDescriptor,
                                        DCM_GreenPaletteColorLookupTableData,
                                        DCM_SegmentedGreenPaletteColorLookupTableData},
                                       false);
    const auto blue = readLookupTable(dataset,
                                      {DCM_BluePaletteColorLookupTableDescriptor,
                                       DCM_BluePaletteColorLookupTableData,
                                       DCM_SegmentedBluePaletteColorLookupTableData},
                                      false);
    if (!red || !green || !blue || red->entries.size() != green->entries.size() ||
        red->entries.size() != blue->entries.size()) {
        return std::nullopt;
    }
    GreyPalette palette{red->first, {}};
    for (std::size_t i = 0; i < red->entries.size(); ++i) {
        palette.greys.push_back(luminance(red->entries[i], green->entries[i], blue->entries[i]));
    }
    return palette;
}

std::vector<std::int32_t> luminancesOf(const std::uint8_t* bytes, int wordBytes,
                                       const PixelFormat& format) {
    return wordBytes == 1
               ? luminancesOfWords(bytes, format)
               : luminancesOfWords(reinterpret_cast<const std::uint16_t*>(bytes), format);
}

} // namespace bolus
