#include "app/jobs/ArchiveImport.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "app/jobs/DurableFile.h"
#include "app/jobs/ImportErrors.h"
#include "engine/model/Sha256.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t mostBytes = std::uint64_t{64} << 30;
constexpr std::uint64_t roomToLeave = std::uint64_t{512} << 20; // for the database and others
constexpr std::uint32_t mostRatio = 200; // CT in zip files: 2 to 4; blank segmentations: some 100
constexpr std::uint32_t mostEntries = 1'000'000;

/// What is no reason to quarantine anything.
std::vector<std::string> problemsOf(const UnpackedArchive& unpacked) {
    std::vector<std::string> problems;
    for (const std::string& name : unpacked.nested) {
        problems.push_back(fmt::format(
            "\"{}\" in it is an archive itself; unpack it and import it on its own.", name));
    }
    if (unpacked.lostUntold > 0) {
        problems.push_back(fmt::format(
            "{} more of its entries are damaged or locked; they are not listed one by one.",
            unpacked.lostUntold));
    }
    return problems;
}

class ArchiveImport {
public:
    ArchiveImport(Library& library, HeaderImport& headers, Events& events)
        : m_library(library), m_headers(headers), m_events(events) {
        ReaderLimits limits;
        limits.mayWrite = true;
        m_reader.emplace(limits);
    }
    Result<void> import(const FoundFile& archive);
    ArchiveNotes takeNotes() { return std::move(m_notes); }

private:
    Result<UnpackedArchive> unpack(const FoundFile& archive, const fs::path& target);
    Result<void> settle(const FoundFile& archive, const Result<UnpackedArchive>& unpacked);
    Result<void> takeIn(const FoundFile& archive, const UnpackedArchive& unpacked);
    void refuse(const FoundFile& archive, const Error& why);
    fs::path note(const FoundFile& archive) const;
    bool recount(const FoundFile& archive);
    void remember(const FoundFile& archive, const ImportCounts& before,
                  const std::vector<std::string>& problems);
    void tellProblems(const FoundFile& archive, const std::vector<std::string>& problems);

    Library& m_library;
    HeaderImport& m_headers;
    Events& m_events;
    std::optional<FileReader> m_reader;
    ArchiveNotes m_notes;
    int m_next = 0; // names the folder of the next archive
};

/// Where it is written that this archive, as it is now, has been taken in whole.
fs::path ArchiveImport::note(const FoundFile& archive) const {
    const std::string key =
        fmt::format("{}|{}|{}", archive.path.native(), archive.size, archive.modifiedNs);
    Sha256 hash;
    hash.add(std::as_bytes(std::span(key)));
    return m_library.folder() / "archives" / (hash.finish() + ".json");
}

bool ArchiveImport::recount(const FoundFile& archive) {
    std::ifstream file(note(archive));
    const Json known = file ? Json::parse(file, nullptr, false) : Json();
    if (!known.is_object() || !known.value("problems", Json()).is_array()) {
        return false;
    }
    const FileStamp taken{archive.path, archive.size, archive.modifiedNs,
                          known.value("changed_ns", std::int64_t{0}),
                          known.value("inode", std::uint64_t{0})};
    if (!isSameVersion(archive, taken)) {
        return false;
    }
    ImportCounts found;
    found.dicom = known.value("dicom", std::int64_t{0});
    found.ignored = known.value("ignored", std::int64_t{0});
    m_headers.recount(archive.path, found);
    std::vector<std::string> problems;
    for (const Json& problem : known["problems"]) {
        problems.push_back(problem.is_string() ? problem.get<std::string>() : std::string());
    }
    tellProblems(archive, problems);
    return true;
}

void ArchiveImport::remember(const FoundFile& archive, const ImportCounts& before,
                             const std::vector<std::string>& problems) {
    const ImportCounts& now = m_headers.counts();
    const Json known{{"archive", archive.path.string()},
                     {"dicom", now.dicom - before.dicom},
                     {"ignored", now.ignored - before.ignored},
                     {"changed_ns", archive.changedNs},
                     {"inode", archive.inode},
                     {"problems", problems}};
    m_notes.whole.push_back(
        {note(archive), known.dump(1, ' ', false, Json::error_handler_t::replace)});
}

