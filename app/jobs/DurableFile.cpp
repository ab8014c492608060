#include "app/jobs/DurableFile.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <functional>
#include <unistd.h>

#include <fmt/format.h>

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

Result<void> replace(const fs::path& target, const fs::path& workFolder,
                     const std::function<bool(int)>& fill) {
    std::error_code error;
    fs::create_directories(target.parent_path(), error);
    std::string name = (workFolder / target.filename()).string() + ".XXXXXX";
    const Descriptor temporary(::mkstemp(name.data()));
    if (temporary.number() < 0) {
        return systemError("Cannot write", target);
    }
    if (!fill(temporary.number()) || ::fsync(temporary.number()) != 0 ||
        ::rename(name.c_str(), target.c_str()) != 0) {
        const auto failure = systemError("Cannot write", target);
        ::unlink(name.c_str());
        return failure;
    }
    syncFolder(target.parent_path());
    return {};
}

bool copyAll(int from, int to) {
    std::array<std::uint8_t, 1 << 16> buffer;
    for (;;) {
        const ssize_t count = ::read(from, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            return count == 0;
        }
        if (!writeAll(to, buffer.data(), static_cast<std::size_t>(count))) {
            return false;
        }
    }
}

} // namespace

Result<void> writeDurably(const fs::path& target, std::span<const std::uint8_t> bytes) {
    return replace(target, target.parent_path(),
                   [bytes](int file) { return writeAll(file, bytes.data(), bytes.size()); });
}

Result<void> copyDurably(const fs::path& source, const fs::path& target,
                         const fs::path& workFolder) {
    if (std::error_code error; fs::exists(target, error)) {
        return {};
    }
    const Descriptor from(::open(source.c_str(), O_RDONLY | O_CLOEXEC));
    if (from.number() < 0) {
        return systemError("Cannot read", source);
    }
    const fs::path& where = workFolder.empty() ? target.parent_path() : workFolder;
    return replace(target, where, [&from](int to) { return copyAll(from.number(), to); });
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
