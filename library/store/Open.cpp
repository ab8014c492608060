#include <algorithm>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "library/store/SqliteLibrary.h"
#include "library/store/ThumbnailFile.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

Error folderError(const fs::path& folder, const std::string& why) {
    return {ErrorCode::Io, "The library's folder cannot be used: " + why + ".", folder.string()};
}

constexpr std::string_view ownFolders[]{"thumbnails", "models",   "files",
                                        "archives",   "incoming", "index"};

/// Whether all that lies in it is a library's.
bool holdsLibraryOnly(const fs::path& folder) {
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        if (!name.starts_with("library.") &&
            std::ranges::find(ownFolders, name) == std::end(ownFolders)) {
            return false;
        }
    }
    return !error;
}

/// Where the folder is another's, or its drive knows no modes, it stays as it is.
void makePrivate(const fs::path& folder) {
    struct stat status {};
    if (::stat(folder.c_str(), &status) == 0 && status.st_uid == ::geteuid() &&
        (status.st_mode & 0777) != 0700) {
        ::chmod(folder.c_str(), 0700);
    }
}

/// A folder that holds nothing or only a library becomes private; the mode of one that serves
/// something else too is not ours to change: there, the library's own files and folders are
/// private.
Result<void> prepareFolder(const fs::path& folder) {
    std::error_code error;
    const fs::file_status status = fs::status(folder, error);
    if (fs::exists(status) && !fs::is_directory(status)) {
        return std::unexpected(folderError(folder, "it is a file"));
    }
    if (!fs::exists(status)) {
        const fs::path parent =
            folder.has_filename() ? folder.parent_path() : folder.parent_path().parent_path();
        if (!parent.empty() && !fs::is_directory(parent, error)) {
            return std::unexpected(
                folderError(folder, "the folder " + parent.string() + " is not there"));
        }
        if (!fs::create_directory(folder, error) && error) {
            return std::unexpected(folderError(folder, error.message()));
        }
    }
    if (holdsLibraryOnly(folder)) {
        makePrivate(folder);
    }
    if (error) {
        return std::unexpected(folderError(folder, error.message()));
    }
    return {};
}

} // namespace

Result<std::unique_ptr<Library>>
Library::open(const fs::path& folder,
              const std::function<void(std::int64_t done, std::int64_t total)>& progress) {
    std::error_code error;
    fs::path absolute = fs::absolute(folder, error).lexically_normal();
    if (folder.empty() || error) {
        return std::unexpected(folderError(folder, "it has no name"));
    }
    if (!absolute.has_filename()) {
        absolute = absolute.parent_path();
    }
    if (auto prepared = prepareFolder(absolute); !prepared) {
        return std::unexpected(prepared.error());
    }
    auto database = Database::open(absolute);
    if (!database) {
        return std::unexpected(database.error());
    }
    fs::create_directory(absolute / "thumbnails", error);
    for (const std::string_view own : ownFolders) {
        makePrivate(absolute / own);
    }
    auto library = std::make_unique<SqliteLibrary>(absolute, std::move(*database));
    if (auto indexed = library->indexReports(progress); !indexed) {
        return std::unexpected(indexed.error());
    }
    return library;
}

SqliteLibrary::SqliteLibrary(fs::path folder, std::unique_ptr<Database> database)
    : m_folder(std::move(folder)), m_database(std::move(database)) {}

fs::path SqliteLibrary::thumbnailPath(std::int64_t caseId) const {
    return thumbnailFile(m_folder, caseId);
}

Result<std::int64_t> SqliteLibrary::revision() {
    return m_database->guarded([&]() -> Result<std::int64_t> {
        const std::int64_t others = dataVersion();
        const std::int64_t own = m_database->connection().getTotalChanges();
        if (others != m_dataVersion || own != m_ownChanges) {
            ++m_revision;
        }
        m_dataVersion = others;
        m_ownChanges = own;
        return m_revision;
    });
}

std::int64_t SqliteLibrary::dataVersion() {
    auto version = query("PRAGMA data_version");
    version.next();
    return version.integer(0);
}

Result<void> SqliteLibrary::requireCase(std::int64_t id) {
    if (!query("SELECT 1 FROM cases WHERE id = ?", id).next()) {
        return fail(ErrorCode::NotFound,
                    "There is no case " + std::to_string(id) + " in this library.",
                    std::to_string(id));
    }
    return {};
}

} // namespace bolus
