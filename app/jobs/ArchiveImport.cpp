#include "app/jobs/ArchiveImport.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "app/jobs/DurableFile.h"
#include "engine/model/Sha256.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t mostBytes = std::uint64_t{64} << 30;
constexpr std::uint64_t roomToLeave = std::uint64_t{512} << 20; // for the database and others
constexpr std::uint32_t mostRatio = 200; // CT in zip files: 2 to 4; blank segmentations: some 100
constexpr std::uint32_t mostEntries = 1'000'000;

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
    Result<void> takeIn(const FoundFile& archive, const UnpackedArchive& unpacked);
    Result<void> refuse(const FoundFile& archive, const Error& why);
    fs::path note(const FoundFile& archive) const;
    bool recount(const FoundFile& archive);
    void remember(const FoundFile& archive, const ImportCounts& before,
                  const UnpackedArchive& unpacked);
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
                             const UnpackedArchive& unpacked) {
    const ImportCounts& now = m_headers.counts();
    const Json known{{"archive", archive.path.string()},
                     {"dicom", now.dicom - before.dicom},
                     {"ignored", now.ignored - before.ignored},
                     {"problems", unpacked.problems}};
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

Result<void> ArchiveImport::refuse(const FoundFile& archive, const Error& why) {
    const bool ends = why.code == ErrorCode::Cancelled || why.code == ErrorCode::Internal ||
                      why.code == ErrorCode::Storage;
    if (ends) {
        return std::unexpected(why);
    }
    m_notes.broken.push_back(m_headers.refuseArchive(archive, why));
    return {};
}

Result<void> ArchiveImport::takeIn(const FoundFile& archive, const UnpackedArchive& unpacked) {
    const ImportCounts before = m_headers.counts();
    m_headers.ignore(static_cast<std::int64_t>(unpacked.skipped));
    if (auto taken = m_headers.takeOver(archive.path, unpacked.files); !taken) {
        return taken;
    }
    tellProblems(archive, unpacked.problems);
    if (!unpacked.damage.empty()) {
        return refuse(archive, {ErrorCode::BadInput, unpacked.damage, archive.path.string()});
    }
    remember(archive, before, unpacked);
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
    auto taken = unpacked ? takeIn(archive, *unpacked) : refuse(archive, unpacked.error());
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

Result<void> keepNotes(Library& library, const ArchiveNotes& notes) {
    for (const ArchiveNotes::Note& note : notes.whole) {
        const std::span text(reinterpret_cast<const std::uint8_t*>(note.text.data()),
                             note.text.size());
        if (auto kept = writeDurably(note.file, text); !kept) {
            return kept;
        }
    }
    return library.quarantine(notes.broken);
}

} // namespace bolus
