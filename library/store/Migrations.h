// The numbered steps from one version of the library's schema to the next.
#pragma once

#include <filesystem>
#include <span>

namespace SQLite {
class Database;
}

namespace bolus {

struct Migration {
    int version;             // user_version after it
    const char* description; // from its file name
    const char* sql;
};

/// The files of resources/migrations, ordered; the last one's version is this program's.
std::span<const Migration> migrations();

/// Applies those the database lacks, each in one transaction with its version row. An existing
/// library is first copied to library.backup-vN.sqlite beside it. Throws SQLite::Exception, with
/// the database as the last complete migration left it.
void migrate(SQLite::Database& database, const std::filesystem::path& folder);

} // namespace bolus
