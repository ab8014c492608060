#include "app/jobs/FileWalk.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>
#include <sys/stat.h>
#include <utility>

#include <fmt/format.h>

#include "app/jobs/Events.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

class Walk {
public:
    explicit Walk(Progress& progress) : m_progress(progress) {}

    /// False when cancelled.
    bool visit(const fs::path& path);
    std::vector<FoundFile> take() { return std::move(m_files); }

private:
    bool visitFolder(const fs::path& folder, const struct stat& status);
    void addFile(const fs::path& path, const struct stat& status);

    Progress& m_progress;
    std::vector<FoundFile> m_files;
    std::set<std::pair<dev_t, ino_t>> m_folders; // links can make loops
};

bool Walk::visit(const fs::path& path) {
    if (m_progress.cancelled()) {
        return false;
    }
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        m_progress.warning("io", fmt::format("Cannot be read: {}.", std::strerror(errno)), path);
        return true;
    }
    if (S_ISDIR(status.st_mode)) {
        return visitFolder(path, status);
    }
    if (S_ISREG(status.st_mode)) {
        addFile(path, status);
    }
    return true;
}

bool Walk::visitFolder(const fs::path& folder, const struct stat& status) {
    if (!m_folders.emplace(status.st_dev, status.st_ino).second) {
        return true;
    }
    std::error_code error;
    std::vector<fs::path> entries;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        entries.push_back(entry->path());
        if (m_progress.cancelled()) {
            return false;
        }
    }
    if (error) {
        m_progress.warning("io", fmt::format("The folder cannot be read: {}.", error.message()),
                           folder);
    }
    std::ranges::sort(entries);
    return std::ranges::all_of(entries, [this](const fs::path& entry) { return visit(entry); });
}

void Walk::addFile(const fs::path& path, const struct stat& status) {
    constexpr std::int64_t nsPerSecond = 1'000'000'000;
    m_files.push_back({path, static_cast<std::uintmax_t>(status.st_size),
                       status.st_mtim.tv_sec * nsPerSecond + status.st_mtim.tv_nsec});
    m_progress.progress("files", static_cast<std::int64_t>(m_files.size()), 0);
}

} // namespace

Result<std::vector<FoundFile>> findFiles(const std::vector<fs::path>& paths, Progress& progress) {
    Walk walk(progress);
    for (const fs::path& path : paths) {
        std::error_code error;
        const fs::path absolute = fs::absolute(path, error).lexically_normal();
        if (error || !fs::exists(absolute, error)) {
            return fail(ErrorCode::NotFound,
                        fmt::format("There is no file or folder {}.", path.string()),
                        path.string());
        }
        if (!walk.visit(absolute)) {
            return cancelledError();
        }
    }
    return walk.take();
}

} // namespace bolus
