// Second half of an import: the stale studies' cases are built again, reports join them, and they
// get their thumbnails.
#pragma once

#include <array>
#include <filesystem>
#include <future>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "app/jobs/DeletedFiles.h"
#include "app/jobs/Events.h"
#include "app/jobs/FileWalk.h"
#include "library/reader/FileReader.h"
#include "library/store/Library.h"

namespace bolus {

class CaseImport {
public:
    /// The readers are not used elsewhere meanwhile; `roots` is what is imported.
    CaseImport(Library& library, std::array<FileReader, 2>& readers,
               const std::vector<std::filesystem::path>& roots, Events& events)
        : m_library(library), m_events(events), m_reader(readers[0]), m_pictureReader(readers[1]),
          m_deleted(library, roots, events) {}

    /// Builds the cases of stale studies; see studiesToBuildTogether. Their Structured Reports come
    /// with them.
    Result<void> buildCases();
    /// What readReportFile knows. Files that are no reports are left alone.
    Result<void> addReportFiles(const std::vector<FoundFile>& files);
    /// Of cases built in this run and of cases that lack one; those of cases that went, go.
    Result<void> makeThumbnails();

    /// Cases with CT phases whose pixels were not measured yet; known after makeThumbnails().
    const std::vector<std::int64_t>& unmeasured() const { return m_unmeasured; }
    std::int64_t reports() const { return m_reports; }

private:
    /// Cases that wait for their pictures.
    struct Group {
        std::vector<std::string> studyUids;
        std::vector<Case> cases;
        std::future<Result<void>> pictures; // being decoded; the reader is busy until then
    };

    Result<std::vector<std::vector<std::string>>> studiesTogether();
    Result<std::optional<Group>> prepare(const std::vector<std::string>& studyUids);
    Result<Group> read(const std::vector<std::string>& studyUids);
    void startPictures(Group& group);
    Result<void> finish(Group& group);
    Result<void> leaveStale(const Error& error);
    void noteUnread(const std::filesystem::path& file, const Error& why);
    Result<void> addStructuredReports(const std::vector<std::filesystem::path>& files);
    Result<void> noteUnreadable(Case& exam);
    Result<void> addOneByOne(const std::vector<Report>& reports);
    Result<void> addReports(const std::vector<Report>& reports);
    Result<std::vector<std::int64_t>> casesToPicture();
    Result<void> makeThumbnail(std::int64_t caseId);

    Library& m_library;
    Events& m_events;
    FileReader &m_reader, &m_pictureReader; // the second on the thread that makes pictures
    DeletedFiles m_deleted;
    /// Of cases that were just built and have no number yet, by instance and frame.
    std::map<std::pair<std::string, int>, GreyPicture> m_pictures;
    std::set<std::string> m_builtStudies;
    std::vector<std::int64_t> m_unmeasured;
    std::int64_t m_reports = 0;
};

/// The UID is one of the classes that hold a report's text (PS3.4 B.5): SR, but not dose or key
/// objects, and encapsulated documents.
bool isReportClass(const std::string& sopClassUid);

} // namespace bolus