void ArchiveImport::tellProblems(const FoundFile& archive,
                                 const std::vector<std::string>& problems) {
    for (const std::string& problem : problems) {
        m_events.warning("bad_input", problem, archive.path);
    }
}

Result<UnpackedArchive> ArchiveImport::unpack(const FoundFile& archive, const fs::path& target) {
    std::error_code error;
    const fs::space_info space = fs::space(target, error);
    const std::uint64_t room =
        error || space.available < roomToLeave ? 0 : space.available - roomToLeave;
    return m_reader->unpack({archive.path, target, mostBytes, mostRatio, mostEntries, room},
                            &m_events);
}

void ArchiveImport::refuse(const FoundFile& archive, const Error& why) {
    m_notes.broken.push_back(m_headers.refuseArchive(archive, why));
}

/// What is said of the archive from now on is of what it holds now.
Result<void> ArchiveImport::settle(const FoundFile& archive,
                                   const Result<UnpackedArchive>& unpacked) {
    if (!unpacked && endsImport(unpacked.error())) {
        return std::unexpected(unpacked.error());
    }
    if (auto cleared = m_library.clearQuarantine(archive.path); !cleared) {
        return cleared;
    }
    if (!unpacked) {
        refuse(archive, unpacked.error());
        return {};
    }
    return takeIn(archive, *unpacked);
}

Result<void> ArchiveImport::takeIn(const FoundFile& archive, const UnpackedArchive& unpacked) {
    const ImportCounts before = m_headers.counts();
    m_headers.ignore(static_cast<std::int64_t>(unpacked.skipped));
    if (auto taken = m_headers.takeOver(archive.path, unpacked.files); !taken) {
        return taken;
    }
    const std::vector<std::string> problems = problemsOf(unpacked);
    tellProblems(archive, problems);
    for (const Error& entry : unpacked.lost) {
        FoundFile shown = archive;
        shown.path = shownEntry(archive.path, entry.subject);
        refuse(shown, entry);
    }
    if (unpacked.damage.empty()) {
        remember(archive, before, problems);
    } else {
        refuse(archive, {ErrorCode::BadInput, unpacked.damage, archive.path.string()});
    }
    return {};
}

Result<void> ArchiveImport::import(const FoundFile& archive) {
    if (recount(archive)) {
        return {};
    }
    auto folder = m_headers.incoming().folder();
    if (!folder) {
        return std::unexpected(folder.error());
    }
    const fs::path target = *folder / std::to_string(m_next++);
    const std::size_t reports = m_headers.reportFiles().size();
    std::error_code error;
    fs::create_directory(target, error);
    const auto unpacked = unpack(archive, target);
    ArchiveNotes waiting = std::exchange(m_notes, {});
    auto taken = settle(archive, unpacked);
    if (m_headers.reportFiles().size() == reports) { // else they are still to be read
        fs::remove_all(target, error);
        taken = taken ? keepNotes(m_library, std::exchange(m_notes, {})) : taken;
    }
    std::ranges::move(waiting.whole, std::back_inserter(m_notes.whole));
    std::ranges::move(waiting.broken, std::back_inserter(m_notes.broken));
    return taken;
}

} // namespace

Result<ArchiveNotes> importArchives(Library& library, HeaderImport& headers, Events& events) {
    const std::vector<FoundFile> archives = headers.archives();
    ArchiveImport import(library, headers, events);
    for (std::size_t i = 0; i < archives.size(); ++i) {
        if (events.cancelled()) {
            return cancelledError();
        }
        events.progress("archives", static_cast<std::int64_t>(i),
                        static_cast<std::int64_t>(archives.size()));
        if (auto imported = import.import(archives[i]); !imported) {
            return std::unexpected(imported.error());
        }
    }
    return import.takeNotes();
}

/// The notes last: an archive with one is not looked into again.
Result<void> keepNotes(Library& library, const ArchiveNotes& notes) {
    if (auto kept = library.quarantine(notes.broken); !kept) {
        return kept;
    }
    for (const ArchiveNotes::Note& note : notes.whole) {
        const std::span text(reinterpret_cast<const std::uint8_t*>(note.text.data()),
                             note.text.size());
        if (auto kept = writeDurably(note.file, text); !kept) {
            return kept;
        }
    }
    return {};
}

} // namespace bolus
