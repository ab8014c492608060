#include "app/jobs/DeletedFiles.h"

#include <algorithm>
#include <map>

#include "app/jobs/FileWalk.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

bool isGone(const fs::path& file) {
    std::error_code error;
    return fs::symlink_status(file, error).type() == fs::file_type::not_found;
}

} // namespace

Result<std::vector<fs::path>> DeletedFiles::goneOf(const std::vector<std::string>& studyUids) {
    std::vector<fs::path> gone;
    for (const std::string& uid : studyUids) {
        const auto instances = m_library.instancesOfStudy(uid);
        if (!instances) {
            return std::unexpected(instances.error());
        }
        for (const InstanceHeader& instance : *instances) {
            if (isGone(instance.path)) {
                gone.push_back(instance.path);
            }
        }
    }
    return gone;
}

/// Really this folder, not the empty place of the drive that it is on.
Result<bool> DeletedFiles::isThere(const fs::path& folder) {
    if (std::ranges::none_of(m_roots,
                             [&](const fs::path& root) { return isBelow(folder, root); })) {
        return false;
    }
    constexpr std::size_t atOnce = 64;
    std::error_code error;
    fs::directory_iterator entry(folder, error);
    while (!error && entry != fs::directory_iterator()) {
        std::vector<FileStamp> files;
        for (; !error && entry != fs::directory_iterator() && files.size() < atOnce;
             entry.increment(error)) {
            files.push_back(fileStamp(entry->path()).value_or(FileStamp{entry->path()}));
        }
        const auto states = m_library.fileStates(files);
        if (!states) {
            return std::unexpected(states.error());
        }
        if (std::ranges::any_of(*states, [](FileState s) { return s != FileState::New; })) {
            return true;
        }
    }
    return false;
}

Result<bool> DeletedFiles::forget(const fs::path& file) {
    const auto forgotten = m_library.forgetFile(file);
    if (forgotten && *forgotten) {
        m_events.warning("deleted",
                         "The file was deleted; others of its folder are there. Its images are no "
                         "longer part of the library. Put it back and import it to have them "
                         "again.",
                         file);
    }
    return forgotten;
}

Result<bool> DeletedFiles::forgetThoseOf(const std::vector<std::string>& studyUids) {
    const auto gone = goneOf(studyUids);
    if (!gone) {
        return std::unexpected(gone.error());
    }
    std::map<fs::path, bool> folders;
    bool any = false;
    for (const fs::path& file : *gone) {
        const fs::path folder = file.parent_path();
        if (!folders.contains(folder)) {
            const auto there = isThere(folder);
            if (!there) {
                return std::unexpected(there.error());
            }
            folders.emplace(folder, *there);
        }
        const auto forgotten = folders.at(folder) ? forget(file) : Result<bool>(false);
        if (!forgotten) {
            return forgotten;
        }
        any = any || *forgotten;
    }
    return any;
}

} // namespace bolus
