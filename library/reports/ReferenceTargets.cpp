// Which slice a reference names.
#include <algorithm>
#include <cmath>
#include <string>

#include "library/reports/ImageReferences.h"

namespace bolus {

namespace {

using Instances = std::vector<const InstanceHeader*>;

struct Candidate {
    const InstanceHeader* instance = nullptr;
    int frame = 0;
};

/// Those of the report's study; where it names none that is here, those of its accession number.
Instances instancesOf(const Report& report, std::span<const InstanceHeader> instances) {
    Instances own, sameAccession, all;
    for (const InstanceHeader& instance : instances) {
        if (!instance.hasPixels) {
            continue;
        }
        all.push_back(&instance);
        if (!report.studyUid.empty() && instance.studyUid == report.studyUid) {
            own.push_back(&instance);
        }
        if (!report.accessionNumber.empty() && instance.accessionNumber == report.accessionNumber) {
            sameAccession.push_back(&instance);
        }
    }
    return !own.empty() ? own : !sameAccession.empty() ? sameAccession : all;
}

bool inSeries(const InstanceHeader& instance, const ImageReference& reference) {
    return !reference.series || instance.seriesNumber == reference.series;
}

std::vector<Candidate> candidatesOf(const ImageReference& reference, const Instances& instances) {
    std::vector<Candidate> found;
    for (const InstanceHeader* instance : instances) {
        if (!inSeries(*instance, reference)) {
            continue;
        }
        if (instance->frames > 1) {
            const auto of = std::ranges::count(instances, instance->seriesUid,
                                               [](const auto* i) { return i->seriesUid; });
            if (of == 1 && reference.image >= 1 && reference.image <= instance->frames) {
                found.push_back({instance, reference.image - 1});
            }
        } else if (instance->instanceNumber == reference.image) {
            found.push_back({instance, 0});
        }
    }
    return found;
}

/// Index along the volume's third axis: where slices are missing, that is not their order.
std::size_t sliceIndex(const VolumeRecord& volume, std::size_t order) {
    if (volume.slices.size() == volume.size[2] || !(volume.spacing[2] > 0)) {
        return order;
    }
    const double distance =
        std::abs(volume.slices[order].position - volume.slices.front().position);
    const double index = std::round(distance / volume.spacing[2]);
    return std::isfinite(index) && index < static_cast<double>(volume.size[2])
               ? static_cast<std::size_t>(index)
               : order;
}

bool place(const Candidate& candidate, const Case& exam, ReferenceTarget& target) {
    for (std::size_t v = 0; v < exam.volumes.size(); ++v) {
        const auto& slices = exam.volumes[v].slices;
        const auto slice = std::ranges::find_if(slices, [&](const SliceRef& ref) {
            return ref.sopInstanceUid == candidate.instance->sopInstanceUid &&
                   ref.frame == candidate.frame;
        });
        if (slice != slices.end()) {
            target.volume = v;
            target.slice =
                sliceIndex(exam.volumes[v], static_cast<std::size_t>(slice - slices.begin()));
            return true;
        }
    }
    return false;
}

std::string named(const ImageReference& reference) {
    return (reference.series ? "series " + std::to_string(*reference.series) + ", " : "") +
           "image " + std::to_string(reference.image);
}

std::string whyNone(const ImageReference& reference, const Instances& instances) {
    const bool seriesThere = std::ranges::any_of(
        instances, [&](const InstanceHeader* i) { return inSeries(*i, reference); });
    if (reference.series && !seriesThere) {
        return "The exam has no series " + std::to_string(*reference.series) + ".";
    }
    return "The exam has no " + named(reference) + ".";
}

/// Without a series: images of the phase series' planes that were named.
void keepPhaseImages(const ImageReference& reference, const Case& exam,
                     std::vector<Candidate>& candidates) {
    std::erase_if(candidates, [&](const Candidate& candidate) {
        ReferenceTarget target;
        if (!place(candidate, exam, target)) {
            return true;
        }
        const VolumeRecord& volume = exam.volumes[*target.volume];
        return !volume.inPhaseSeries ||
               (reference.plane != Plane::Unknown && volume.plane != reference.plane);
    });
}

ReferenceTarget targetOf(const ImageReference& reference, const Case& exam,
                         const Instances& instances) {
    ReferenceTarget target;
    target.reference = reference;
    if (reference.ofEarlierExam) {
        target.reason = "The words around it speak of an earlier exam.";
        return target;
    }
    if (reference.ambiguous) {
        target.reason = "It may mean " + named(reference) + ", or one image of so many.";
        return target;
    }
    auto candidates = candidatesOf(reference, instances);
    const bool any = !candidates.empty();
    if (!reference.series) {
        keepPhaseImages(reference, exam, candidates);
    }
    if (candidates.size() > 1) {
        target.reason = reference.series
                            ? "More than one image of the exam is " + named(reference) + "."
                            : "No series is named, and more than one has an image " +
                                  std::to_string(reference.image) + ".";
    } else if (candidates.empty()) {
        target.reason = any ? "No series is named, and no phase has an image " +
                                  std::to_string(reference.image) + "."
                            : whyNone(reference, instances);
    } else {
        target.seriesUid = candidates.front().instance->seriesUid;
        target.sopInstanceUid = candidates.front().instance->sopInstanceUid;
        target.frame = candidates.front().frame;
        if (!place(candidates.front(), exam, target)) {
            target.reason = "That image belongs to none of the exam's volumes: it was left out of "
                            "its stack, or cannot be shown as one.";
        }
    }
    return target;
}

} // namespace

std::vector<ReferenceTarget> resolveReferences(const Report& report, const Case& exam,
                                               std::span<const InstanceHeader> instances) {
    const Instances own = instancesOf(report, instances);
    std::vector<ReferenceTarget> targets;
    for (const ImageReference& reference : imageReferencesIn(report.text)) {
        ReferenceTarget target = targetOf(reference, exam, own);
        if (!reference.shorthand || target.volume) { // "(2/4)" may be a grade
            targets.push_back(std::move(target));
        }
    }
    return targets;
}

} // namespace bolus
