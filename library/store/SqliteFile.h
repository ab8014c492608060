// What the library's databases have in common as files.
#pragma once

#include <filesystem>

#include <SQLiteCpp/SQLiteCpp.h>

namespace bolus {

/// Makes it where it is not there: SQLite gives a new file the process's umask, and patients' names
/// ask for less. False: it cannot be written.
bool makePrivateFile(const std::filesystem::path& file);

/// Goes on with the journal as it is where another process keeps the file busy for long.
void useWal(SQLite::Database& connection);

} // namespace bolus
