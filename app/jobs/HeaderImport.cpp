#include "app/jobs/HeaderImport.h"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include <fmt/format.h>

#include "app/jobs/ImportErrors.h"
#include "library/reports/ReportFile.h"
#include "library/store/ObjectKind.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

// Large enough that a transaction's fsync is shared by many files, small enough to cancel quickly.
constexpr std::size_t batchSize = 512;
constexpr std::size_t partSize = 64; // of a batch, what one reader takes at a time

/// By name and first bytes: text documents and Java programs are zip files, too.
bool isZip(const fs::path& path) {
    if (lowerExtension(path) != ".zip") {
        return false;
    }
    std::array<char, 2> head{};
    std::ifstream(path, std::ios::binary).read(head.data(), head.size());
    return head[0] == 'P' && head[1] == 'K';
}

const fs::path& shownPath(const FoundFile& file) {
    return file.origin.empty() ? file.path : file.origin;
}

/// A drive's folder may stay behind, empty, when the drive is gone.
bool isLost(const fs::path& root) {
    std::error_code error;
    return !fs::exists(root, error) ||
           (fs::is_directory(root, error) && fs::is_empty(root, error)) || error;
}

/// Of an image's SOP class, and none that can be shown.
bool lacksImage(const InstanceHeader& header) {
    const bool samples = header.samplesPerPixel == 1 || header.samplesPerPixel == 3;
    return objectKind(header.sopClassUid, header.hasPixels).empty() &&
           !(header.hasPixels && header.rows > 0 && header.columns > 0 && samples);
}

} // namespace

fs::path shownEntry(const fs::path& archive, const std::string& name) {
    fs::path shown = archive;
    for (const fs::path& part : fs::path(name).relative_path()) {
        if (part != "." && part != ".." && !part.empty()) {
            shown /= part;
        }
    }
    return shown == archive ? archive / "(no name)" : shown; // never taken for the archive itself
}

Result<void> HeaderImport::loadQuarantine() {
    if (m_quarantineKnown) {
        return {};
    }
    auto known = m_library.quarantined();
    if (!known) {
        return std::unexpected(known.error());
    }
    for (QuarantinedFile& file : *known) {
        m_quarantined.emplace(file.path, file);
    }
    m_quarantineKnown = true;
    return {};
}

Result<std::vector<FoundFile>> HeaderImport::filesToRead(const FileList& files, std::size_t from,
                                                         std::size_t count) {
    std::vector<FoundFile> found;
    std::vector<FileStamp> stamps;
    for (std::size_t i = from; i < from + count; ++i) {
        found.push_back(files[i]);
        stamps.push_back(found.back());
    }
    auto states = m_library.fileStates(stamps);
    if (!states) {
        return std::unexpected(states.error());
    }
    std::vector<FoundFile> wanted;
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto known = m_quarantined.find(found[i].path);
        if ((*states)[i] == FileState::Unchanged) {
            ++m_counts.dicom;
            ++m_counts.duplicates;
        } else if ((*states)[i] == FileState::Quarantined && known != m_quarantined.end()) {
            reportQuarantined(known->second);
        } else {
            wanted.push_back(std::move(found[i]));
        }
    }
    return wanted;
}

Result<void> HeaderImport::readPart(FileReader& reader, std::span<Read> part) {
    std::vector<fs::path> paths;
    for (const Read& read : part) {
        paths.push_back(read.file.path);
    }
    Result<void> stopped;
    const auto asked =
        reader.headers(paths, &m_events, [&](std::size_t i, Result<FileHeader> header) {
            if (stopped && m_events.cancelled()) { // copies take their time
                stopped = cancelledError();
            }
            if (!header || !stopped) {
                part[i].header = std::unexpected(stopped ? header.error() : stopped.error());
                return;
            }
            part[i].header = std::move(header->header);
            if (!header->note.empty()) {
                m_events.warning("odd_file", header->note, shownPath(part[i].file));
            }
            if (auto kept = m_keeper.keep(part[i].file, *part[i].header); !kept) {
                part[i].header = std::unexpected(kept.error());
                stopped = endsImport(kept.error()) ? kept : stopped;
            }
        });
    return asked ? stopped : asked;
}

