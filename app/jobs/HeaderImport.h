// Reads headers of files in two threads, a batch ahead of the library, which takes them in one.
#pragma once

#include <filesystem>
#include <future>
#include <map>
#include <string>
#include <vector>

#include "app/jobs/Events.h"
#include "app/jobs/FileWalk.h"
#include "library/store/Library.h"

namespace bolus {

struct ImportCounts {
    std::int64_t files = 0, dicom = 0, imported = 0, duplicates = 0, quarantined = 0, ignored = 0;
};

class HeaderImport {
public:
    HeaderImport(Library& library, bool copy, Events& events)
        : m_library(library), m_copy(copy), m_events(events) {}

    /// Errors: Cancelled, Storage. What was stored before stays.
    Result<void> run(const std::vector<FoundFile>& files);
    const ImportCounts& counts() const { return m_counts; }
    /// Files that are not DICOM but may be reports.
    const std::vector<std::filesystem::path>& reportFiles() const { return m_reportFiles; }

private:
    struct Read {
        const FoundFile* file = nullptr;
        Result<InstanceHeader> header;
    };
    using Batch = std::vector<Read>;

    Result<std::vector<const FoundFile*>> filesToRead(std::span<const FoundFile> files);
    Result<void> loadQuarantine();
    Batch read(const std::vector<const FoundFile*>& files) const;
    Read readOne(const FoundFile& file) const;
    Result<void> store(Batch batch);
    void ignore(const FoundFile& file);
    void reportQuarantined(const QuarantinedFile& file);

    Library& m_library;
    bool m_copy;
    Events& m_events;
    ImportCounts m_counts;
    std::map<std::filesystem::path, QuarantinedFile> m_quarantined; // of earlier imports
    std::vector<std::filesystem::path> m_reportFiles;
};

} // namespace bolus
