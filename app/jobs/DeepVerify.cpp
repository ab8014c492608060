#include "app/jobs/DeepVerify.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <fstream>
#include <optional>
#include <span>
#include <string_view>

#include <fmt/format.h>

#include "app/jobs/FileHash.h"
#include "app/jobs/ReaderPair.h"
#include "library/domain/Files.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t pageSize = 512;
constexpr std::size_t hashDigits = 64;

/// Io and TooLarge have their own advice: rights, a drive that is away, memory.
std::string sentenceOf(const Error& error) {
    const bool hasAdvice = error.code == ErrorCode::Io || error.code == ErrorCode::TooLarge;
    const bool saysCopy = error.message.find(copyAgain) != std::string::npos;
    const char* advice = hasAdvice ? ""
                         : saysCopy
                             ? " Then import it again."
                             : " Copy it again from where it came from, and import it again.";
    return fmt::format("File {} does not read whole: {}{}", error.subject, error.message, advice);
}

/// With their present rights and place on the drive, which reading them goes by. Those that were
/// written again or are gone are told of already.
std::vector<StoredFile> asTheyAre(const std::vector<StoredFile>& files) {
    std::vector<StoredFile> unchanged;
    for (const StoredFile& file : files) {
        const auto now = fileStamp(file.stamp.path);
        if (now && now->size == file.stamp.size && now->modifiedNs == file.stamp.modifiedNs) {
            unchanged.push_back({file.id, *now, file.sopInstanceUid, file.isShown});
        }
    }
    return unchanged;
}

bool isWholePng(const fs::path& path) {
    constexpr std::string_view head = "\x89PNG\r\n\x1a\n", tail = "IEND\xae\x42\x60\x82";
    std::array<char, 8> first{}, last{};
    std::ifstream file(path, std::ios::binary);
    file.read(first.data(), first.size());
    file.seekg(-static_cast<std::streamoff>(last.size()), std::ios::end);
    file.read(last.data(), last.size());
    return file.good() && std::string_view(first.data(), first.size()) == head &&
           std::string_view(last.data(), last.size()) == tail;
}

class DeepVerify {
public:
    DeepVerify(Library& library, Events& events) : m_library(library), m_events(events) {}

    Result<void> verifyFiles();
    Result<void> verifyCopies();
    Result<void> verifyThumbnails();
    const DeepFindings& findings() const { return m_findings; }

private:
    using Faults = std::vector<std::optional<Error>>; // of each file; on two threads, apart
    Result<void> read(std::span<const StoredFile> files, Faults& faults);
    Result<void> readHeaders(FileReader& reader, std::span<const StoredFile> files,
                             std::span<std::optional<Error>> faults);
    Result<void> decode(FileReader& reader, std::span<const StoredFile> files,
                        std::span<std::optional<Error>> faults);
    Result<void> verifyCopy(const fs::path& copy);
    Result<void> verifyCopiesIn(const fs::path& folder, std::vector<fs::path>& folders);
    Result<void> verifyThumbnail(std::int64_t caseId);
    void tell(Json item);

    Library& m_library;
    Events& m_events;
    ReaderPair m_readers;
    DeepFindings m_findings;
    std::int64_t m_total = 0;
    std::atomic<std::int64_t> m_done = 0;
};

void DeepVerify::tell(Json item) {
    ++m_findings.problems;
    m_events.item(std::move(item));
}

Result<void> DeepVerify::readHeaders(FileReader& reader, std::span<const StoredFile> files,
                                     std::span<std::optional<Error>> faults) {
    std::vector<fs::path> paths;
    for (const StoredFile& file : files) {
        paths.push_back(file.stamp.path);
    }
    return reader.headers(paths, &m_events, [&](std::size_t i, Result<FileHeader> read) {
        if (!read) {
            faults[i] = read.error();
        } else if (read->header.sopInstanceUid != files[i].sopInstanceUid) {
            faults[i] = Error{ErrorCode::BadInput, "It holds another image than was imported.",
                              paths[i].string()};
        }
    });
}

/// Of a kind that Bolus does not show, nothing is wrong with the file.
Result<void> DeepVerify::decode(FileReader& reader, std::span<const StoredFile> files,
                                std::span<std::optional<Error>> faults) {
    std::vector<SliceRef> images;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (files[i].isShown && !faults[i]) {
            SliceRef& image = images.emplace_back(files[i].stamp.path, files[i].sopInstanceUid);
            setStamp(image, files[i].stamp);
            places.push_back(i);
        }
    }
    return reader.check(images, &m_events, [&](std::size_t i, Result<void> checked) {
        if (!checked && checked.error().code != ErrorCode::Unsupported) {
            faults[places[i]] = checked.error();
        }
    });
}

Result<void> DeepVerify::read(std::span<const StoredFile> files, Faults& faults) {
    return m_readers.share(
        files.size(), [&](FileReader& reader, std::size_t from, std::size_t count) -> Result<void> {
            const auto part = files.subspan(from, count);
            const auto found = std::span(faults).subspan(from, count);
            auto asked = readHeaders(reader, part, found);
            asked = asked ? decode(reader, part, found) : asked;
            m_done += static_cast<std::int64_t>(count);
            m_events.progress("verify", m_done, m_total);
            return asked;
        });
}

