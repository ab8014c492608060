#include "app/jobs/CaseImport.h"

#include <algorithm>
#include <array>

#include "app/jobs/StudyGroups.h"
#include "app/jobs/StudyVolumes.h"
#include "app/jobs/Thumbnail.h"
#include "library/dicom/EncapsulatedDocument.h"

namespace bolus {

namespace fs = std::filesystem;

bool isReportClass(const std::string& sopClassUid) {
    static constexpr std::array classes{"1.2.840.10008.5.1.4.1.1.88.11",  // Basic Text SR
                                        "1.2.840.10008.5.1.4.1.1.88.22",  // Enhanced SR
                                        "1.2.840.10008.5.1.4.1.1.88.33",  // Comprehensive SR
                                        "1.2.840.10008.5.1.4.1.1.88.34",  // Comprehensive 3D SR
                                        "1.2.840.10008.5.1.4.1.1.88.35"}; // Extensible SR
    return std::ranges::find(classes, sopClassUid) != classes.end() ||
           isEncapsulatedClass(sopClassUid);
}

namespace {

/// Not of one file: whatever comes next would fail as well.
bool endsImport(const Error& error) {
    return error.code == ErrorCode::Cancelled || error.code == ErrorCode::Internal;
}

bool lacksEnhancement(const VolumeRecord& volume) {
    return volume.inPhaseSeries && volume.modality == "CT" && !volume.enhancement;
}

} // namespace

/// A case whose middle slice does not decode says so in the list, before anybody opens it.
Result<void> CaseImport::noteUnreadable(Case& exam) {
    const auto shown = thumbnail(exam, m_reader, &m_events);
    if (!shown && endsImport(shown.error())) {
        return std::unexpected(shown.error());
    }
    if (!shown) {
        exam.issues.push_back(shown.error().message);
    }
    return {};
}

Result<std::vector<std::vector<std::string>>> CaseImport::studiesTogether() {
    auto stale = m_library.staleStudies();
    if (!stale) {
        return std::unexpected(stale.error());
    }
    std::vector<StudyKey> keys;
    for (const std::string& uid : *stale) {
        if (m_events.cancelled()) {
            return cancelledError();
        }
        auto instances = m_library.instancesOfStudy(uid);
        if (!instances) {
            return std::unexpected(instances.error());
        }
        keys.push_back(studyKeyOf(uid, *instances));
    }
    return studiesToBuildTogether(keys);
}

/// What is not read today must not take a case, and what was done to it, out of the library.
Result<void> CaseImport::leaveStale(const Error& error) {
    if (endsImport(error) || !mayPass(error)) {
        return std::unexpected(error);
    }
    m_events.warn({error.code,
                   error.message + " Until it can be read its study's cases stay as they were; "
                                   "then import again.",
                   error.subject});
    return {};
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
        return leaveStale(added.error());
    }
    auto cases = casesOf(
        std::move(instances), [this](const Error& loss) { m_events.warn(loss); }, &m_events);
    if (!cases) {
        return leaveStale(cases.error());
    }
    for (Case& exam : *cases) {
        if (auto noted = noteUnreadable(exam); !noted) {
            return noted;
        }
    }
    if (auto replaced = m_library.replaceCases(studyUids, *cases); !replaced) {
        return replaced;
    }
    m_builtStudies.insert(studyUids.begin(), studyUids.end());
    return {};
}

Result<void> CaseImport::buildCases() {
    auto groups = studiesTogether();
    if (!groups) {
        return std::unexpected(groups.error());
    }
    const auto total = static_cast<std::int64_t>(groups->size());
    for (std::int64_t done = 0; done < total; ++done) {
        if (m_events.cancelled()) {
            return cancelledError();
        }
        if (auto built = rebuild((*groups)[static_cast<std::size_t>(done)]); !built) {
            return built;
        }
        m_events.progress("cases", done + 1, total);
    }
    return {};
}

