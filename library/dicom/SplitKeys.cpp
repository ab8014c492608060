#include "library/dicom/SplitKeys.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "library/dicom/Photometric.h"

namespace bolus {

namespace {

/// Values of ImageType that make another picture of the same place. Others (NORM, DIS2D, ADD, …)
/// tell of processing that leaves a stack whole.
struct TypeWords {
    std::string_view value, words;
};
constexpr TypeWords typeWords[] = {
    {"M", "magnitude images"},
    {"M_FFE", "magnitude images"},
    {"M_SE", "magnitude images"},
    {"M_IR", "magnitude images"},
    {"P", "phase images"},
    {"P_FFE", "phase images"},
    {"PHASE MAP", "phase images"},
    {"PHASE", "phase images"},
    {"R", "real part"},
    {"REAL", "real part"},
    {"R_IR", "real part"},
    {"I", "imaginary part"},
    {"IMAGINARY", "imaginary part"},
    {"W", "water images"},
    {"WATER", "water images"},
    {"F", "fat images"},
    {"FAT", "fat images"},
    {"IP", "in-phase images"},
    {"IN_PHASE", "in-phase images"},
    {"OP", "opposed-phase images"},
    {"OPP_PHASE", "opposed-phase images"},
    {"OUT_PHASE", "opposed-phase images"},
    {"ADC", "ADC map"},
    {"EADC", "exponential ADC map"},
    {"TRACEW", "trace-weighted images"},
    {"TRACE", "trace-weighted images"},
    {"FA", "fractional anisotropy map"},
    {"CALC_BVALUE", "calculated b-value"},
    {"SUB", "subtraction"},
    {"SUBTRACTION", "subtraction"},
    {"MIP", "maximum intensity projection"},
    {"MAX_IP", "maximum intensity projection"},
    {"MIN_IP", "minimum intensity projection"},
    {"PROJECTION IMAGE", "projection"},
    {"MPR", "reformat"},
    {"REFORMATTED", "reformat"},
    {"MONOENERGETIC", "monoenergetic images"},
    {"IODINE", "iodine map"},
    {"VNC", "virtual non-contrast images"},
    {"T1", "T1 images"},
    {"T2", "T2 images"},
    {"T2*", "T2* images"},
    {"PD", "proton density images"},
    {"MTT", "MTT map"},
    {"CBV", "CBV map"},
    {"RCBV", "CBV map"},
    {"CBF", "CBF map"},
    {"RCBF", "CBF map"},
    {"TTP", "time-to-peak map"},
};

std::vector<std::string_view> valuesOf(std::string_view joined) {
    std::vector<std::string_view> values;
    while (!joined.empty()) {
        const auto end = std::min(joined.find('\\'), joined.size());
        std::string_view value = joined.substr(0, end);
        while (value.starts_with(' ')) {
            value.remove_prefix(1);
        }
        while (value.ends_with(' ')) {
            value.remove_suffix(1);
        }
        values.push_back(value);
        joined.remove_prefix(std::min(end + 1, joined.size()));
    }
    return values;
}

/// What of ImageType matters, as a radiologist would say it: "derived ADC map".
std::string kindOfImage(const PlacedSlice& slice) {
    std::vector<std::string_view> kinds;
    for (const std::string_view value : valuesOf(slice.header->imageType)) {
        const auto* row = std::ranges::find(typeWords, value, &TypeWords::value);
        if (row != std::end(typeWords) && std::ranges::find(kinds, row->words) == kinds.end()) {
            kinds.push_back(row->words);
        }
    }
    const bool derived = slice.header->imageType.starts_with("DERIVED");
    const std::string words = fmt::format("{}", fmt::join(kinds, ", "));
    if (words.empty()) {
        return derived ? "derived images" : "images as acquired";
    }
    return derived ? fmt::format("derived: {}", words) : words;
}

KeyValue number(const std::optional<double>& value) {
    return value ? KeyValue{"given", {*value}} : KeyValue{};
}

KeyValue number(const std::optional<int>& value) {
    return number(value ? std::optional(static_cast<double>(*value)) : std::nullopt);
}

std::string orNone(const char* what, const std::optional<double>& value, const char* unit = "") {
    return value ? fmt::format("{} {:g}{}", what, *value, unit) : fmt::format("no {}", what);
}

std::string orNone(const char* what, const std::optional<int>& value) {
    return orNone(what, value ? std::optional(static_cast<double>(*value)) : std::nullopt);
}

std::optional<int> timePoint(const PlacedSlice& slice) {
    return slice.geometry.temporalPosition != 0 ? std::optional(slice.geometry.temporalPosition)
                                                : slice.header->temporalPosition;
}

std::string greyScale(const PlacedSlice& slice) {
    const InstanceHeader& header = *slice.header;
    return isColour(header.photometric, header.samplesPerPixel) ? "colour images"
           : header.photometric == "MONOCHROME1"
               ? "images whose low values are bright (MONOCHROME1)"
               : "images whose high values are bright";
}

const std::array<SplitKey, 15> keys{{
    {SplitCause::Scout, SplitRule::Always, 0,
     [](const PlacedSlice& s) { return KeyValue{isScout(s) ? "scout" : ""}; },
     [](const PlacedSlice& s) {
         return std::string(isScout(s) ? "scout image" : "images without the scout");
     }},
    {SplitCause::Orientation, SplitRule::Always, 0.01,
     [](const PlacedSlice& s) {
         return KeyValue{{}, {s.geometry.orientation.begin(), s.geometry.orientation.end()}};
     },
     [](const PlacedSlice& s) {
         return fmt::format("{} slices, others lie another way",
                            planeToken(planeFromOrientation(s.geometry.orientation)));
     }},
    {SplitCause::MatrixSize, SplitRule::Always, 0,
     [](const PlacedSlice& s) {
         return KeyValue{fmt::format("{}x{}", s.header->columns, s.header->rows)};
     },
     [](const PlacedSlice& s) {
         return fmt::format("{} × {} pixels", s.header->columns, s.header->rows);
     }},
    {SplitCause::PixelSpacing, SplitRule::Always, 0.001, // mm
     [](const PlacedSlice& s) {
         return KeyValue{{}, {s.geometry.pixelSpacing.begin(), s.geometry.pixelSpacing.end()}};
     },
     [](const PlacedSlice& s) {
         return fmt::format("pixels of {:.4g} × {:.4g} mm", s.geometry.pixelSpacing[1],
                            s.geometry.pixelSpacing[0]);
     }},
    {SplitCause::ImageType, SplitRule::Always, 0,
     [](const PlacedSlice& s) { return KeyValue{greyScale(s)}; }, &greyScale},
    {SplitCause::TemporalPosition, SplitRule::UntangleEven, 0,
     [](const PlacedSlice& s) { return number(timePoint(s)); },
     [](const PlacedSlice& s) { return orNone("time point", timePoint(s)); }},
    {SplitCause::ImageType, SplitRule::Untangle, 0,
     [](const PlacedSlice& s) { return KeyValue{kindOfImage(s)}; }, &kindOfImage},
    {SplitCause::BValue, SplitRule::Untangle, 0.5,
     [](const PlacedSlice& s) { return number(s.header->bValue); },
     [](const PlacedSlice& s) { return orNone("b-value", s.header->bValue); }},
    {SplitCause::Echo, SplitRule::Untangle, 0,
     [](const PlacedSlice& s) { return number(s.header->echoNumber); },
     [](const PlacedSlice& s) { return orNone("echo", s.header->echoNumber); }},
    {SplitCause::Energy, SplitRule::Untangle, 5, // kV; less is regulation of the tube
     [](const PlacedSlice& s) { return number(s.header->kvp); },
     [](const PlacedSlice& s) { return orNone("tube voltage", s.header->kvp, " kV"); }},
    {SplitCause::Kernel, SplitRule::Untangle, 0,
     [](const PlacedSlice& s) { return KeyValue{s.header->kernel}; },
     [](const PlacedSlice& s) {
         return s.header->kernel.empty() ? "no reconstruction kernel named"
                                         : "reconstruction kernel " + s.header->kernel;
     }},
    {SplitCause::Acquisition, SplitRule::UntangleEven, 0,
     [](const PlacedSlice& s) { return number(s.header->acquisitionNumber); },
     [](const PlacedSlice& s) { return orNone("acquisition", s.header->acquisitionNumber); }},
    {SplitCause::Acquisition, SplitRule::Untangle, 0,
     [](const PlacedSlice& s) { return KeyValue{s.header->frameOfReferenceUid}; },
     [](const PlacedSlice&) {
         return std::string("positions count from another point (frame of reference)");
     }},
    {SplitCause::ImageType, SplitRule::Untangle, 0,
     [](const PlacedSlice& s) { return KeyValue{s.header->imageType}; },
     [](const PlacedSlice& s) { return "image type " + s.header->imageType; }},
    {SplitCause::Acquisition, SplitRule::Untangle, 0.01, // mm
     [](const PlacedSlice& s) { return number(s.geometry.sliceThickness); },
     [](const PlacedSlice& s) {
         return orNone("slice thickness", s.geometry.sliceThickness, " mm");
     }},
}};

/// Numbers the values that a key tells apart, in the order of first appearance.
class Values {
public:
    explicit Values(double tolerance) : m_tolerance(tolerance) {}

