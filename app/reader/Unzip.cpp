#include "app/reader/Unzip.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <clocale>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <unistd.h>
#include <utility>

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include "library/domain/Files.h"
#include "library/reports/ReportFile.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t anyArchiveMay = std::uint64_t{256} << 20; // before its ratio counts
constexpr std::size_t mostLost = 1000;                            // that are told one by one
constexpr std::size_t mostNested = 100;
constexpr std::uint64_t mostPassed = 1'000'000; // entries, in all, on the way back to where it was

/// Cheap, and never wrong in refusing: what passes is read as a file is.
bool mayBeDicom(std::string_view head) {
    if (head.size() >= 132 && head.substr(128, 4) == "DICM") {
        return true;
    }
    const auto group = [&](char low, char high) {
        return head.size() >= 8 && head[0] == low && head[1] == high;
    };
    return group(8, 0) || group(2, 0) || group(0, 8) || group(0, 2);
}

class Output {
public:
    explicit Output(const fs::path& path)
        : m_file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)) {
    }
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;
    ~Output() {
        if (m_file >= 0) {
            ::close(m_file);
        }
    }
    bool write(std::string_view bytes) {
        while (m_file >= 0 && !bytes.empty()) {
            const ssize_t written = ::write(m_file, bytes.data(), bytes.size());
            if (written < 0 && errno != EINTR) {
                return false;
            }
            bytes.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
        }
        return m_file >= 0;
    }

private:
    int m_file;
};

class Unzip {
public:
    Unzip(const UnpackOrder& order, const SignOfLife& alive) : m_order(order), m_alive(alive) {
        std::setlocale(LC_CTYPE, "C.UTF-8"); // or names outside ASCII are no names
    }
    Result<UnpackedArchive> run();

private:
    bool open();
    archive_entry* nextEntry();
    void passDamage();
    Result<void> takeEntries();
    Result<void> takeEntry(archive_entry* entry);
    Result<void> keepEntry(const std::string& name, std::string head);
    Result<bool> readMore(const std::string& name, std::string& block);
    void lose(const std::string& name, ErrorCode code, std::string why);
    std::string reason() const;

    const UnpackOrder& m_order;
    const SignOfLife& m_alive;
    std::unique_ptr<archive, int (*)(archive*)> m_archive{nullptr, &archive_read_free};
    std::array<char, 1 << 16> m_buffer{};
    std::uint64_t m_bytes = 0, m_limit = 0;
    std::uint32_t m_entries = 0, m_locked = 0;
    std::uint64_t m_headers = 0; // of entries of any kind that were met
    std::uint64_t m_passed = 0;
    bool m_broken = false;    // libarchive gives up on the entry under way
    bool m_fatal = false;     // there is no going on
    std::string m_lastReason; // of what ended it, where libarchive no longer knows
    UnpackedArchive m_result;
};

std::string Unzip::reason() const {
    const char* text = m_lastReason.empty() ? archive_error_string(m_archive.get()) : nullptr;
    return text ? text : m_lastReason.empty() ? "it is no zip archive" : m_lastReason;
}

void Unzip::lose(const std::string& name, ErrorCode code, std::string why) {
    if (m_result.lost.size() < mostLost) {
        m_result.lost.push_back({code, std::move(why), name});
    } else {
        ++m_result.lostUntold;
    }
}

/// A block of the entry under way; empty at its end. False: it is damaged.
Result<bool> Unzip::readMore(const std::string& name, std::string& block) {
    const la_ssize_t count = archive_read_data(m_archive.get(), m_buffer.data(), m_buffer.size());
    m_alive();
    if (count < 0) {
        lose(name, ErrorCode::BadInput,
             fmt::format("This entry of the archive is damaged and was left out ({}); make or copy "
                         "the archive again and import it.",
                         reason()));
        m_broken = count == ARCHIVE_FATAL;
        return false;
    }
    block.assign(m_buffer.data(), static_cast<std::size_t>(count));
    m_bytes += block.size();
    if (m_bytes > m_limit) {
        return fail(ErrorCode::TooLarge,
                    fmt::format("The archive unpacks to more than {} MB, which is more than it may "
                                "for its size; nothing of it was taken.",
                                m_limit >> 20));
    }
    if (m_bytes > m_order.room) {
        return fail(ErrorCode::Storage,
                    fmt::format("The archive unpacks to more than the {} MB that the library's "
                                "drive can spare; nothing of it was taken. Make room and import it "
                                "again.",
                                m_order.room >> 20));
    }
    return true;
}

