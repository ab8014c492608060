#include "library/phases/Roles.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "library/phases/Words.h"

namespace bolus {

namespace {

using Patterns = std::vector<std::vector<std::string>>;

Patterns compile(std::initializer_list<const char*> patterns) {
    Patterns compiled;
    for (const char* pattern : patterns) {
        compiled.push_back(splitPattern(pattern));
    }
    return compiled;
}

bool mentions(const VolumeRecord& volume, const Patterns& patterns) {
    return anyMatches(wordsOf(volume.seriesDescription), patterns);
}

bool isScout(const VolumeRecord& volume) {
    static const Patterns words =
        compile({"scout", "scouts", "topogram*", "topo", "localizer*", "localiser*", "surview",
                 "scano", "scanogram*", "scanogramm*", "pilot", "survey", "loc", "locator",
                 "toposcan", "ubersicht*", "radiogram*"});
    return volume.imageType.find("LOCALIZER") != std::string::npos ||
           volume.imageType.find("SURVIEW") != std::string::npos || mentions(volume, words);
}

bool isBolusTracking(const VolumeRecord& volume) {
    static const Patterns words = compile(
        {"monitoring", "premonitoring", "bolus track*", "test bolus", "smart prep", "smartprep",
         "care bolus", "sure start", "surestart", "tracker", "timing bolus", "bolus timing"});
    return mentions(volume, words);
}

bool isSummaryPage(const VolumeRecord& volume) {
    static const Patterns words = compile({"dose report", "dose info*", "dose page", "dose summary",
                                           "dose sheet", "patient protocol", "exam summary",
                                           "exam protocol", "screen save", "screenshot*"});
    static const Patterns page =
        compile({"dose", "dosis", "summary", "protocol"}); // but not "low dose"
    return mentions(volume, words) || (volume.slices.size() <= 3 && mentions(volume, page));
}

bool isReformat(const VolumeRecord& volume, bool axialExists) {
    static const Patterns words =
        compile({"mpr", "mip", "minip", "vrt", "vr", "reformat*", "curved", "3 d mip"});
    static constexpr const char* types[] = {"REFORMATTED", "MPR",   "MIP",          "PROJECTION",
                                            "VRT",         "MINIP", "VOLUME_RENDER"};
    const bool byType = volume.imageType.starts_with("DERIVED") &&
                        std::ranges::any_of(types, [&](const char* type) {
                            return volume.imageType.find(type) != std::string::npos;
                        });
    // CT acquires axial slices: another plane beside an axial stack was computed from it.
    const bool byPlane = volume.modality == "CT" && axialExists && volume.plane != Plane::Axial;
    return byType || byPlane || mentions(volume, words);
}

/// Leading number of a kernel such as B70f or Br64: Siemens' sharpness.
int kernelNumber(const std::string& kernel) {
    const auto digit = kernel.find_first_of("0123456789");
    int number = 0;
    if (digit != std::string::npos) {
        std::from_chars(kernel.data() + digit, kernel.data() + kernel.size(), number);
    }
    return number;
}

bool isSharpKernel(const std::string& kernel) {
    static const Patterns names =
        compile({"lung", "bone", "boneplus", "bone plus", "edge", "detail plus", "sharp",
                 "ultra sharp", "yb", "yc", "yd", "yl", "hr", "l"});
    if (anyMatches(wordsOf(kernel), names)) {
        return true;
    }
    const int number = kernelNumber(kernel);
    if (kernel.starts_with("FC")) { // Canon: 30 bone, 5x lung, 8x high resolution
        return number == 30 || (number >= 50 && number < 60) || number >= 80;
    }
    const bool siemens =
        !kernel.empty() && std::string_view("BIHJT").find(kernel[0]) != std::string_view::npos;
    return siemens && number >= 50;
}

double heightOf(const VolumeRecord& volume) {
    return static_cast<double>(volume.size[2]) * volume.spacing[2];
}

void setApart(VolumeRecord& volume, std::string reason) {
    volume.inPhaseSeries = false;
    const std::string issue = "Shown apart from the phases: " + std::move(reason) + ".";
    if (std::ranges::find(volume.issues, issue) == volume.issues.end()) {
        volume.issues.push_back(issue);
    }
}

void setHelpersApart(std::vector<VolumeRecord>& exam) {
    const bool axialExists = std::ranges::any_of(exam, [](const VolumeRecord& v) {
        return v.plane == Plane::Axial && v.size[2] > 1 && !isScout(v) && !isBolusTracking(v);
    });
    for (VolumeRecord& volume : exam) {
        volume.inPhaseSeries = true;
        if (isScout(volume)) {
            setApart(volume, "a scout image");
        } else if (isSummaryPage(volume)) {
            setApart(volume, "a dose or summary page");
        } else if (isBolusTracking(volume)) {
            setApart(volume, "bolus tracking");
        } else if (isReformat(volume, axialExists)) {
            setApart(volume, "a reformat");
        }
    }
}

/// A few slices beside a whole stack are a fragment, not a phase of the exam.
void setFragmentsApart(std::vector<VolumeRecord>& exam) {
    std::size_t largest = 0;
    for (const VolumeRecord& volume : exam) {
        largest = volume.inPhaseSeries ? std::max(largest, volume.slices.size()) : largest;
    }
    for (VolumeRecord& volume : exam) {
        const std::size_t count = volume.slices.size();
        if (volume.inPhaseSeries && largest >= 8 && (count == 1 || count * 20 < largest)) {
            setApart(volume, count == 1 ? "a single slice" : fmt::format("only {} slices", count));
        }
    }
}

/// The reconstruction to hang: soft kernel, then the taller stack, then the finer one.
bool preferred(const VolumeRecord& a, const VolumeRecord& b) {
    if (sharpness(a) != sharpness(b)) {
        return sharpness(a) < sharpness(b);
    }
    if (std::abs(heightOf(a) - heightOf(b)) > 0.05 * std::max(heightOf(a), heightOf(b))) {
        return heightOf(a) > heightOf(b);
    }
    return a.slices.size() != b.slices.size()
               ? a.slices.size() > b.slices.size()
               : a.seriesNumber.value_or(0) < b.seriesNumber.value_or(0);
}

std::string nameOf(const VolumeRecord& volume) {
    return volume.seriesDescription.empty()
               ? fmt::format("series {}", volume.seriesNumber.value_or(0))
               : "“" + volume.seriesDescription + "”";
}

void setDuplicatesApart(std::vector<VolumeRecord>& exam) {
    for (VolumeRecord& volume : exam) {
        for (const VolumeRecord& other : exam) {
            if (&other != &volume && volume.inPhaseSeries && other.inPhaseSeries &&
                volume.seriesUid != other.seriesUid && sameAcquisition(volume, other) &&
                preferred(other, volume)) {
                setApart(volume,
                         "another reconstruction of the acquisition shown as " + nameOf(other));
            }
        }
    }
}

} // namespace

bool sameAcquisition(const VolumeRecord& a, const VolumeRecord& b) {
    return !a.acquisitionTime.empty() && a.acquisitionTime == b.acquisitionTime &&
           a.acquisitionDate == b.acquisitionDate &&
           a.frameOfReferenceUid == b.frameOfReferenceUid &&
           a.temporalPosition == b.temporalPosition &&
           (!a.acquisitionNumber || !b.acquisitionNumber ||
            a.acquisitionNumber == b.acquisitionNumber);
}

int sharpness(const VolumeRecord& volume) {
    static const Patterns lung =
        compile({"lung", "lungs", "lunge", "lungen*", "poumon*", "pulmon*", "polmon*", "pulmao",
                 "longen", "bone", "bones", "knochen*", "hueso*", "osso*"});
    return isSharpKernel(volume.kernel) || mentions(volume, lung) ? 1 : 0;
}

void assignRoles(std::vector<VolumeRecord>& exam) {
    setHelpersApart(exam);
    setFragmentsApart(exam);
    setDuplicatesApart(exam);
}

} // namespace bolus
