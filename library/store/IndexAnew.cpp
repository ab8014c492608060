// The search index made anew, where another version of the rules or of the lexicon made it: in
// steps that others can write between, and that a kill does not undo.
#include <chrono>
#include <fcntl.h>
#include <sys/file.h>
#include <thread>
#include <unistd.h>

#include "library/store/SqliteLibrary.h"

namespace bolus {

namespace {

constexpr std::size_t mostRead = 1000, mostReadBytes = std::size_t(2) << 20; // reports a step
/// Longer than SQLite sleeps between two tries for the lock: who waits gets it between the steps.
constexpr auto othersTurn = std::chrono::milliseconds(120);
constexpr const char* searchedReports =
    " FROM report WHERE id > ? AND replaced_by IS NULL AND status NOT IN ('cancelled', "
    "'unreadable')";

/// For as long as it is held nobody else makes this library's index anew; the system takes it from
/// a process that ends. Null: another has it.
std::shared_ptr<int> indexLock(const std::filesystem::path& folder) {
    const auto file = folder / "library.indexing";
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor >= 0 && ::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        ::close(descriptor);
        return nullptr;
    }
    return {new int(descriptor), [file](int* held) { // some drives know no locks
                if (*held >= 0) {
                    ::unlink(file.c_str()); // who opened it before may work beside the next one:
                    ::close(*held);         // steps are transactions
                }
                delete held;
            }};
}

/// Deleting all rows at once is a matter of pages where nothing hangs on each of them.
class WithoutForeignKeys {
public:
    explicit WithoutForeignKeys(SQLite::Database& connection) : m_connection(connection) {
        m_connection.exec("PRAGMA foreign_keys = OFF");
    }
    ~WithoutForeignKeys() { m_connection.tryExec("PRAGMA foreign_keys = ON"); }
    WithoutForeignKeys(const WithoutForeignKeys&) = delete;
    WithoutForeignKeys& operator=(const WithoutForeignKeys&) = delete;

private:
    SQLite::Database& m_connection;
};

} // namespace

Result<void>
Library::indexReports(const std::function<void(std::int64_t, std::int64_t)>& progress) {
    const auto all = reportsToIndex();
    if (!all) {
        return std::unexpected(all.error());
    }
    for (std::int64_t total = *all;;) {
        const auto left = indexSomeReports();
        if (!left || left->byOther) {
            return left ? Result<void>() : std::unexpected(left.error());
        }
        total = std::max(total, left->waiting); // some may have come
        if (progress && total > 0) {
            progress(total - left->waiting, total);
        }
        if (left->waiting == 0) {
            return {};
        }
        std::this_thread::sleep_for(othersTurn);
    }
}

SqliteLibrary::IndexState SqliteLibrary::indexState() {
    auto row = query("SELECT version, indexed_to FROM search_state");
    const bool current = row.next() && row.text(0) == indexVersion();
    return {current, current && row.isNull(1)};
}

std::int64_t SqliteLibrary::countToIndex() {
    const std::string counting = std::string("SELECT count(*)") + searchedReports;
    auto row = query(counting.c_str(), std::int64_t(0));
    return row.next() ? row.integer(0) : 0;
}

Result<std::int64_t> SqliteLibrary::reportsToIndex() {
    return m_database->read([&]() -> Result<std::int64_t> {
        auto state = query("SELECT version, indexed_to, waiting FROM search_state");
        if (!state.next() || state.text(0) != indexVersion()) {
            return countToIndex();
        }
        return state.isNull(1) ? 0 : std::max<std::int64_t>(state.integer(2), 1);
    });
}

Result<ReportIndexing> SqliteLibrary::indexSomeReports() {
    const auto before = m_database->guarded([&]() -> Result<IndexState> { return indexState(); });
    if (!before || before->whole) {
        m_indexLock.reset();
        return before ? ReportIndexing{} : Result<ReportIndexing>(std::unexpected(before.error()));
    }
    if (!m_indexLock && !(m_indexLock = indexLock(m_folder))) {
        const auto waiting = reportsToIndex();
        return waiting ? ReportIndexing{*waiting, *waiting > 0}
                       : Result<ReportIndexing>(std::unexpected(waiting.error()));
    }
    if (auto begun = before->current ? Result<void>() : beginIndex(); !begun) {
        return std::unexpected(begun.error());
    }
    auto left = m_database->write([&]() -> Result<ReportIndexing> {
        return ReportIndexing{indexState().whole ? 0 : indexStep(), false};
    });
    if (!left || left->waiting == 0) {
        m_indexLock.reset();
    }
    return left;
}

Result<void> SqliteLibrary::beginIndex() {
    return m_database->guarded([&]() -> Result<void> {
        const WithoutForeignKeys without(m_database->connection());
        return m_database->write([&]() -> Result<void> {
            if (indexState().current) { // another process was quicker
                return {};
            }
            dropIndex();
            const std::int64_t waiting = countToIndex();
            query(
                "UPDATE search_state SET version = ?1, links = links + 1, waiting = nullif(?2, 0), "
                "indexed_to = iif(?2, 0, NULL)",
                indexVersion(), waiting)
                .run();
            return {};
        });
    });
}

/// Row by row, the trigger would read and take apart each sentence once more.
void SqliteLibrary::dropIndex() {
    std::string trigger;
    {
        auto row = query("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = "
                         "'sentence_removed'");
        row.next();
        trigger = row.text(0);
    }
    for (const std::string& sql :
         {std::string("DROP TRIGGER sentence_removed"), std::string("DELETE FROM measurement"),
          std::string("DELETE FROM sentence"), trigger,
          std::string("INSERT INTO sentence_fts(sentence_fts) VALUES('delete-all')"),
          std::string("DELETE FROM report_tags"), std::string("DELETE FROM word"),
          std::string("INSERT INTO report_fts(report_fts) VALUES('delete-all')")}) {
        m_database->connection().exec(sql);
    }
}

std::vector<std::pair<std::int64_t, std::string>> SqliteLibrary::reportsAfter(std::int64_t id) {
    const std::string reading = std::string("SELECT id, text") + searchedReports + " ORDER BY id";
    std::vector<std::pair<std::int64_t, std::string>> reports;
    auto rows = query(reading.c_str(), id);
    for (std::size_t bytes = 0;
         reports.size() < mostRead && bytes < mostReadBytes && rows.next();) {
        reports.emplace_back(rows.integer(0), rows.text(1));
        bytes += reports.back().second.size();
    }
    return reports;
}

/// How many wait after it.
std::int64_t SqliteLibrary::indexStep() {
    std::int64_t last = 0, waiting = 0;
    {
        auto row = query("SELECT indexed_to, waiting FROM search_state");
        row.next();
        last = row.integer(0);
        waiting = row.integer(1);
    }
    m_pending.clear();
    const auto reports = reportsAfter(last);
    for (const auto& [id, text] : reports) {
        indexReport(id, text);
        last = id;
    }
    writePending();
    const std::string more = std::string("SELECT 1") + searchedReports + " LIMIT 1";
    if (!query(more.c_str(), last).next()) {
        query("UPDATE search_state SET indexed_to = NULL, waiting = NULL").run();
        return 0;
    }
    // Some may have been replaced since they were counted.
    waiting = std::max<std::int64_t>(waiting - static_cast<std::int64_t>(reports.size()), 1);
    query("UPDATE search_state SET indexed_to = ?, waiting = ?", last, waiting).run();
    return waiting;
}

} // namespace bolus