Result<void> Unzip::keepEntry(const std::string& name, std::string block) {
    const std::string extension = lowerExtension(name);
    const bool isReport = hasReportExtension(name);
    const fs::path path =
        m_order.target / fmt::format("{:06}{}", m_result.files.size(), isReport ? extension : "");
    {
        Output output(path);
        while (!block.empty()) {
            if (!output.write(block)) {
                return fail(ErrorCode::Storage,
                            fmt::format("The archive cannot be unpacked into the library: {}. Make "
                                        "room and import it again.",
                                        std::strerror(errno)));
            }
            const auto more = readMore(name, block);
            if (!more) {
                return std::unexpected(more.error());
            }
            if (!*more) {
                ::unlink(path.c_str());
                return {};
            }
        }
    }
    m_result.files.push_back({path, name});
    return {};
}

Result<void> Unzip::takeEntry(archive_entry* entry) {
    const char* text = archive_entry_pathname(entry);
    const std::string name = text ? text : fmt::format("entry {}", m_entries);
    if (archive_entry_is_data_encrypted(entry) != 0 || archive_entry_is_encrypted(entry) != 0) {
        ++m_locked;
        lose(name, ErrorCode::Unsupported,
             "This entry of the archive is protected by a password; unpack it yourself and import "
             "the folder.");
        return {};
    }
    if (lowerExtension(name) == ".zip") {
        if (m_result.nested.size() < mostNested) {
            m_result.nested.push_back(name);
        }
        ++m_result.skipped;
        return {};
    }
    std::string head;
    const auto begun = readMore(name, head);
    if (!begun || !*begun) {
        return begun ? Result<void>() : std::unexpected(begun.error());
    }
    if (mayBeDicom(head) || hasReportExtension(name)) {
        return keepEntry(name, std::move(head));
    }
    ++m_result.skipped;
    return {};
}

bool Unzip::open() {
    m_archive.reset(archive_read_new());
    archive_read_support_format_zip(m_archive.get());
    return archive_read_open_filename(m_archive.get(), m_order.archive.c_str(), 1 << 16) ==
           ARCHIVE_OK;
}

/// Null: there is none, or the archive is damaged here (m_fatal).
archive_entry* Unzip::nextEntry() {
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(m_archive.get(), &entry);
    m_alive();
    if (status >= ARCHIVE_WARN && status != ARCHIVE_EOF) {
        ++m_headers;
        return entry;
    }
    m_fatal = m_fatal || status != ARCHIVE_EOF;
    return nullptr;
}

/// libarchive reads nothing more after an entry that does not inflate: the ones behind it are
/// reached in the archive opened anew, by its directory. Without one, the damage is met again.
void Unzip::passDamage() {
    const std::string before = reason();
    const std::uint64_t passed = std::exchange(m_headers, 0);
    m_broken = false;
    m_fatal = (m_passed += passed) > mostPassed || !open();
    while (!m_fatal && m_headers < passed && nextEntry()) {
    }
    m_fatal = m_fatal || m_headers < passed;
    m_lastReason = m_fatal ? before : "";
}

Result<void> Unzip::takeEntries() {
    while (archive_entry* entry = m_fatal ? nullptr : nextEntry()) {
        if (archive_entry_filetype(entry) != AE_IFREG) {
            continue; // a folder, or a link that would lead out of it
        }
        if (++m_entries > m_order.maxEntries) {
            return fail(ErrorCode::TooLarge,
                        fmt::format("The archive has more than {} entries; unpack it yourself and "
                                    "import the folder.",
                                    m_order.maxEntries));
        }
        if (auto taken = takeEntry(entry); !taken) {
            return taken;
        }
        if (m_broken) {
            passDamage();
        }
    }
    return {};
}

Result<UnpackedArchive> Unzip::run() {
    std::error_code error;
    fs::remove_all(m_order.target, error); // what a reader that died on it has left
    fs::create_directory(m_order.target, error);
    const std::uint64_t size = fs::file_size(m_order.archive, error);
    m_limit = std::min(m_order.maxBytes, anyArchiveMay + size * m_order.maxRatio);
    if (!open()) {
        return fail(ErrorCode::BadInput,
                    fmt::format("The archive cannot be opened ({}).", reason()));
    }
    if (auto taken = takeEntries(); !taken) {
        return std::unexpected(taken.error());
    }
    if (m_locked > 0 && m_locked == m_entries) {
        return fail(ErrorCode::Unsupported, "The archive is protected by a password; unpack it "
                                            "yourself and import the folder.");
    }
    if (m_fatal) {
        m_result.damage =
            fmt::format("The archive is damaged or cut short ({}); what could be read "
                        "of it was taken.",
                        reason());
    }
    return std::move(m_result);
}

} // namespace

Result<UnpackedArchive> unzip(const UnpackOrder& order, const SignOfLife& alive) {
    return Unzip(order, alive).run();
}

} // namespace bolus
