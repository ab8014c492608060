#include "app/jobs/Incoming.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>

namespace bolus {

namespace fs = std::filesystem;

namespace {

/// -1: it is gone, or somebody holds it.
int lockFolder(const fs::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (descriptor >= 0 && ::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        ::close(descriptor);
        return -1;
    }
    return descriptor;
}

} // namespace

Incoming::~Incoming() {
    if (m_lock >= 0) {
        std::error_code error;
        fs::remove_all(m_mine, error);
        ::close(m_lock);
        fs::remove(m_all, error); // where it is empty
    }
}

Result<fs::path> Incoming::folder() {
    for (int attempt = 0; m_lock < 0 && attempt < 10; ++attempt) { // a sweep may be quicker
        std::error_code error;
        fs::create_directories(m_all, error);
        std::string name = (m_all / "import-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) {
            if (errno == ENOENT) {
                continue;
            }
            return fail(ErrorCode::Io,
                        fmt::format("Cannot write into the library's folder {}: {}.",
                                    m_all.string(), std::strerror(errno)),
                        m_all.string());
        }
        m_mine = name;
        m_lock = lockFolder(m_mine);
    }
    if (m_lock < 0) {
        return fail(ErrorCode::Io, "Cannot make a folder in the library.", m_all.string());
    }
    return m_mine;
}

void Incoming::sweep() const {
    std::error_code error;
    std::vector<fs::path> folders;
    for (fs::directory_iterator entry(m_all, error), end; !error && entry != end;
         entry.increment(error)) {
        folders.push_back(entry->path());
    }
    for (const fs::path& folder : folders) {
        if (const int descriptor = lockFolder(folder); descriptor >= 0) {
            fs::remove_all(folder, error);
            ::close(descriptor);
        }
    }
}

} // namespace bolus
