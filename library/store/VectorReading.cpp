// Vectors as they are read: some, or what changed.
#include <algorithm>

#include "library/store/SqliteLibrary.h"
#include "library/store/VectorRow.h"

namespace bolus {

Result<std::vector<StoredVector>> SqliteLibrary::vectors(const std::string& modelHash) {
    return m_database->guarded([&]() -> Result<std::vector<StoredVector>> {
        std::vector<StoredVector> vectors;
        auto rows = query("SELECT case_id, phases, data, shares FROM vector WHERE model_hash = ? "
                          "ORDER BY case_id",
                          modelHash);
        while (rows.next()) {
            vectors.push_back(vectorFrom(rows));
        }
        return vectors;
    });
}

Result<std::vector<std::pair<std::int64_t, std::int64_t>>>
SqliteLibrary::vectorSignatures(const std::string& modelHash) {
    return m_database->guarded([&]() -> Result<std::vector<std::pair<std::int64_t, std::int64_t>>> {
        std::vector<std::pair<std::int64_t, std::int64_t>> signatures;
        auto rows = query("SELECT case_id, signature FROM vector WHERE model_hash = ? "
                          "ORDER BY case_id",
                          modelHash);
        while (rows.next()) {
            signatures.emplace_back(rows.integer(0), rows.integer(1));
        }
        return signatures;
    });
}

Result<std::vector<StoredVector>> SqliteLibrary::vectorsOf(const std::string& modelHash,
                                                           std::span<const std::int64_t> caseIds) {
    return m_database->read([&]() -> Result<std::vector<StoredVector>> {
        std::vector<StoredVector> vectors;
        for (const std::int64_t id : std::set<std::int64_t>(caseIds.begin(), caseIds.end())) {
            auto rows = query("SELECT case_id, phases, data, shares FROM vector "
                              "WHERE model_hash = ? AND case_id = ?",
                              modelHash, id);
            if (rows.next()) {
                vectors.push_back(vectorFrom(rows));
            }
        }
        return vectors;
    });
}

bool SqliteLibrary::vectorLogHolds(const VectorState& state) {
    auto row = query("SELECT token FROM vector_change WHERE id = ?", state.change);
    return row.next() && row.integer(0) == state.token;
}

VectorState SqliteLibrary::vectorState() {
    auto row = query("SELECT id, token FROM vector_change ORDER BY id DESC LIMIT 1");
    return row.next() ? VectorState{row.integer(0), row.integer(1)} : VectorState{};
}

Result<VectorState>
SqliteLibrary::readVectors(const std::string& modelHash, const VectorState& since,
                           const std::function<void()>& restart,
                           const std::function<void(std::int64_t, std::string_view)>& take) {
    return m_database->read([&]() -> Result<VectorState> {
        const VectorState now = vectorState();
        if (!vectorLogHolds(since)) {
            restart();
            auto rows = query("SELECT case_id, data FROM vector WHERE model_hash = ? "
                              "ORDER BY case_id",
                              modelHash);
            while (rows.next()) {
                take(rows.integer(0), rows.blob(1));
            }
            return now;
        }
        auto rows = query("SELECT c.case_id, v.data FROM (SELECT DISTINCT case_id FROM "
                          "vector_change WHERE id > ?1 AND model_hash = ?2) c LEFT JOIN vector v "
                          "ON v.model_hash = ?2 AND v.case_id = c.case_id ORDER BY c.case_id",
                          since.change, modelHash);
        while (rows.next()) {
            take(rows.integer(0), rows.blob(1));
        }
        return now;
    });
}

} // namespace bolus