HeaderImport::Batch HeaderImport::read(std::vector<FoundFile> files) {
    Batch batch;
    for (FoundFile& file : files) {
        batch.push_back({std::move(file), cancelledError()});
    }
    std::atomic<std::size_t> next = 0;
    std::atomic<bool> stop = false;
    const auto work = [&](FileReader& reader) {
        for (std::size_t i = next.fetch_add(partSize); i < batch.size() && !stop;
             i = next.fetch_add(partSize)) {
            const std::span part(&batch[i], std::min(partSize, batch.size() - i));
            if (const auto done = readPart(reader, part); !done) {
                stop = true;
                for (Read& read : part) { // the reason reaches store() in one of them at least
                    const bool unread =
                        !read.header && read.header.error().code == ErrorCode::Cancelled;
                    read.header = unread ? std::unexpected(done.error()) : std::move(read.header);
                }
            }
        }
    };
    {
        const std::jthread other(work, std::ref(m_readers[1]));
        work(m_readers[0]);
    }
    return batch;
}

void HeaderImport::ignore(const FoundFile& file) {
    if (file.origin.empty() && isZip(file.path)) {
        --m_counts.files; // what is in it will be counted
        m_archives.push_back(file);
        return;
    }
    ++m_counts.ignored;
    if (hasReportExtension(file.path)) {
        m_reportFiles.push_back(file);
    }
}

void HeaderImport::reportQuarantined(const QuarantinedFile& file) {
    ++m_counts.quarantined;
    m_events.item({{"path", file.path.string()}, {"code", file.code}, {"reason", file.reason}});
}

void HeaderImport::ignore(std::int64_t files) {
    m_counts.files += files;
    m_counts.ignored += files;
}

QuarantinedFile HeaderImport::refuseArchive(const FoundFile& archive, const Error& why) {
    ++m_counts.files;
    QuarantinedFile row{archive.path,       errorCodeName(why.code), why.message,  archive.size,
                        archive.modifiedNs, archive.changedNs,       archive.inode};
    reportQuarantined(row);
    return row;
}

/// The root that a vanished file was found in, if that is gone as well.
const fs::path* HeaderImport::lostRoot(const fs::path& file) const {
    std::error_code error;
    if (fs::exists(file, error)) {
        return nullptr;
    }
    const auto root = std::ranges::find_if(
        m_roots, [&](const fs::path& folder) { return isBelow(file, folder) && isLost(folder); });
    return root == m_roots.end() ? nullptr : &*root;
}

Result<void> HeaderImport::noteBroken(const Read& read, std::vector<QuarantinedFile>& broken) {
    const Error& error = read.header.error();
    if (error.code == ErrorCode::NotDicom || error.code == ErrorCode::Unsupported) {
        ignore(read.file);
        return {};
    }
    if (const fs::path* root = lostRoot(read.file.path)) {
        return fail(ErrorCode::Io,
                    fmt::format("{} is no longer there: was its drive unplugged? What was read "
                                "before is kept; connect it and import it again.",
                                root->string()),
                    root->string());
    }
    QuarantinedFile row{shownPath(read.file), errorCodeName(error.code), error.message};
    if (read.file.origin.empty()) {
        row.size = read.file.size;
        row.modifiedNs = read.file.modifiedNs;
        row.changedNs = read.file.changedNs;
        row.inode = read.file.inode;
    }
    broken.push_back(std::move(row));
    return {};
}

/// The library has set some of these aside: their UIDs are of other images.
Result<void> HeaderImport::tellOfClashes(std::span<const InstanceHeader> headers) {
    std::set<fs::path> asked;
    for (const InstanceHeader& header : headers) {
        asked.insert(header.path);
    }
    const auto quarantined = m_library.quarantined();
    if (!quarantined) {
        return std::unexpected(quarantined.error());
    }
    for (const QuarantinedFile& file : *quarantined) {
        if (asked.contains(file.path)) {
            reportQuarantined(file);
        }
    }
    return {};
}

