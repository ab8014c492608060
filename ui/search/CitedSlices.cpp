#include "ui/search/CitedSlices.h"

#include <algorithm>

#include "library/reports/ImageReferences.h"
#include "library/store/Library.h"
#include "ui/common/Text.h"
#include "ui/report/ReferenceFinder.h"

namespace bolus {

namespace {

/// The report that the sentence stands in, with that sentence alone as its text.
std::optional<Report> alone(const Case& exam, const std::string& sentence) {
    const QString wanted = toText(sentence).simplified();
    const auto found = std::ranges::find_if(exam.reports, [&](const Report& report) {
        return toText(report.text).simplified().contains(wanted);
    });
    if (found == exam.reports.end())
        return std::nullopt;
    Report report = *found;
    report.text = sentence;
    return report;
}

std::optional<HitSlice> citedSlice(const CitingHit& hit, Library& library) {
    const auto exam = library.caseById(hit.caseId);
    const auto report = exam ? alone(*exam, hit.sentence) : std::nullopt;
    const auto instances =
        report ? instancesOf(*exam, library) : Result<std::vector<InstanceHeader>>();
    if (!report || !instances)
        return std::nullopt;
    for (const ReferenceTarget& target : resolveReferences(*report, *exam, *instances))
        if (target.volume && !target.reference.ofEarlierExam) {
            const VolumeRecord& volume = exam->volumes[*target.volume];
            return HitSlice{toText(volume.seriesUid), volume.part, static_cast<int>(target.slice),
                            true};
        }
    return std::nullopt;
}

} // namespace

std::vector<CitingHit> citingHits(const QList<Hit>& hits) {
    std::vector<CitingHit> citing;
    for (const Hit& hit : hits)
        if (std::string sentence = hit.sentence.toStdString();
            !hit.bestSlice && !imageReferencesIn(sentence).empty())
            citing.push_back({hit.caseId, std::move(sentence)});
    return citing;
}

CitedSlices citedSlices(std::span<const CitingHit> hits, Library& library) {
    CitedSlices slices;
    for (const CitingHit& hit : hits)
        if (auto slice = citedSlice(hit, library))
            slices.emplace(hit.caseId, *slice);
    return slices;
}

} // namespace bolus
