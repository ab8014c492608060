// One model's vectors in memory, and which of them are nearest to a query. No torch here.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "library/search/VectorCodes.h"
#include "library/search/VectorRows.h"
#include "library/store/Library.h"

namespace bolus {

/// Libraries of more vectors are looked through by codes where a query allows it.
constexpr std::size_t mostScanned = 100000;

struct NearCase {
    std::int64_t caseId = 0;
    double cosine = 0;
    int rank = 0; // 1-based, among all cases that the query allows; 0: not asked for
    bool operator==(const NearCase&) const = default;
};

struct VectorQuery {
    std::span<const float> vector;              // unit length
    std::size_t k = 20;                         // of the nearest
    const std::vector<bool>* allowed = nullptr; // by case id; null: all
    std::vector<std::int64_t> also{};           // cases whose ranks are wanted wherever they lie
    std::vector<std::int64_t> measured{};       // whose cosines are
    /// False: in a large library of which nearly all is allowed, cases among the nearest may be
    /// missed, as rarely as codes() says.
    bool exact = true;
};

struct Nearest {
    /// By rank: the nearest and, of `also`, those that have a vector; then others of `measured`.
    std::vector<NearCase> cases;
    std::size_t compared = 0;    // cases that are allowed and have a vector
    bool byCodes = false;
};

/// One thread at a time. Same vectors and query, same answer: equal cosines by case id.
class VectorIndex {
public:
    /// Reads all of this model's vectors. Of a large library codes are learned too, once: what was
    /// learned is kept in `library.folder()/index`. Errors: Storage.
    static Result<std::unique_ptr<VectorIndex>> open(Library& library,
                                                     const std::string& modelHash);

    /// Takes in what came, changed or went since, by whichever process. Cheap where nothing did.
    /// `library`: the same one, or another connection to it.
    Result<void> refresh(Library& library);

    /// BadInput: the query has another length than the vectors, or is not finite. An index of no
    /// vectors finds nothing.
    Result<Nearest> search(const VectorQuery& query) const;
    /// To at most `most` cases, spread evenly over the library.
    std::vector<double> sampledCosines(std::span<const float> query, std::size_t most) const;
    /// Valid until refresh(). Empty: it has none.
    std::span<const float> vectorOf(std::int64_t caseId) const;

    const std::string& modelHash() const { return m_modelHash; }
    std::size_t size() const { return m_alive; }
    std::size_t dimension() const { return m_rows.dimension(); }
    /// Vectors that cannot be searched, a sentence for a person; empty: there are none.
    std::string unusable() const;
    /// Null: none are used.
    const VectorCodes* codes() const;
    std::size_t bytes() const; // of memory

private:
    using Row = std::uint32_t;
    explicit VectorIndex(std::string modelHash) : m_modelHash(std::move(modelHash)) {}

    Result<void> read(Library& library);
    void take(std::int64_t caseId, std::string_view bytes);
    void put(std::int64_t caseId, std::span<const float> vector);
    void drop(std::int64_t caseId);
    void clear(std::size_t dimension);
    std::size_t likeliestDimension() const;
    void keepCodes(const std::filesystem::path& folder);
    std::optional<Row> rowOf(std::int64_t caseId) const;
    std::vector<Row> rowsFor(const VectorQuery& query) const;
    std::vector<Row> nearestByCode(std::span<const float> query, std::vector<Row> rows) const;
    void addMeasured(const VectorQuery& query, const std::vector<float>& cosines,
                     std::vector<NearCase>& cases) const;
    std::vector<float> cosinesOfRows(std::span<const float> query,
                                     const std::vector<Row>& rows) const;

    std::string m_modelHash;
    VectorState m_state;
    VectorRows m_rows;
    std::vector<std::int64_t> m_ids; // by row; ascending up to m_sorted
    std::vector<bool> m_there;       // by row: its vector counts
    std::size_t m_alive = 0, m_sorted = 0;
    std::unordered_map<std::int64_t, Row> m_later;       // rows from m_sorted on
    std::unordered_map<std::int64_t, std::size_t> m_bad; // bytes of those that cannot be used
    std::unique_ptr<VectorCodes> m_codes;
    std::vector<VectorCode> m_code; // by row
};

} // namespace bolus
