// A file's bytes, a window of them at a time. Private to library/dicom.
#pragma once

#include <algorithm>
#include <cstdint>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace bolus {

/// Nothing of what is no ordinary file, or cannot be read.
class FileBytes {
public:
    explicit FileBytes(const std::filesystem::path& path)
        : m_file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) { // a FIFO would block
        struct stat status {};
        if (m_file >= 0 && ::fstat(m_file, &status) == 0 && S_ISREG(status.st_mode)) {
            m_size = static_cast<std::uint64_t>(status.st_size);
        }
    }
    FileBytes(const FileBytes&) = delete;
    FileBytes& operator=(const FileBytes&) = delete;
    ~FileBytes() {
        if (m_file >= 0) {
            ::close(m_file);
        }
    }
    std::uint64_t size() const { return m_size; }
    /// Empty where the file ends before. Valid until the next call.
    std::string_view at(std::uint64_t from, std::size_t count) {
        if (from > m_size || count > m_size - from) {
            return {};
        }
        if (from < m_from || from + count > m_from + m_window.size()) {
            m_from = from;
            m_window.resize(std::min<std::uint64_t>(std::max(count, windowSize), m_size - from));
            const ssize_t got =
                ::pread(m_file, m_window.data(), m_window.size(), static_cast<off_t>(from));
            m_window.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
            if (m_window.size() < count) {
                return {};
            }
        }
        return std::string_view(m_window).substr(from - m_from, count);
    }

private:
    static constexpr std::size_t windowSize = 16384;
    int m_file;
    std::uint64_t m_size = 0, m_from = 0;
    std::string m_window;
};

} // namespace bolus
