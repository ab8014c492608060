// Finds every regular file under some paths.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "library/domain/Files.h"
#include "library/domain/Progress.h"
#include "library/domain/Result.h"

namespace bolus {

struct FoundFile : FileStamp {      // by an absolute path
    std::filesystem::path origin{}; // out of an archive: its path and the entry's name, to show
};

/// A file with its size and time as they are now, or 0.
FoundFile foundFile(const std::filesystem::path& path, const std::filesystem::path& origin);

/// Whether this is the folder, or something in it, by their names alone.
bool isBelow(const std::filesystem::path& file, const std::filesystem::path& folder);

/// Files by folder, some 70 bytes each: there may be millions.
class FileList {
public:
    void add(const FileStamp& file);
    std::size_t size() const { return m_files.size(); }
    FoundFile operator[](std::size_t index) const;

private:
    struct Entry {
        std::uint32_t folder = 0, nameSize = 0;
        std::size_t name = 0; // where it begins in m_names
        std::uintmax_t size = 0;
        std::int64_t modifiedNs = 0, changedNs = 0;
        std::uint64_t inode = 0;
    };

    std::vector<Entry> m_files;
    std::vector<std::string> m_folders;
    std::string m_names;
};

/// In the order of their names, links followed, each folder once. Pipes, sockets and devices are
/// not files. A folder that cannot be read is a warning. Progress stage: "files".
/// Errors: NotFound, naming a path that is not there; BadInput, naming one that is neither file nor
/// folder; Cancelled.
Result<FileList> findFiles(const std::vector<std::filesystem::path>& paths, Progress& progress);

} // namespace bolus
