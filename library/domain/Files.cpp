#include "library/domain/Files.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <utility>

namespace bolus {

namespace fs = std::filesystem;

namespace {

/// Where inodes and change times are stored with the files. Elsewhere (FAT, SMB, FUSE) they are
/// made up at each mount, and would tell of changes that nobody made. Where this is wrong (some
/// overlays, a drive mounted in another's place), files are decoded apart once more, nothing worse.
bool keepsIdentity(const fs::path& path, dev_t device) {
    static constexpr std::array<std::uint32_t, 11> lasting{
        0xef53,     0x58465342, 0x9123683e, 0x01021994, 0x794c7630, 0x2fc12fc1,
        0xf2f52010, 0x6969,     0x3153464a, 0xca451a4e, 0x858458f6}; // ext, XFS, Btrfs, tmpfs,
    // overlay, ZFS, F2FS, NFS, JFS, bcachefs, ramfs: statfs(2)
    static thread_local std::optional<std::pair<dev_t, bool>> last; // a folder's files are on one
    if (!last || last->first != device) {
        struct statfs system {};
        if (::statfs(path.c_str(), &system) != 0) {
            return false;
        }
        const auto type = static_cast<std::uint32_t>(system.f_type);
        last.emplace(device, std::ranges::find(lasting, type) != lasting.end());
    }
    return last->second;
}

std::int64_t nanoseconds(const timespec& time) {
    return time.tv_sec * std::int64_t{1'000'000'000} + time.tv_nsec;
}

template<typename T>
bool agree(T one, T other) {
    return one == 0 || other == 0 || one == other;
}

} // namespace

bool isSameVersion(const FileStamp& one, const FileStamp& other) {
    return one.size == other.size && one.modifiedNs == other.modifiedNs &&
           agree(one.changedNs, other.changedNs) && agree(one.inode, other.inode);
}

std::optional<FileStamp> fileStamp(const fs::path& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        return std::nullopt;
    }
    return fileStamp(path, status);
}

FileStamp fileStamp(const fs::path& path, const struct stat& status) {
    FileStamp stamp{path, static_cast<std::uintmax_t>(status.st_size), nanoseconds(status.st_mtim)};
    if (keepsIdentity(path, status.st_dev)) {
        stamp.changedNs = nanoseconds(status.st_ctim);
        stamp.inode = status.st_ino;
    }
    return stamp;
}

std::unexpected<Error> unreadableFile(const fs::path& path) {
    return fail(ErrorCode::Io,
                "The file cannot be read; check that it is there and that you may read it.",
                path.string());
}

std::string lowerExtension(const fs::path& path) {
    std::string extension = path.extension().string();
    std::ranges::transform(extension, extension.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return extension;
}

} // namespace bolus
