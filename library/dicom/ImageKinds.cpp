#include "library/dicom/ImageKinds.h"

#include <algorithm>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

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
    {"MAGNITUDE", "magnitude images"},
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

constexpr std::string_view notAttenuation[] = {"LOCALIZER",
                                               "SUB",
                                               "SUBTRACTION",
                                               "SUBTRACTED",
                                               "MTT",
                                               "RMTT",
                                               "CBV",
                                               "RCBV",
                                               "PBV",
                                               "RBV",
                                               "BV",
                                               "CBF",
                                               "RCBF",
                                               "RBF",
                                               "BF",
                                               "TTP",
                                               "TTD",
                                               "TMAX",
                                               "PERMEABILITY",
                                               "PERFUSION",
                                               "IODINE",
                                               "MAT_SPECIFIC",
                                               "MAT_FRACTIONAL",
                                               "EFF_ATOMIC_NUM",
                                               "ELECTRON_DENSITY",
                                               "STD_DEVIATION",
                                               "DIVISION",
                                               "MULTIPLICATION",
                                               "QUANTITY"};

/// What derived CT that still holds HU is called in the third and fourth value: cut or averaged
/// anew, sorted or compressed (PS3.3 C.8.2.1.1.1, C.8.16.1.3 and C.8.16.1.4; scanners' own words).
constexpr std::string_view stillAttenuation[] = {
    "",        "NONE",   "AXIAL",   "CORONAL",  "SAGITTAL",      "OBLIQUE",
    "VOLUME",  "MPR",    "CPR",     "CSA MPR",  "REFORMATTED",   "RESAMPLED",
    "AVERAGE", "MEAN",   "ADD",     "ADDITION", "MIP",           "MAX_IP",
    "MIN_IP",  "MINIP",  "MAXIMUM", "MINIMUM",  "MIXED",         "ENERGY_PROP_WT",
    "NORM",    "NORMAL", "HELIX",   "ANGIO",    "PRE_CONTRAST",  "POST_CONTRAST",
    "REST",    "STRESS", "DYNAMIC", "CARDIAC",  "CARDIAC_GATED", "RESPIRATORY_GATED",
    "VNC",     "OTHER"};

bool isIn(std::string_view value, std::span<const std::string_view> words) {
    return std::ranges::find(words, value) != words.end();
}

} // namespace

std::vector<std::string_view> imageTypeValues(std::string_view joined) {
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

std::string kindOfImage(std::string_view imageType) {
    std::vector<std::string_view> kinds;
    for (const std::string_view value : imageTypeValues(imageType)) {
        const auto* row = std::ranges::find(typeWords, value, &TypeWords::value);
        if (row != std::end(typeWords) && std::ranges::find(kinds, row->words) == kinds.end()) {
            kinds.push_back(row->words);
        }
    }
    const bool derived = imageType.starts_with("DERIVED");
    const std::string words = fmt::format("{}", fmt::join(kinds, ", "));
    if (words.empty()) {
        return derived ? "derived images" : "images as acquired";
    }
    return derived ? fmt::format("derived: {}", words) : words;
}

bool isScoutType(std::string_view imageType) {
    return imageType.find("LOCALIZER") != std::string_view::npos ||
           imageType.find("SURVIEW") != std::string_view::npos;
}

bool isOtherThanAttenuation(std::string_view imageType) {
    return isScoutType(imageType) ||
           std::ranges::any_of(imageTypeValues(imageType), [](std::string_view value) {
               return isIn(value, notAttenuation) || // also CBF_MAP
                      isIn(value.substr(0, value.find_first_of("_ ")), notAttenuation);
           });
}

bool mayBeOtherThanAttenuation(std::string_view imageType) {
    const auto values = imageTypeValues(imageType);
    const auto kinds = std::span(values).subspan(std::min<std::size_t>(values.size(), 2));
    return isOtherThanAttenuation(imageType) ||
           (!values.empty() && values.front() == "DERIVED" &&
            std::ranges::any_of(
                kinds.first(std::min<std::size_t>(kinds.size(), 2)), [](std::string_view kind) {
                    return !isIn(kind, stillAttenuation) && !kind.starts_with("CT_");
                }));
}

} // namespace bolus
