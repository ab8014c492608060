#include "ui/report/ReferenceFinder.h"

#include <algorithm>
#include <iterator>

#include "ui/library/LibrarySession.h"

namespace bolus {

namespace {

Result<ReportReferences> referencesOf(const Case& exam, Library& library) {
    const auto instances = instancesOf(exam, library);
    if (!instances)
        return std::unexpected(instances.error());
    ReportReferences references;
    for (const Report& report : exam.reports)
        references[report.id] = resolveReferences(report, exam, *instances);
    return references;
}

} // namespace

Result<std::vector<InstanceHeader>> instancesOf(const Case& exam, Library& library) {
    std::vector<InstanceHeader> instances;
    for (const std::string& study : exam.studyUids) {
        auto some = library.instancesOfStudy(study);
        if (!some)
            return std::unexpected(some.error());
        std::ranges::move(*some, std::back_inserter(instances));
    }
    return instances;
}

ReferenceFinder::ReferenceFinder(LibrarySession& library, QObject* parent)
    : QObject(parent), m_library(library) {}

void ReferenceFinder::find(const Case& exam) {
    const bool any = std::ranges::any_of(
        exam.reports, [](const Report& report) { return !imageReferencesIn(report.text).empty(); });
    if (!any)
        return;
    m_library.ask<ReportReferences>(
        this, [exam](Library& library) { return referencesOf(exam, library); },
        [this, id = exam.id](Result<ReportReferences> references) {
            if (references)
                Q_EMIT found(id, *references);
        });
}

} // namespace bolus
