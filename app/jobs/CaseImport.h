// Second half of an import: the stale studies' cases are built again, reports join them, and they
// get their thumbnails.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "app/jobs/Events.h"
#include "library/store/Library.h"

namespace bolus {

class CaseImport {
public:
    CaseImport(Library& library, Events& events) : m_library(library), m_events(events) {}

    /// Builds the cases of stale studies, those of one patient together: an exam may span studies.
    /// Their Structured Reports come with them.
    Result<void> buildCases();
    /// Text and CSV. Files that are no reports are left alone.
    Result<void> addReportFiles(const std::vector<std::filesystem::path>& files);
    /// Of cases built in this run and of cases that lack one.
    Result<void> makeThumbnails();

    std::int64_t reports() const { return m_reports; }

private:
    Result<std::vector<std::vector<std::string>>> studiesByPatient();
    Result<void> rebuild(const std::vector<std::string>& studyUids);
    Result<void> addStructuredReports(const std::vector<std::filesystem::path>& files);
    Result<void> addReport(const Report& report);

    Library& m_library;
    Events& m_events;
    std::set<std::string> m_builtStudies;
    std::int64_t m_reports = 0;
};

/// The UID is one of the SR classes that hold a report's text (PS3.4 B.5): not dose, key objects.
bool isReportClass(const std::string& sopClassUid);

} // namespace bolus
