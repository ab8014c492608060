// Reads headers of files in two reader processes, a batch ahead of the library, which takes them in
// one.
#pragma once

#include <array>
#include <filesystem>
#include <future>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "app/jobs/Events.h"
#include "app/jobs/FileKeeper.h"
#include "app/jobs/FileWalk.h"
#include "library/reader/FileReader.h"
#include "library/store/Library.h"

namespace bolus {

struct ImportCounts {
    std::int64_t files = 0, dicom = 0, imported = 0, duplicates = 0, quarantined = 0, ignored = 0;
};

/// Of an archive's entry, to show: as if it lay below the archive. Its name decides on no path,
/// also not on the shown one.
std::filesystem::path shownEntry(const std::filesystem::path& archive, const std::string& name);

class HeaderImport {
public:
    /// `roots`: what the user asked to import; where one of them disappears meanwhile, a drive has
    /// been unplugged and the import ends.
    HeaderImport(Library& library, bool copy, std::vector<std::filesystem::path> roots,
                 Events& events)
        : m_library(library), m_roots(std::move(roots)), m_events(events),
          m_keeper(library.folder(), copy, events) {}

    /// Errors: Cancelled, Storage (library or disk), Io (a drive is gone), Internal (no reader can
    /// be started). What was stored before stays.
    Result<void> run(const FileList& files);
    /// Files that came out of an archive: they move into the library, or are deleted.
    Result<void> takeOver(const std::filesystem::path& archive,
                          const std::vector<UnpackedFile>& files);
    /// Counts and tells of an archive that cannot be unpacked, or not to its end, or of an entry of
    /// it (the archive by shownEntry); the row is the caller's to keep.
    QuarantinedFile refuseArchive(const FoundFile& archive, const Error& why);
    /// Files in an archive that are neither DICOM nor text.
    void ignore(std::int64_t files);
    /// Of an archive that an earlier import took in: what it found there.
    void recount(const std::filesystem::path& archive, const ImportCounts& found);

    const ImportCounts& counts() const { return m_counts; }
    /// Files that are not DICOM but may be reports.
    const std::vector<FoundFile>& reportFiles() const { return m_reportFiles; }
    /// Zip files; they are not counted among the files, what is in them is.
    const std::vector<FoundFile>& archives() const { return m_archives; }
    /// Free when run() and takeOver() have returned.
    std::array<FileReader, 2>& readers() { return m_readers; }
    Incoming& incoming() { return m_keeper.incoming(); }

private:
    struct Read {
        FoundFile file;
        Result<InstanceHeader> header;
    };
    using Batch = std::vector<Read>;

    Result<std::vector<FoundFile>> filesToRead(const FileList& files, std::size_t from,
                                               std::size_t count);
    Result<void> loadQuarantine();
    Batch read(std::vector<FoundFile> files);
    Result<void> readPart(FileReader& reader, std::span<Read> part);
    Result<void> store(Batch batch);
    Result<void> tellOfClashes(std::span<const InstanceHeader> headers);
    Result<void> noteBroken(const Read& read, std::vector<QuarantinedFile>& broken);
    const std::filesystem::path* lostRoot(const std::filesystem::path& file) const;
    void ignore(const FoundFile& file);
    void reportQuarantined(const QuarantinedFile& file);

    Library& m_library;
    std::vector<std::filesystem::path> m_roots;
    Events& m_events;
    FileKeeper m_keeper;
    std::array<FileReader, 2> m_readers{FileReader{decodingLimits()}, FileReader{decodingLimits()}};
    ImportCounts m_counts;
    bool m_quarantineKnown = false;
    std::map<std::filesystem::path, QuarantinedFile> m_quarantined; // of earlier imports
    std::vector<FoundFile> m_reportFiles;
    std::vector<FoundFile> m_archives;
};

} // namespace bolus
