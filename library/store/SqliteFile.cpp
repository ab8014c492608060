#include "library/store/SqliteFile.h"

#include <chrono>
#include <fcntl.h>
#include <sqlite3.h>
#include <thread>
#include <unistd.h>

namespace bolus {

bool makePrivateFile(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    return descriptor >= 0 && ::close(descriptor) == 0;
}

/// The switch does not wait for the busy handler when two processes make a file at once.
void useWal(SQLite::Database& connection) {
    for (int attempt = 0; attempt < 200; ++attempt) {
        if (connection.tryExec("PRAGMA journal_mode = WAL") != SQLITE_BUSY) {
            return;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

} // namespace bolus
