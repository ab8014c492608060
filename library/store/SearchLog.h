// The searches that were made, in a database of their own beside the library's: writing one down
// waits for no import, and is no change of the library to those who watch it.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>

#include "library/store/Library.h"

namespace bolus {

class SearchLog {
public:
    /// `folder`/library.searches.sqlite, made where it is not there. Errors: Conflict (of a newer
    /// Bolus), Storage. One written before a loss of power may be missing; none is half there.
    static Result<std::unique_ptr<SearchLog>> open(const std::filesystem::path& folder);

    /// Its number; they only grow. Keeps the newest `mostReceipts`, and no more bytes of them than
    /// `mostReceiptBytes`, but always the newest.
    Result<std::int64_t> add(const SearchRecord& record);
    Result<std::vector<SearchRecord>> newest(std::int64_t limit);
    Result<SearchRecord> byId(std::int64_t id);
    Result<std::int64_t> clear();

private:
    explicit SearchLog(const std::filesystem::path& file);
    Result<void> prepare();
    void dropOld(std::int64_t newest);
    template<typename Work>
    auto guarded(Work&& work) -> decltype(work());

    std::filesystem::path m_file;
    SQLite::Database m_connection;
};

} // namespace bolus
