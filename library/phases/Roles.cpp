#include "library/phases/Roles.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "library/phases/Dynamic.h"
#include "library/phases/PhaseWords.h"
#include "library/phases/RoleWords.h"
#include "library/phases/Spectral.h"

namespace bolus {

namespace {

constexpr const char* apartPrefix = "Shown apart from the phases: ";

bool isApartIssue(const std::string& issue) {
    return issue.starts_with(apartPrefix);
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
