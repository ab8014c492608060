// What the library says of files when nothing is imported: for verifying it, and what it no longer
// says of an archive.
#include "library/store/SqliteLibrary.h"

namespace bolus {

namespace fs = std::filesystem;

Result<std::int64_t> SqliteLibrary::fileCount() {
    return m_database->guarded([&]() -> Result<std::int64_t> {
        auto rows = query("SELECT count(*) FROM instance");
        rows.next();
        return rows.integer(0);
    });
}

Result<std::vector<StoredFile>> SqliteLibrary::files(std::int64_t after, std::int64_t limit) {
    return m_database->read([&]() -> Result<std::vector<StoredFile>> {
        std::vector<StoredFile> files;
        auto rows = query("SELECT file.id, f.path, file.name, file.size, file.modified_ns, "
                          "file.changed_ns, file.inode, i.sop_uid, EXISTS(SELECT 1 FROM slice "
                          "WHERE instance = i.id) FROM file "
                          "JOIN folder f ON f.id = file.folder JOIN instance i ON i.file = file.id "
                          "WHERE file.id > ? ORDER BY file.id LIMIT ?",
                          after, limit);
        while (rows.next()) {
            StoredFile& file = files.emplace_back();
            file.id = rows.integer(0);
            file.stamp.path = fs::path(rows.text(1)) / rows.text(2);
            file.stamp.size = static_cast<std::uintmax_t>(rows.integer(3));
            file.stamp.modifiedNs = rows.integer(4);
            file.stamp.changedNs = rows.integer(5);
            file.stamp.inode = static_cast<std::uint64_t>(rows.integer(6));
            file.sopInstanceUid = rows.text(7);
            file.isShown = rows.integer(8) != 0;
        }
        return files;
    });
}

Result<void> SqliteLibrary::clearQuarantine(const fs::path& path) {
    return m_database->write([&]() -> Result<void> {
        const std::string file = fs::absolute(path).lexically_normal().string();
        query("DELETE FROM quarantine WHERE path = ?1 OR (path > ?1 || '/' AND path < ?1 || '0')",
              file) // '0' is the character after '/'
            .run();
        return {};
    });
}

} // namespace bolus