Result<void> HeaderImport::store(Batch batch) {
    std::vector<InstanceHeader> headers;
    std::vector<QuarantinedFile> broken;
    Result<void> end;
    for (Read& read : batch) {
        if (read.header) {
            if (lacksImage(*read.header)) {
                m_events.warning(
                    "no_image",
                    "There is no image in it that can be shown: it lacks pixel data, "
                    "rows or columns, or has a strange number of samples. It is noted, "
                    "but in no case; have it sent again.",
                    shownPath(read.file));
            }
            headers.push_back(std::move(*read.header));
        } else if (endsImport(read.header.error())) {
            end = end ? std::unexpected(read.header.error()) : end;
        } else if (auto noted = noteBroken(read, broken); !noted) {
            end = end ? noted : end;
            break; // the rest is gone with it
        }
    }
    auto added = m_library.addInstances(headers);
    if (!added) {
        return std::unexpected(added.error());
    }
    m_counts.dicom += added->imported + added->duplicates;
    m_counts.imported += added->imported;
    m_counts.duplicates += added->duplicates;
    if (added->imported + added->duplicates < std::ssize(headers)) {
        if (auto told = tellOfClashes(headers); !told) {
            return told;
        }
    }
    if (auto kept = m_library.quarantine(broken); !kept) {
        return kept;
    }
    for (const QuarantinedFile& file : broken) {
        reportQuarantined(file);
    }
    return end;
}

Result<void> HeaderImport::run(const FileList& files) {
    m_counts.files += static_cast<std::int64_t>(files.size());
    if (auto loaded = loadQuarantine(); !loaded) {
        return loaded;
    }
    if (auto prepared = m_keeper.prepare(); !prepared) {
        return prepared;
    }
    std::future<Batch> ahead; // being read while the one before it is stored
    for (std::size_t from = 0; from < files.size() || ahead.valid(); from += batchSize) {
        // Whole before the next begins: both are read by the same readers.
        std::optional<Batch> ready = ahead.valid() ? std::optional(ahead.get()) : std::nullopt;
        if (from < files.size()) {
            auto wanted = filesToRead(files, from, std::min(batchSize, files.size() - from));
            if (!wanted) {
                return std::unexpected(wanted.error());
            }
            ahead = std::async(std::launch::async, [this, list = std::move(*wanted)]() mutable {
                return read(std::move(list));
            });
        }
        if (ready) {
            if (auto stored = store(std::move(*ready)); !stored) {
                return stored;
            }
        }
        const std::size_t done = std::min(from, files.size());
        m_events.progress("headers", static_cast<std::int64_t>(done),
                          static_cast<std::int64_t>(files.size()));
    }
    return m_events.cancelled() ? Result<void>(cancelledError()) : Result<void>();
}

Result<void> HeaderImport::takeOver(const fs::path& archive,
                                    const std::vector<UnpackedFile>& files) {
    m_counts.files += static_cast<std::int64_t>(files.size());
    for (std::size_t from = 0; from < files.size(); from += batchSize) {
        if (m_events.cancelled()) {
            return cancelledError();
        }
        std::vector<FoundFile> batch;
        for (std::size_t i = from; i < std::min(from + batchSize, files.size()); ++i) {
            batch.push_back(foundFile(files[i].path, shownEntry(archive, files[i].name)));
        }
        if (auto stored = store(read(std::move(batch))); !stored) {
            return stored;
        }
        m_events.progress("archives", static_cast<std::int64_t>(from), m_counts.files);
    }
    return {};
}

void HeaderImport::recount(const fs::path& archive, const ImportCounts& found) {
    m_counts.files += found.dicom + found.ignored;
    m_counts.dicom += found.dicom;
    m_counts.duplicates += found.dicom;
    m_counts.ignored += found.ignored;
    for (const auto& [path, file] : m_quarantined) {
        if (path != archive && isBelow(path, archive)) {
            ++m_counts.files;
            reportQuarantined(file);
        }
    }
}

} // namespace bolus
