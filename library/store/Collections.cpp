// Cases that a person keeps together under a name: by their series, see migration 17.
#include "library/store/SqliteLibrary.h"

namespace bolus {

namespace {

constexpr std::size_t longestName = 200; // bytes

Error noCollection(const std::string& name) {
    return {ErrorCode::NotFound, "There is no collection \"" + name + "\" in this library.", name};
}

Result<void> checkName(const std::string& name) {
    if (name.empty() || name.size() > longestName || name.find_first_not_of(' ') == name.npos) {
        return fail(ErrorCode::BadInput, "A collection needs a name of 1 to 200 bytes.", name);
    }
    return {};
}

} // namespace

std::optional<std::int64_t> SqliteLibrary::collectionId(const std::string& name) {
    auto row = query("SELECT id FROM collection WHERE name = ?", name);
    return row.next() ? std::optional(row.integer(0)) : std::nullopt;
}

Result<std::vector<CollectionRow>> SqliteLibrary::collections() {
    return m_database->guarded([&]() -> Result<std::vector<CollectionRow>> {
        std::vector<CollectionRow> found;
        auto rows = query("SELECT c.name, c.made, (SELECT count(DISTINCT v.case_id) "
                          "FROM collection_series m JOIN volume v ON v.series_uid = m.series_uid "
                          "WHERE m.collection = c.id) FROM collection c ORDER BY c.name");
        while (rows.next()) {
            found.push_back({rows.text(0), rows.integer(2), rows.text(1)});
        }
        return found;
    });
}

std::vector<std::int64_t> SqliteLibrary::casesOfCollection(std::int64_t id) {
    std::vector<std::int64_t> ids;
    auto rows = query("SELECT DISTINCT v.case_id FROM collection_series m JOIN volume v "
                      "ON v.series_uid = m.series_uid WHERE m.collection = ? ORDER BY v.case_id",
                      id);
    while (rows.next()) {
        ids.push_back(rows.integer(0));
    }
    return ids;
}

Result<std::vector<std::int64_t>> SqliteLibrary::collectionCases(const std::string& name) {
    return m_database->read([&]() -> Result<std::vector<std::int64_t>> {
        const auto id = collectionId(name);
        if (!id) {
            return std::unexpected(noCollection(name));
        }
        return casesOfCollection(*id);
    });
}

Result<std::int64_t> SqliteLibrary::addToCollection(const std::string& name,
                                                    std::span<const std::int64_t> caseIds) {
    return m_database->write([&]() -> Result<std::int64_t> {
        if (auto checked = checkName(name); !checked) {
            return std::unexpected(checked.error());
        }
        query("INSERT OR IGNORE INTO collection(name) VALUES(?)", name).run();
        const std::int64_t id = collectionId(name).value();
        const std::size_t before = casesOfCollection(id).size();
        for (const std::int64_t caseId : caseIds) {
            if (auto there = requireCase(caseId); !there) {
                return std::unexpected(there.error());
            }
            query("INSERT OR IGNORE INTO collection_series SELECT ?, series_uid FROM volume "
                  "WHERE case_id = ?",
                  id, caseId)
                .run();
        }
        return static_cast<std::int64_t>(casesOfCollection(id).size() - before);
    });
}

Result<std::int64_t> SqliteLibrary::removeFromCollection(const std::string& name,
                                                         std::span<const std::int64_t> caseIds) {
    return m_database->write([&]() -> Result<std::int64_t> {
        const auto id = collectionId(name);
        if (!id) {
            return std::unexpected(noCollection(name));
        }
        const std::size_t before = casesOfCollection(*id).size();
        for (const std::int64_t caseId : caseIds) {
            query("DELETE FROM collection_series WHERE collection = ? AND series_uid IN "
                  "(SELECT series_uid FROM volume WHERE case_id = ?)",
                  *id, caseId)
                .run();
        }
        return static_cast<std::int64_t>(before - casesOfCollection(*id).size());
    });
}

Result<void> SqliteLibrary::deleteCollection(const std::string& name) {
    return m_database->write([&]() -> Result<void> {
        query("DELETE FROM collection WHERE name = ?", name).run();
        if (m_database->connection().getChanges() == 0) {
            return std::unexpected(noCollection(name));
        }
        return {};
    });
}

Result<void> SqliteLibrary::renameCollection(const std::string& name, const std::string& to) {
    return m_database->write([&]() -> Result<void> {
        if (auto checked = checkName(to); !checked) {
            return checked;
        }
        const auto id = collectionId(name);
        if (!id) {
            return std::unexpected(noCollection(name));
        }
        if (collectionId(to).value_or(*id) != *id) {
            return fail(ErrorCode::Conflict, "Another collection is called \"" + to + "\" already.",
                        to);
        }
        query("UPDATE collection SET name = ? WHERE id = ?", to, *id).run();
        return {};
    });
}

} // namespace bolus