Result<void> DeepVerify::verifyFiles() {
    const auto total = m_library.fileCount();
    if (!total) {
        return std::unexpected(total.error());
    }
    m_total = *total;
    for (std::int64_t after = 0;;) {
        auto files = m_library.files(after, pageSize);
        if (!files || files->empty()) {
            return files ? Result<void>() : std::unexpected(files.error());
        }
        after = files->back().id;
        const std::vector<StoredFile> unchanged = asTheyAre(*files);
        m_done += static_cast<std::int64_t>(files->size() - unchanged.size());
        Faults faults(unchanged.size());
        const auto asked = read(unchanged, faults);
        for (const auto& fault : faults) {
            if (fault && fault->code != ErrorCode::Cancelled) {
                tell({{"problem", sentenceOf(*fault)},
                      {"path", fault->subject},
                      {"code", errorCodeName(fault->code)}});
            }
        }
        if (!asked) {
            return asked;
        }
        m_findings.files += static_cast<std::int64_t>(unchanged.size());
    }
}

Result<void> DeepVerify::verifyCopy(const fs::path& copy) {
    const std::string name = copy.stem().string();
    if (name.size() != hashDigits || copy.extension() != ".dcm") {
        return {}; // not one of the library's
    }
    const auto hash = fileHash(copy, m_events);
    if (!hash && hash.error().code == ErrorCode::Cancelled) {
        return std::unexpected(hash.error());
    }
    ++m_findings.copies;
    m_events.progress("copies", m_findings.copies, 0);
    if (!hash || *hash != name) {
        tell({{"problem",
               fmt::format("The library's copy {} {}. Delete it, and import the original again "
                           "with --copy; one out of an archive, from its unpacked folder. If "
                           "there are several, test the drive.",
                           copy.string(),
                           hash ? "has another content than when it was made" : "cannot be read")},
              {"path", copy.string()},
              {"code", errorCodeName(hash ? ErrorCode::BadInput : ErrorCode::Io)}});
    }
    return {};
}

/// What is not there is no problem: a library of references has no copies.
Result<void> DeepVerify::verifyCopiesIn(const fs::path& folder, std::vector<fs::path>& folders) {
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        std::error_code gone;
        if (m_events.cancelled()) {
            return cancelledError();
        }
        if (entry->is_directory(gone) && !entry->is_symlink(gone)) {
            folders.push_back(entry->path());
        } else if (entry->is_regular_file(gone)) {
            if (auto verified = verifyCopy(entry->path()); !verified) {
                return verified;
            }
        }
    }
    if (error && error != std::errc::no_such_file_or_directory) {
        tell({{"problem",
               fmt::format("The library's folder {} cannot be listed ({}), so the copies in it "
                           "were not read. Check its rights, then the drive.",
                           folder.string(), error.message())},
              {"path", folder.string()},
              {"code", errorCodeName(ErrorCode::Io)}});
    }
    return {};
}

Result<void> DeepVerify::verifyCopies() {
    std::vector<fs::path> folders{m_library.folder() / "files"};
    while (!folders.empty()) {
        const fs::path folder = std::move(folders.back());
        folders.pop_back();
        if (auto verified = verifyCopiesIn(folder, folders); !verified) {
            return verified;
        }
    }
    return {};
}

Result<void> DeepVerify::verifyThumbnail(std::int64_t caseId) {
    const fs::path picture = m_library.thumbnailPath(caseId);
    if (isWholePng(picture)) {
        return {};
    }
    const auto exam = m_library.caseById(caseId);
    if (!exam) { // merged away meanwhile
        return exam.error().code == ErrorCode::NotFound ? Result<void>()
                                                        : std::unexpected(exam.error());
    }
    const bool hasImages = std::ranges::any_of(
        exam->volumes, [](const VolumeRecord& volume) { return !volume.slices.empty(); });
    if (hasImages) {
        tell({{"problem", fmt::format("Case {} has no picture for the list, or a damaged one. "
                                      "\"bolusctl case thumbnails {}\" makes it, or says "
                                      "why it cannot.",
                                      caseId, caseId)},
              {"case", caseId}});
    }
    return {};
}

Result<void> DeepVerify::verifyThumbnails() {
    const auto cases = m_library.caseKeys();
    if (!cases) {
        return std::unexpected(cases.error());
    }
    for (const CaseKey& key : *cases) {
        if (m_events.cancelled()) {
            return cancelledError();
        }
        if (auto verified = verifyThumbnail(key.id); !verified) {
            return verified;
        }
    }
    return {};
}

} // namespace

Result<DeepFindings> verifyDeep(Library& library, Events& events) {
    DeepVerify verify(library, events);
    for (const auto step :
         {&DeepVerify::verifyFiles, &DeepVerify::verifyCopies, &DeepVerify::verifyThumbnails}) {
        if (auto done = (verify.*step)(); !done) {
            return std::unexpected(done.error());
        }
    }
    return verify.findings();
}

} // namespace bolus