    std::size_t indexOf(const KeyValue& value) {
        auto& alike = m_seen[value.text];
        for (const auto& [numbers, index] : alike) {
            if (std::ranges::equal(numbers, value.numbers, [this](double a, double b) {
                    return std::abs(a - b) <= m_tolerance;
                })) {
                return index;
            }
        }
        alike.emplace_back(value.numbers, m_count);
        return m_count++;
    }

private:
    double m_tolerance;
    std::size_t m_count = 0;
    std::map<std::string, std::vector<std::pair<std::vector<double>, std::size_t>>> m_seen;
};

} // namespace

std::span<const SplitKey> splitKeys() {
    return keys;
}

bool isScout(const PlacedSlice& slice) {
    const std::string& type = slice.header->imageType;
    return type.find("LOCALIZER") != std::string::npos || type.find("SURVIEW") != std::string::npos;
}

Stacks splitByKey(const SliceStack& stack, const SplitKey& key) {
    Stacks groups;
    Values values(key.tolerance);
    for (const PlacedSlice& slice : stack.slices) {
        const std::size_t index = values.indexOf(key.value(slice));
        if (index == groups.size()) {
            groups.push_back({{}, stack.reasons, stack.issues, stack.flags});
        }
        groups[index].slices.push_back(slice);
    }
    for (SliceStack& group : groups) {
        if (groups.size() > 1) {
            group.reasons.push_back({key.cause, key.words(group.slices.front())});
        }
    }
    return groups;
}

} // namespace bolus
