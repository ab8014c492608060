#include "app/jobs/CaseImport.h"

#include <algorithm>
#include <array>
#include <map>
#include <ranges>

#include <fmt/format.h>

#include "app/jobs/StudyVolumes.h"
#include "app/jobs/Thumbnail.h"
#include "library/dicom/StructuredReport.h"
#include "library/reports/ReportFile.h"

namespace bolus {

namespace fs = std::filesystem;

bool isReportClass(const std::string& sopClassUid) {
    static constexpr std::array classes{"1.2.840.10008.5.1.4.1.1.88.11",  // Basic Text SR
                                        "1.2.840.10008.5.1.4.1.1.88.22",  // Enhanced SR
                                        "1.2.840.10008.5.1.4.1.1.88.33",  // Comprehensive SR
                                        "1.2.840.10008.5.1.4.1.1.88.34",  // Comprehensive 3D SR
                                        "1.2.840.10008.5.1.4.1.1.88.35"}; // Extensible SR
    return std::ranges::find(classes, sopClassUid) != classes.end();
}

namespace {

/// A case whose middle slice does not decode says so in the list, before anybody opens it.
void noteUnreadable(Case& exam) {
    if (const auto shown = thumbnail(exam); !shown) {
        exam.issues.push_back(shown.error().message);
    }
}

} // namespace

Result<std::vector<std::vector<std::string>>> CaseImport::studiesByPatient() {
    auto stale = m_library.staleStudies();
    if (!stale) {
        return std::unexpected(stale.error());
    }
    std::map<std::string, std::vector<std::string>> groups;
    for (const std::string& uid : *stale) {
        if (m_events.cancelled()) {
            return cancelledError();
        }
        auto instances = m_library.instancesOfStudy(uid);
        if (!instances) {
            return std::unexpected(instances.error());
        }
        const std::string patient = instances->empty() ? "" : instances->front().patientId;
        // Without an identity two studies are never known to be of one patient.
        groups[patient.empty() ? "\n" + uid : patient].push_back(uid);
    }
    const auto values = std::views::values(groups);
    return std::vector<std::vector<std::string>>(values.begin(), values.end());
}

Result<void> CaseImport::rebuild(const std::vector<std::string>& studyUids) {
    std::vector<InstanceHeader> instances;
    std::vector<fs::path> structuredReports;
    for (const std::string& uid : studyUids) {
        auto members = m_library.instancesOfStudy(uid);
        if (!members) {
            return std::unexpected(members.error());
        }
        for (InstanceHeader& member : *members) {
            if (isReportClass(member.sopClassUid)) {
                structuredReports.push_back(member.path);
            }
            instances.push_back(std::move(member));
        }
    }
    // Before the studies are marked built, so that a kill between the two loses nothing.
    if (auto added = addStructuredReports(structuredReports); !added) {
        return added;
    }
    std::vector<Case> cases =
        casesOf(std::move(instances), [this](const Error& loss) { m_events.warn(loss); });
    std::ranges::for_each(cases, noteUnreadable);
    if (auto replaced = m_library.replaceCases(studyUids, cases); !replaced) {
        return replaced;
    }
    m_builtStudies.insert(studyUids.begin(), studyUids.end());
    return {};
}

Result<void> CaseImport::buildCases() {
    auto patients = studiesByPatient();
    if (!patients) {
        return std::unexpected(patients.error());
    }
    const auto total = static_cast<std::int64_t>(patients->size());
    for (std::int64_t done = 0; done < total; ++done) {
        if (m_events.cancelled()) {
            return cancelledError();
        }
        if (auto built = rebuild((*patients)[static_cast<std::size_t>(done)]); !built) {
            return built;
        }
        m_events.progress("cases", done + 1, total);
    }
    return {};
}

Result<void> CaseImport::addReport(const Report& report) {
    const auto added = m_library.addReport(report);
    if (added || added.error().code == ErrorCode::NotFound) { // kept until its study is imported
        ++m_reports;
        return {};
    }
    return added;
}

Result<void> CaseImport::addReportFiles(const std::vector<fs::path>& files) {
    for (const fs::path& file : files) {
        if (m_events.cancelled()) {
            return cancelledError();
        }
        const auto reports = readReportFile(file);
        if (!reports) {
            continue; // some other text
        }
        for (const Report& report : *reports) {
            if (auto added = addReport(report); !added) {
                return added;
            }
        }
    }
    return {};
}

Result<void> CaseImport::addStructuredReports(const std::vector<fs::path>& files) {
    for (const fs::path& file : files) {
        const auto report = readStructuredReport(file);
        if (!report) {
            m_events.warn(report.error());
        } else if (auto added = addReport(*report); !added) {
            return added;
        }
    }
    return {};
}

Result<void> CaseImport::makeThumbnails() {
    auto cases = m_library.cases();
    if (!cases) {
        return std::unexpected(cases.error());
    }
    std::erase_if(*cases, [this](const Case& exam) {
        std::error_code error;
        const bool built = std::ranges::any_of(exam.studyUids, [this](const std::string& uid) {
            return m_builtStudies.contains(uid);
        });
        return !built && fs::exists(m_library.thumbnailPath(exam.id), error);
    });
    const auto total = static_cast<std::int64_t>(cases->size());
    for (std::int64_t done = 0; done < total; ++done) {
        if (m_events.cancelled()) {
            return cancelledError();
        }
        const std::int64_t id = (*cases)[static_cast<std::size_t>(done)].id;
        auto exam = m_library.caseById(id);
        if (!exam) {
            return std::unexpected(exam.error());
        }
        if (auto made = writeThumbnail(*exam, m_library.thumbnailPath(id)); !made) {
            m_events.warn(made.error());
        }
        m_events.progress("thumbnails", done + 1, total);
    }
    return {};
}

} // namespace bolus
