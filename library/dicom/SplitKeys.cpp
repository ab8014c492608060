#include "library/dicom/SplitKeys.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string_view>

#include <fmt/format.h>

#include "library/dicom/ImageKinds.h"
#include "library/dicom/Photometric.h"

namespace bolus {

namespace {

/// A frame's own type before that of its file, which may be MIXED.
const std::string& typeOf(const PlacedSlice& slice) {
    const std::string& own = slice.geometry.frameType;
    return own.empty() ? slice.header->imageType : own;
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

std::optional<double> bValueOf(const PlacedSlice& slice) {
    return slice.geometry.bValue ? slice.geometry.bValue : slice.header->bValue;
}

std::optional<int> acquisitionOf(const PlacedSlice& slice) {
    return slice.geometry.acquisitionNumber ? slice.geometry.acquisitionNumber
                                            : slice.header->acquisitionNumber;
}

KeyValue diffusionDirection(const PlacedSlice& slice) {
    const auto& direction = slice.geometry.diffusionDirection;
    return direction ? KeyValue{"given", {direction->begin(), direction->end()}} : KeyValue{};
}

std::string diffusionWords(const PlacedSlice& slice) {
    const auto& direction = slice.geometry.diffusionDirection;
    return direction ? fmt::format("diffusion direction {:.2f}, {:.2f}, {:.2f}", (*direction)[0],
                                   (*direction)[1], (*direction)[2])
                     : std::string("no diffusion direction");
}

/// "PORTAL_VENOUS" as a radiologist writes it.
std::string contrastWords(const PlacedSlice& slice) {
    std::string phase = slice.geometry.contrastPhase;
    std::ranges::transform(phase, phase.begin(), [](char c) {
        return c == '_' ? ' ' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return phase.empty() ? "no contrast phase named" : "contrast phase: " + phase;
}

std::string greyScale(const PlacedSlice& slice) {
    const InstanceHeader& header = *slice.header;
    return isColour(header.photometric, header.samplesPerPixel) ? "colour images"
           : header.photometric == "MONOCHROME1"
               ? "images whose low values are bright (MONOCHROME1)"
               : "images whose high values are bright";
}

const std::array<SplitKey, 21> keys{{
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
    {SplitCause::ContrastPhase, SplitRule::UntangleEven, 0,
     [](const PlacedSlice& s) { return KeyValue{s.geometry.contrastPhase}; }, &contrastWords},
    {SplitCause::CardiacPhase, SplitRule::UntangleEven, 0.5, // %
     [](const PlacedSlice& s) { return number(s.geometry.cardiacPhase); },
     [](const PlacedSlice& s) { return orNone("cardiac phase", s.geometry.cardiacPhase, " %"); }},
    {SplitCause::CardiacPhase, SplitRule::Untangle, 0.5, // ms
     [](const PlacedSlice& s) { return number(s.geometry.cardiacDelay); },
     [](const PlacedSlice& s) {
         return orNone("cardiac trigger delay", s.geometry.cardiacDelay, " ms");
     }},
    {SplitCause::TemporalPosition, SplitRule::UntangleEven, 0,
     [](const PlacedSlice& s) { return number(timePoint(s)); },
     [](const PlacedSlice& s) { return orNone("time point", timePoint(s)); }},
    {SplitCause::ImageType, SplitRule::Untangle, 0,
     [](const PlacedSlice& s) { return KeyValue{kindOfImage(typeOf(s))}; },
     [](const PlacedSlice& s) { return kindOfImage(typeOf(s)); }},
    {SplitCause::BValue, SplitRule::Untangle, 0.5,
     [](const PlacedSlice& s) { return number(bValueOf(s)); },
     [](const PlacedSlice& s) { return orNone("b-value", bValueOf(s)); }},
    {SplitCause::BValue, SplitRule::Untangle, 0.01, &diffusionDirection, &diffusionWords},
    {SplitCause::Echo, SplitRule::Untangle, 0,
     [](const PlacedSlice& s) { return number(s.header->echoNumber); },
     [](const PlacedSlice& s) { return orNone("echo", s.header->echoNumber); }},
    {SplitCause::Echo, SplitRule::Untangle, 0.005, // ms
     [](const PlacedSlice& s) { return number(s.geometry.echoTime); },
     [](const PlacedSlice& s) { return orNone("echo time", s.geometry.echoTime, " ms"); }},
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
     [](const PlacedSlice& s) { return number(acquisitionOf(s)); },
     [](const PlacedSlice& s) { return orNone("acquisition", acquisitionOf(s)); }},
    {SplitCause::Acquisition, SplitRule::Untangle, 0,
     [](const PlacedSlice& s) { return KeyValue{s.geometry.stackId}; },
     [](const PlacedSlice& s) { return "stack " + s.geometry.stackId; }},
    {SplitCause::Acquisition, SplitRule::Untangle, 0,
     [](const PlacedSlice& s) { return KeyValue{s.header->frameOfReferenceUid}; },
     [](const PlacedSlice&) {
         return std::string("positions count from another point (frame of reference)");
     }},
    {SplitCause::ImageType, SplitRule::Untangle, 0,
     [](const PlacedSlice& s) { return KeyValue{typeOf(s)}; },
     [](const PlacedSlice& s) { return "image type " + typeOf(s); }},
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
    return isScoutType(typeOf(slice));
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