/// One that cannot be used must not cost the others of its file, nor end every import.
Result<void> CaseImport::addOneByOne(const std::vector<Report>& reports) {
    for (const Report& report : reports) {
        const auto added = m_library.addReports(std::span(&report, 1));
        if (added) {
            m_reports += added->added + added->known;
        } else if (added.error().code == ErrorCode::BadInput) {
            m_events.warn({ErrorCode::BadInput, added.error().message, report.file.string()});
        } else {
            return std::unexpected(added.error());
        }
    }
    return {};
}

Result<void> CaseImport::addReports(const std::vector<Report>& reports) {
    const auto added = m_library.addReports(reports);
    if (!added && added.error().code == ErrorCode::BadInput) {
        return addOneByOne(reports);
    }
    if (!added) {
        return std::unexpected(added.error());
    }
    m_reports += added->added + added->known;
    return {};
}

/// Texts and tables beside images may be anything; these are made to be read.
void CaseImport::noteUnread(const fs::path& file, const Error& why) {
    std::string extension = file.extension().string();
    std::ranges::transform(extension, extension.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (extension == ".pdf" || extension == ".hl7" || extension == ".oru" || extension == ".cda") {
        m_events.warn(why);
    }
}

Result<void> CaseImport::addReportFiles(const std::vector<FoundFile>& files) {
    for (const FoundFile& file : files) {
        if (m_events.cancelled()) {
            return cancelledError();
        }
        auto read = m_reader.reportFile(file.path, &m_events);
        if (!read && endsImport(read.error())) {
            return std::unexpected(read.error());
        }
        if (!read) {
            noteUnread(file.path, read.error());
            continue;
        }
        for (const Error& problem : read->problems) {
            m_events.warn(problem);
        }
        for (Report& report : read->reports) {
            report.file = file.origin.empty() ? report.file : file.origin;
        }
        if (auto added = addReports(read->reports); !added) {
            return added;
        }
    }
    return {};
}

Result<void> CaseImport::addStructuredReports(const std::vector<fs::path>& files) {
    for (const fs::path& file : files) {
        const auto report = m_reader.report(file, &m_events);
        if (!report && mayPass(report.error())) {
            return std::unexpected(report.error());
        }
        if (!report) {
            m_events.warn(report.error());
        } else if (auto added = addReports({*report}); !added) {
            return added;
        }
    }
    return {};
}

Result<void> CaseImport::makeThumbnail(std::int64_t caseId) {
    auto exam = m_library.caseById(caseId);
    if (!exam) {
        return std::unexpected(exam.error());
    }
    const auto made = writeThumbnail(*exam, m_library.thumbnailPath(caseId), m_reader, &m_events);
    if (!made && endsImport(made.error())) {
        return made;
    }
    if (!made) {
        m_events.warn(made.error());
    }
    return {};
}

Result<std::vector<std::int64_t>> CaseImport::casesToPicture() {
    constexpr std::int64_t pageSize = 256; // there may be more cases than memory holds at once
    std::vector<std::int64_t> wanted;
    for (std::int64_t offset = 0;; offset += pageSize) {
        auto cases = m_library.cases({}, {offset, pageSize});
        if (!cases) {
            return std::unexpected(cases.error());
        }
        for (const Case& exam : *cases) {
            std::error_code error;
            const bool built = std::ranges::any_of(exam.studyUids, [this](const std::string& uid) {
                return m_builtStudies.contains(uid);
            });
            if (std::ranges::any_of(exam.volumes, lacksEnhancement)) {
                m_unmeasured.push_back(exam.id);
            }
            if (built || !fs::exists(m_library.thumbnailPath(exam.id), error)) {
                wanted.push_back(exam.id);
            }
        }
        if (cases->size() < static_cast<std::size_t>(pageSize)) {
            return wanted;
        }
    }
}

Result<void> CaseImport::makeThumbnails() {
    auto cases = casesToPicture();
    if (!cases) {
        return std::unexpected(cases.error());
    }
    const auto total = static_cast<std::int64_t>(cases->size());
    for (std::int64_t done = 0; done < total; ++done) {
        if (m_events.cancelled()) {
            return cancelledError();
        }
        if (auto made = makeThumbnail((*cases)[static_cast<std::size_t>(done)]); !made) {
            return made;
        }
        m_events.progress("thumbnails", done + 1, total);
    }
    return {};
}

} // namespace bolus
