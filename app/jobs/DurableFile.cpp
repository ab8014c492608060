#include "app/jobs/DurableFile.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "engine/model/Sha256.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

class Descriptor {
public:
    explicit Descriptor(int number) : m_number(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (m_number >= 0) {
            ::close(m_number);
        }
    }
    int number() const { return m_number; }

private:
    int m_number;
};

std::unexpected<Error> systemError(const char* what, const fs::path& path) {
    return fail(ErrorCode::Io, fmt::format("{} {}: {}.", what, path.string(), std::strerror(errno)),
                path.string());
}

std::unexpected<Error> storageError(const fs::path& path) {
    Error error = systemError("Cannot write", path).error();
    error.code = ErrorCode::Storage;
    return std::unexpected(std::move(error));
}

bool writeAll(int descriptor, const std::uint8_t* bytes, std::size_t count) {
    while (count > 0) {
        const ssize_t written = ::write(descriptor, bytes, count);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        bytes += written;
        count -= static_cast<std::size_t>(written);
    }
    return true;
}

void syncFolder(const fs::path& folder) {
    const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (descriptor.number() >= 0) {
        ::fsync(descriptor.number());
    }
}

Result<void> replace(const fs::path& target, const std::function<Result<void>(int)>& fill) {
    std::error_code error;
    fs::create_directories(target.parent_path(), error);
    std::string name = target.string() + ".XXXXXX";
    const Descriptor temporary(::mkstemp(name.data()));
    if (temporary.number() < 0) {
        return systemError("Cannot write", target);
    }
    Result<void> filled = fill(temporary.number());
    if (filled &&
        (::fsync(temporary.number()) != 0 || ::rename(name.c_str(), target.c_str()) != 0)) {
        filled = systemError("Cannot write", target);
    }
    if (!filled) {
        ::unlink(name.c_str());
        return filled;
    }
    syncFolder(target.parent_path());
    return {};
}

enum class Copied { Whole, NotRead, NotWritten }; // errno says why not

Copied copyBytes(int from, int to, Sha256* hash) {
    std::array<std::uint8_t, 1 << 16> buffer;
    for (;;) {
        const ssize_t count = ::read(from, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return count == 0 ? Copied::Whole : Copied::NotRead;
        }
        const std::span bytes(buffer.data(), static_cast<std::size_t>(count));
        if (hash) {
            hash->add(std::as_bytes(bytes));
        }
        if (!writeAll(to, bytes.data(), bytes.size())) {
            return Copied::NotWritten;
        }
    }
}

bool isAsStamped(int descriptor, const FileStamp& stamp) {
    struct stat status {};
    return ::fstat(descriptor, &status) == 0 && isSameVersion(fileStamp(stamp.path, status), stamp);
}

/// The hash of what went across. Errors: Io of the source, Storage of the copy.
Result<std::string> copyHashing(int from, const fs::path& source, int to, const fs::path& target) {
    Sha256 hash;
    switch (copyBytes(from, to, &hash)) {
    case Copied::NotRead:
        return systemError("Cannot read", source);
    case Copied::NotWritten:
        return storageError(target);
    case Copied::Whole:
        break;
    }
    return hash.finish();
}

/// A file without a name that anybody looks for; gone with this object unless it was kept.
class WorkFile {
public:
    explicit WorkFile(const fs::path& folder)
        : m_name((folder / "copy.XXXXXX").string()), m_file(::mkstemp(m_name.data())) {}
    WorkFile(const WorkFile&) = delete;
    WorkFile& operator=(const WorkFile&) = delete;
    ~WorkFile() {
        if (m_file.number() >= 0 && !m_kept) {
            ::unlink(m_name.c_str());
        }
    }
    int number() const { return m_file.number(); }
    bool keepAs(const fs::path& target) {
        std::error_code error;
        fs::create_directories(target.parent_path(), error);
        m_kept = ::fsync(m_file.number()) == 0 && ::rename(m_name.c_str(), target.c_str()) == 0;
        return m_kept;
    }

private:
    std::string m_name;
    Descriptor m_file;
    bool m_kept = false;
};

} // namespace

Result<void> writeDurably(const fs::path& target, std::span<const std::uint8_t> bytes) {
    return replace(target, [&](int file) -> Result<void> {
        return writeAll(file, bytes.data(), bytes.size()) ? Result<void>()
                                                          : systemError("Cannot write", target);
    });
}

Result<void> copyDurably(const fs::path& source, const fs::path& target) {
    if (std::error_code error; fs::exists(target, error)) {
        return {};
    }
    const Descriptor from(::open(source.c_str(), O_RDONLY | O_CLOEXEC));
    if (from.number() < 0) {
        return systemError("Cannot read", source);
    }
    return replace(target, [&](int to) -> Result<void> {
        const Copied copied = copyBytes(from.number(), to, nullptr);
        return copied == Copied::NotRead      ? systemError("Cannot read", source)
               : copied == Copied::NotWritten ? systemError("Cannot write", target)
                                              : Result<void>();
    });
}

Result<fs::path> copyByHash(const FileStamp& source, const fs::path& workFolder,
                            const std::function<fs::path(const std::string& hash)>& placeOf) {
    const Descriptor from(::open(source.path.c_str(), O_RDONLY | O_CLOEXEC));
    if (from.number() < 0) {
        return systemError("Cannot read", source.path);
    }
    WorkFile copy(workFolder);
    if (copy.number() < 0) {
        return storageError(workFolder);
    }
    const bool same = isAsStamped(from.number(), source);
    const auto hash = copyHashing(from.number(), source.path, copy.number(), workFolder);
    if (!hash) {
        return std::unexpected(hash.error());
    }
    if (!same || !isAsStamped(from.number(), source)) {
        return fail(ErrorCode::Io, "The file changes while it is read; import it again later.",
                    source.path.string());
    }
    const fs::path target = placeOf(*hash);
    if (std::error_code error; fs::exists(target, error)) {
        return target;
    }
    if (!copy.keepAs(target)) {
        return storageError(target);
    }
    syncFolder(target.parent_path());
    return target;
}

Result<void> moveDurably(const fs::path& source, const fs::path& target) {
    std::error_code error;
    if (fs::exists(target, error)) {
        ::unlink(source.c_str());
        return {};
    }
    fs::create_directories(target.parent_path(), error);
    const Descriptor file(::open(source.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.number() < 0 || ::fsync(file.number()) != 0 ||
        ::rename(source.c_str(), target.c_str()) != 0) {
        return systemError("Cannot write", target);
    }
    syncFolder(target.parent_path());
    return {};
}

} // namespace bolus
