// Models and the vectors they gave.
#include <cstring>
#include <sstream>

#include "library/store/SqliteLibrary.h"
#include "library/store/VectorRow.h"

namespace bolus {

namespace {

std::string tokensOf(const std::vector<Phase>& phases) {
    std::string tokens;
    for (const Phase phase : phases) {
        tokens += (tokens.empty() ? "" : " ") + std::string(phaseToken(phase));
    }
    return tokens;
}

std::vector<Phase> phasesFrom(const std::string& tokens) {
    std::vector<Phase> phases;
    std::istringstream words(tokens);
    for (std::string token; words >> token;) {
        phases.push_back(phaseFromText(token).value_or(Phase::Unknown));
    }
    return phases;
}

std::vector<float> floatsFrom(std::string_view bytes) {
    std::vector<float> values(bytes.size() / sizeof(float));
    if (!values.empty()) { // memcpy takes no null pointer, whatever the length
        std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
    }
    return values;
}

Error noModel(const std::string& id) {
    return {ErrorCode::NotFound, "There is no model \"" + id + "\" in this library.", id};
}

} // namespace

StoredVector vectorFrom(const Query& row) {
    return {row.integer(0), floatsFrom(row.blob(2)), phasesFrom(row.text(1)),
            floatsFrom(row.blob(3))};
}

Result<void> SqliteLibrary::addModel(const ModelRow& model) {
    return m_database->write([&]() -> Result<void> {
        if (model.id.empty() || model.hash.empty()) {
            return fail(ErrorCode::BadInput, "A model needs a name and its file's hash.", model.id);
        }
        {
            auto known =
                query("SELECT id, hash FROM model WHERE id = ? OR hash = ?", model.id, model.hash);
            while (known.next()) {
                if (known.text(0) != model.id || known.text(1) != model.hash) {
                    return fail(ErrorCode::Conflict,
                                known.text(0) == model.id
                                    ? "Another model is called \"" + model.id + "\" already."
                                    : "This model is in the library already, as \"" +
                                          known.text(0) + "\".",
                                model.id);
                }
            }
        }
        query("INSERT INTO model(id, hash, file, config, provenance) VALUES(?,?,?,?,?) "
              "ON CONFLICT(id) DO UPDATE SET file = excluded.file, config = excluded.config, "
              "provenance = excluded.provenance",
              model.id, model.hash, model.file.string(), model.config, model.provenance)
            .run();
        return {};
    });
}

Result<std::vector<ModelRow>> SqliteLibrary::models() {
    return m_database->guarded([&]() -> Result<std::vector<ModelRow>> {
        std::vector<ModelRow> rows;
        auto found = query("SELECT id, hash, file, config, provenance, active, "
                           "(SELECT count(*) FROM vector WHERE model_hash = model.hash) "
                           "FROM model ORDER BY id");
        while (found.next()) {
            rows.push_back({found.text(0), found.text(1), found.text(2), found.text(3),
                            found.text(4), found.integer(5) != 0, found.integer(6)});
        }
        return rows;
    });
}

Result<void> SqliteLibrary::activateModel(const std::string& id) {
    return m_database->write([&]() -> Result<void> {
        if (!query("SELECT 1 FROM model WHERE id = ?", id).next()) {
            return std::unexpected(noModel(id));
        }
        query("UPDATE model SET active = 0 WHERE active = 1").run();
        query("UPDATE model SET active = 1 WHERE id = ?", id).run();
        return {};
    });
}

Result<void> SqliteLibrary::removeModel(const std::string& id) {
    return m_database->write([&]() -> Result<void> {
        std::string hash;
        {
            auto row = query("SELECT hash, active FROM model WHERE id = ?", id);
            if (!row.next()) {
                return std::unexpected(noModel(id));
            }
            if (row.integer(1) != 0) {
                return fail(ErrorCode::Conflict,
                            "Model \"" + id + "\" is the active one. Activate another first.", id);
            }
            hash = row.text(0);
        }
        query("DELETE FROM vector WHERE model_hash = ?", hash).run();
        query("DELETE FROM case_edit_vector WHERE model_hash = ?", hash).run();
        query("DELETE FROM model WHERE id = ?", id).run();
        return {};
    });
}

Result<std::int64_t> SqliteLibrary::caseSignature(std::int64_t id) {
    return m_database->guarded([&]() -> Result<std::int64_t> {
        if (auto there = requireCase(id); !there) {
            return std::unexpected(there.error());
        }
        auto row = query("SELECT signature FROM cases WHERE id = ?", id);
        row.next();
        return row.integer(0);
    });
}

Result<void> SqliteLibrary::putVector(const std::string& modelHash, const StoredVector& vector) {
    return m_database->write([&]() -> Result<void> {
        const auto now = caseSignature(vector.caseId);
        if (!now) {
            return std::unexpected(now.error());
        }
        if (vector.signature.value_or(*now) != *now) {
            return fail(ErrorCode::Io,
                        "Case " + std::to_string(vector.caseId) +
                            " was changed while its images were read. Embed it again.",
                        std::to_string(vector.caseId));
        }
        if (vector.vector.empty()) {
            return fail(ErrorCode::BadInput, "The model gave no vector for this case.",
                        std::to_string(vector.caseId));
        }
        query("INSERT INTO vector(model_hash, case_id, signature, phases, data, shares) "
              "SELECT ?1, ?2, signature, ?3, ?4, ?5 FROM cases WHERE id = ?2 "
              "ON CONFLICT(model_hash, case_id) DO UPDATE SET signature = excluded.signature, "
              "phases = excluded.phases, data = excluded.data, shares = excluded.shares",
              modelHash, vector.caseId, tokensOf(vector.phases), vector.vector, vector.phaseShares)
            .run();
        return {};
    });
}

Result<std::vector<std::int64_t>> SqliteLibrary::casesWithoutVector(const std::string& modelHash) {
    return m_database->guarded([&]() -> Result<std::vector<std::int64_t>> {
        std::vector<std::int64_t> ids;
        auto rows = query(
            "SELECT id FROM cases WHERE EXISTS (SELECT 1 FROM volume WHERE case_id = cases.id "
            "AND in_phase_series) AND NOT EXISTS (SELECT 1 FROM vector WHERE model_hash = ? "
            "AND case_id = cases.id AND signature = cases.signature) ORDER BY id",
            modelHash);
        while (rows.next()) {
            ids.push_back(rows.integer(0));
        }
        return ids;
    });
}

} // namespace bolus
