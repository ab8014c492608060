#include "app/jobs/CaseImport.h"

#include <algorithm>
#include <array>
#include <span>

#include "app/jobs/ImportErrors.h"
#include "app/jobs/Png.h"
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

constexpr std::size_t mostPictures = 128; // of some 25 KB; the others are decoded again

bool lacksEnhancement(const VolumeRecord& volume) {
    return volume.inPhaseSeries && volume.modality == "CT" && !volume.enhancement;
}

} // namespace

/// A case whose middle slice does not decode says so in the list, before anybody opens it.
Result<void> CaseImport::noteUnreadable(Case& exam) {
    const auto shown = thumbnail(exam, m_pictureReader, &m_events);
    if (!shown && endsImport(shown.error())) {
        return std::unexpected(shown.error());
    }
    if (!shown) {
        exam.issues.push_back(shown.error().message);
    } else if (m_pictures.size() < mostPictures) {
        const SliceRef& slice = *thumbnailSlice(exam);
        m_pictures.emplace(std::pair(slice.sopInstanceUid, slice.frame), *shown);
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
        const auto outline = m_library.outlineOfStudy(uid);
        if (!outline) {
            return std::unexpected(outline.error());
        }
        keys.push_back(studyKeyOf(uid, outline->headers));
        keys.back().instances = outline->instances;
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

/// Nothing where a file that stands in the way is away and may come back; without those that were
/// deleted.
Result<std::optional<CaseImport::Group>>
CaseImport::prepare(const std::vector<std::string>& studyUids) {
    for (;;) {
        auto group = read(studyUids);
        if (group) {
            return std::optional(std::move(*group));
        }
        const auto forgotten =
            endsImport(group.error()) ? Result<bool>(false) : m_deleted.forgetThoseOf(studyUids);
        if (!forgotten) {
            return std::unexpected(forgotten.error());
        }
        if (!*forgotten) {
            const auto left = leaveStale(group.error());
            return left ? Result<std::optional<Group>>(std::nullopt)
                        : std::unexpected(left.error());
        }
    }
}

Result<CaseImport::Group> CaseImport::read(const std::vector<std::string>& studyUids) {
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
    auto cases = casesOf(
        std::move(instances), [this](const Error& loss) { m_events.warn(loss); }, &m_events);
    if (!cases) {
        return std::unexpected(cases.error());
    }
    // Before the studies are marked built, so that a kill between the two loses nothing.
    if (auto added = addStructuredReports(structuredReports); !added) {
        return std::unexpected(added.error());
    }
    return Group{studyUids, std::move(*cases), {}};
}

void CaseImport::startPictures(Group& group) {
    const std::span cases(group.cases);
    group.pictures = std::async(std::launch::async, [this, cases]() -> Result<void> {
        for (Case& exam : cases) {
            if (auto noted = noteUnreadable(exam); !noted) {
                return noted;
            }
        }
        return {};
    });
}

Result<void> CaseImport::finish(Group& group) {
    if (auto shown = group.pictures.get(); !shown) {
        return shown;
    }
    if (auto replaced = m_library.replaceCases(group.studyUids, group.cases); !replaced) {
        return replaced;
    }
    m_builtStudies.insert(group.studyUids.begin(), group.studyUids.end());
    return {};
}

Result<void> CaseImport::buildCases() {
    auto groups = studiesTogether();
    if (!groups) {
        return std::unexpected(groups.error());
    }
    const auto total = static_cast<std::int64_t>(groups->size());
    std::optional<Group> waiting; // for its pictures, while the next is prepared
    for (std::int64_t done = 0; done <= total; ++done) {
        if (m_events.cancelled()) {
            return cancelledError();
        }
        std::optional<Group> next;
        if (done < total) {
            auto prepared = prepare((*groups)[static_cast<std::size_t>(done)]);
            if (!prepared) {
                return std::unexpected(prepared.error());
            }
            next = std::move(*prepared);
        }
        if (auto finished = waiting ? finish(*waiting) : Result<void>(); !finished) {
            return finished;
        }
        m_events.progress("cases", done, total);
        waiting = std::move(next);
        if (waiting) {
            startPictures(*waiting);
        }
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
    const std::string extension = lowerExtension(file);
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
    const fs::path target = m_library.thumbnailPath(caseId);
    const SliceRef* slice = thumbnailSlice(*exam);
    const auto shown =
        slice ? m_pictures.find({slice->sopInstanceUid, slice->frame}) : m_pictures.end();
    const auto made = shown != m_pictures.end()
                          ? writePng(target, shown->second)
                          : writeThumbnail(*exam, target, m_pictureReader, &m_events);
    if (made) {
        return {};
    }
    std::error_code error;
    fs::remove(target, error); // it shows what the case was
    if (endsImport(made.error())) {
        return made;
    }
    m_events.warn(made.error());
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
    const auto swept = sweepThumbnails(m_library);
    return swept ? Result<void>() : std::unexpected(swept.error());
}

} // namespace bolus
