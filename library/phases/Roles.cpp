#include "library/phases/Roles.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "library/phases/Dynamic.h"
#include "library/phases/PhaseWords.h"
#include "library/phases/Spectral.h"
#include "library/phases/Words.h"

namespace bolus {

namespace {

constexpr const char* apartPrefix = "Shown apart from the phases: ";

bool isApartIssue(const std::string& issue) {
    return issue.starts_with(apartPrefix);
}

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

/// Words alone make no scout of a stack as only a diagnostic scan is, and words that may mean
/// something else none of any stack.
bool isScout(const VolumeRecord& volume) {
    static const Patterns words =
        compile({"scout", "scouts", "topogram*", "topo", "localizer*", "localiser*", "surview",
                 "scano", "scanogram*", "scanogramm*", "toposcan", "ubersicht*", "radiogram*"});
    static const Patterns vague = compile({"pilot", "survey", "loc", "locator"});
    constexpr std::size_t mostSlices = 10, mostOfPlane = 30; // MR takes several in each plane
    if (volume.imageType.find("LOCALIZER") != std::string::npos ||
        volume.imageType.find("SURVIEW") != std::string::npos) {
        return true;
    }
    const std::size_t slices = volume.slices.size();
    const bool scanned = volume.plane == Plane::Axial && volume.imageType.starts_with("ORIGINAL") &&
                         volume.imageType.find("AXIAL") != std::string::npos;
    if (scanned && slices > mostSlices) {
        return false;
    }
    return mentions(volume, words) || (slices <= mostOfPlane && mentions(volume, vague));
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

bool hasType(const VolumeRecord& volume, std::initializer_list<const char*> types) {
    return volume.imageType.starts_with("DERIVED") &&
           std::ranges::any_of(types, [&](const char* type) {
               return volume.imageType.find(type) != std::string::npos;
           });
}

/// Shows other than what an axial slice shows: brightest voxels, surfaces, a curve's course.
bool isProjection(const VolumeRecord& volume) {
    static const Patterns words =
        compile({"mip", "minip", "vrt", "vr", "curved", "3 d mip", "min ip"});
    return hasType(volume, {"MIP", "PROJECTION", "VRT", "VOLUME_RENDER", "MAX_IP", "MIN_IP"}) ||
           mentions(volume, words);
}

/// Averaged anew; an axial one is what some archives keep of an acquisition.
bool isAverage(const VolumeRecord& volume) {
    static const Patterns words = compile({"mpr", "reformat*"});
    return hasType(volume, {"REFORMATTED", "MPR"}) || mentions(volume, words);
}

bool isReformat(const VolumeRecord& volume, bool axialExists) {
    const bool axial = volume.plane == Plane::Axial;
    // CT acquires axial slices: another plane beside an axial stack was computed from it.
    const bool byPlane = volume.modality == "CT" && axialExists && !axial;
    return byPlane || isProjection(volume) || (isAverage(volume) && !axial);
}

/// Maps that a perfusion analysis makes beside MTT, CBV and CBF: none of them is a phase.
bool isOtherMap(const VolumeRecord& volume) {
    static const Patterns words = compile(
        {"ttp", "tmax", "t max", "time to peak", "time to max*", "tmip", "permeability", "ktrans",
         "k trans", "kep", "iauc", "ttd", "irf", "flow extraction", "parametric map"});
    return mentions(volume, words) || anyMatches(wordsOf(volume.imageType), words);
}

/// Which of the perfusion maps that are phases; empty: none.
std::string mapKind(const VolumeRecord& volume) {
    for (const char* kind : {"mtt", "cbv", "cbf"}) {
        const Patterns word{{kind}, {std::string("r") + kind}};
        if (mentions(volume, word) || anyMatches(wordsOf(volume.imageType), word)) {
            return kind;
        }
    }
    return {};
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

void setHelpersApart(std::vector<VolumeRecord>& exam) {
    const bool axialExists = std::ranges::any_of(exam, [](const VolumeRecord& v) {
        return v.plane == Plane::Axial && v.size[2] > 1 && !isScout(v) && !isBolusTracking(v);
    });
    for (VolumeRecord& volume : exam) {
        volume.inPhaseSeries = true;
        std::erase_if(volume.issues, isApartIssue);
        if (isScout(volume)) {
            setApart(volume, "a scout image");
        } else if (isSummaryPage(volume)) {
            setApart(volume, "a dose or summary page");
        } else if (isBolusTracking(volume)) {
            setApart(volume, "bolus tracking");
        } else if (isReformat(volume, axialExists)) {
            setApart(volume, "a reformat");
        } else if (isOtherMap(volume)) {
            setApart(volume, "a map other than MTT, CBV and CBF");
        }
    }
}

/// The time points of dynamic MR may be of one slice each.
std::map<std::string, int> volumesOfMrSeries(const std::vector<VolumeRecord>& exam) {
    std::map<std::string, int> counts;
    for (const VolumeRecord& volume : exam) {
        counts[volume.seriesUid] += volume.modality == "MR" ? 1 : 0;
    }
    return counts;
}

/// A few slices beside a whole stack are a fragment, not a phase of the exam.
void setFragmentsApart(std::vector<VolumeRecord>& exam) {
    std::size_t largest = 0;
    double tallest = 0;
    const auto timePoints = volumesOfMrSeries(exam);
    for (const VolumeRecord& volume : exam) {
        largest = volume.inPhaseSeries ? std::max(largest, volume.slices.size()) : largest;
        tallest = volume.inPhaseSeries ? std::max(tallest, heightOf(volume)) : tallest;
    }
    for (VolumeRecord& volume : exam) {
        const std::size_t count = volume.slices.size();
        // Thick slices of one organ beside thin ones of the trunk are few, but reach far.
        const bool few = count * 20 < largest && heightOf(volume) * 4 < tallest;
        const bool timePoint = timePoints.at(volume.seriesUid) >= 8;
        if (volume.inPhaseSeries && !timePoint && largest >= 8 && (count == 1 || few)) {
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

/// 0 as reconstructed from one scan, then what may stand for it where it was not kept.
int standInRank(const VolumeRecord& volume) {
    switch (spectralKind(volume)) {
    case Spectral::Material:
        return 3;
    case Spectral::Monoenergetic:
        return 2;
    default:
        return isAverage(volume) ? 1 : 0;
    }
}

/// Without times: unless their words name different phases.
bool mayShowTheSame(const VolumeRecord& a, const VolumeRecord& b) {
    if (!a.acquisitionTime.empty() && !b.acquisitionTime.empty()) {
        return sameAcquisition(a, b);
    }
    const auto named = [](const VolumeRecord& volume) {
        std::set<Phase> phases;
        for (const PhaseMention& mention : phaseMentions(volume.seriesDescription)) {
            phases.insert(mention.phase);
        }
        return phases;
    };
    const std::set<Phase> ofA = named(a), ofB = named(b);
    return ofA.empty() || ofB.empty() || ofA == ofB;
}

bool standsFor(const VolumeRecord& original, const VolumeRecord& standIn) {
    const bool material = spectralKind(standIn) == Spectral::Material;
    return original.inPhaseSeries && standInRank(original) < standInRank(standIn) &&
           (material || sharpness(original) <= sharpness(standIn)) &&
           mayShowTheSame(original, standIn);
}

/// Reformats and what is computed from two energies hang only where nothing better of their
/// acquisition is there.
void setStandInsApart(std::vector<VolumeRecord>& exam) {
    for (VolumeRecord& volume : exam) {
        const int rank = volume.inPhaseSeries ? standInRank(volume) : 0;
        const auto original =
            rank == 0
                ? exam.end()
                : std::ranges::find_if(exam, [&](const auto& v) { return standsFor(v, volume); });
        if (original != exam.end()) {
            setApart(volume,
                     (rank == 1 ? "a reformat beside " : "computed from two energies beside ") +
                         nameOf(*original));
        }
    }
}

/// Lung and bone kernels show the same acquisition as a soft one, whose time they may have lost.
void setSharpApart(std::vector<VolumeRecord>& exam) {
    const bool softExists = std::ranges::any_of(exam, [](const VolumeRecord& v) {
        return v.inPhaseSeries && v.modality == "CT" && v.size[2] > 1 && sharpness(v) == 0 &&
               spectralKind(v) != Spectral::Material;
    });
    for (VolumeRecord& volume : exam) {
        if (softExists && volume.inPhaseSeries && volume.modality == "CT" &&
            sharpness(volume) > 0) {
            setApart(volume, "a lung or bone reconstruction");
        }
    }
}

void setDuplicatesApart(std::vector<VolumeRecord>& exam) {
    for (VolumeRecord& volume : exam) {
        for (const VolumeRecord& other : exam) {
            if (&other != &volume && volume.inPhaseSeries && other.inPhaseSeries &&
                volume.seriesUid != other.seriesUid && sameAcquisition(volume, other) &&
                mapKind(volume) == mapKind(other) && preferred(other, volume)) {
                setApart(volume,
                         "another reconstruction of the acquisition shown as " + nameOf(other));
            }
        }
    }
}

} // namespace

void setApart(VolumeRecord& volume, std::string reason) {
    volume.inPhaseSeries = false;
    const std::string issue = apartPrefix + std::move(reason) + ".";
    if (std::ranges::find(volume.issues, issue) == volume.issues.end()) {
        volume.issues.push_back(issue);
    }
}

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
    setStandInsApart(exam);
    setSharpApart(exam);
    setDuplicatesApart(exam);
    setOtherSequencesApart(exam);
    const bool nothingLeft = std::ranges::none_of(exam, &VolumeRecord::inPhaseSeries);
    for (VolumeRecord& volume : exam) {
        if (nothingLeft && isOtherMap(volume)) { // they are what there is to see
            volume.inPhaseSeries = true;
            std::erase_if(volume.issues, isApartIssue);
        }
    }
}

} // namespace bolus
