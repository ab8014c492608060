#include "app/jobs/FileWalk.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>
#include <string>
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
    FileList take() { return std::move(m_files); }

private:
    bool visitFolder(const fs::path& folder, const struct stat& status);
    void addFile(const fs::path& path, const struct stat& status);

    Progress& m_progress;
    FileList m_files;
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
    std::vector<std::string> names;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        names.push_back(entry->path().filename().native());
        if (m_progress.cancelled()) {
            return false;
        }
    }
    if (error) {
        m_progress.warning("io", fmt::format("The folder cannot be read: {}.", error.message()),
                           folder);
    }
    std::ranges::sort(names);
    return std::ranges::all_of(
        names, [this, &folder](const std::string& name) { return visit(folder / name); });
}

void Walk::addFile(const fs::path& path, const struct stat& status) {
    m_files.add(fileStamp(path, status));
    m_progress.progress("files", static_cast<std::int64_t>(m_files.size()), 0);
}

} // namespace

FoundFile foundFile(const fs::path& path, const fs::path& origin) {
    return {fileStamp(path).value_or(FileStamp{path}), origin};
}

bool isBelow(const fs::path& file, const fs::path& folder) {
    return std::ranges::mismatch(folder, file).in1 == folder.end();
}

void FileList::add(const FileStamp& file) {
    const std::string folder = file.path.parent_path().native();
    if (m_folders.empty() || m_folders.back() != folder) {
        m_folders.push_back(folder);
    }
    const std::string name = file.path.filename().native();
    m_files.push_back({static_cast<std::uint32_t>(m_folders.size() - 1),
                       static_cast<std::uint32_t>(name.size()), m_names.size(), file.size,
                       file.modifiedNs, file.changedNs, file.inode});
    m_names += name;
}

FoundFile FileList::operator[](std::size_t index) const {
    const Entry& entry = m_files[index];
    return {{fs::path(m_folders[entry.folder]) / m_names.substr(entry.name, entry.nameSize),
             entry.size, entry.modifiedNs, entry.changedNs, entry.inode}};
}

Result<FileList> findFiles(const std::vector<fs::path>& paths, Progress& progress) {
    Walk walk(progress);
    for (const fs::path& path : paths) {
        std::error_code error;
        const fs::path absolute = fs::absolute(path, error).lexically_normal();
        const fs::file_status status = fs::status(absolute, error);
        if (!fs::exists(status)) {
            return fail(ErrorCode::NotFound,
                        fmt::format("There is no file or folder {}.", path.string()),
                        path.string());
        }
        if (!fs::is_directory(status) && !fs::is_regular_file(status)) {
            return fail(ErrorCode::BadInput,
                        fmt::format("{} is a pipe, a socket or a device, not a file or folder.",
                                    path.string()),
                        path.string());
        }
        if (!walk.visit(absolute)) {
            return cancelledError();
        }
    }
    return walk.take();
}

} // namespace bolus
