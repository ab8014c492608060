#include "library/search/VectorIndex.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>
#include <numeric>

#include "library/search/PlacesByCase.h"
#include "library/search/VectorOrder.h"
#include "library/search/VectorScan.h"

namespace bolus {

namespace {

constexpr std::size_t longestVector = 65536; // numbers
constexpr std::size_t scanShare = 4;         // a scan of all, unless fewer than a fourth count

/// Unit vectors are; what is far from that would make sums that are not finite.
bool isSane(std::span<const float> vector) {
    const double square = std::inner_product(vector.begin(), vector.end(), vector.begin(), 0.0);
    return std::isfinite(square) && square < 1e12;
}

bool passes(const std::vector<bool>* allowed, std::int64_t caseId) {
    return allowed == nullptr ||
           (caseId >= 0 && static_cast<std::size_t>(caseId) < allowed->size() &&
            (*allowed)[static_cast<std::size_t>(caseId)]);
}

std::filesystem::path codesFile(const std::filesystem::path& library, const std::string& model) {
    return library / "index" / (model.substr(0, 16) + ".codes");
}

} // namespace

Result<std::unique_ptr<VectorIndex>> VectorIndex::open(Library& library,
                                                       const std::string& modelHash) {
    std::unique_ptr<VectorIndex> index(new VectorIndex(modelHash));
    if (auto read = index->refresh(library); !read) {
        return std::unexpected(read.error());
    }
    return index;
}

Result<void> VectorIndex::refresh(Library& library) {
    if (auto done = read(library); !done) {
        return done;
    }
    if (const std::size_t dimension = likeliestDimension(); dimension != m_rows.dimension()) {
        clear(dimension); // the first vector was not like the others
        m_state = {};
        if (auto again = read(library); !again) {
            return again;
        }
    }
    keepCodes(library.folder());
    return {};
}

Result<void> VectorIndex::read(Library& library) {
    const std::size_t dimension = m_rows.dimension();
    auto state = library.readVectors(
        m_modelHash, m_state, [&] { clear(m_alive == 0 ? dimension : 0); },
        [this](std::int64_t caseId, std::string_view bytes) { take(caseId, bytes); });
    if (!state) {
        clear(0); // half of it may have been read
        m_state = {};
        return std::unexpected(state.error());
    }
    m_state = *state;
    return {};
}

void VectorIndex::clear(std::size_t dimension) {
    m_rows = VectorRows(dimension);
    m_ids.clear();
    m_there.clear();
    m_alive = m_sorted = 0;
    m_later.clear();
    m_bad.clear();
    m_codes.reset();
    m_code.clear();
}

void VectorIndex::take(std::int64_t caseId, std::string_view bytes) {
    m_bad.erase(caseId);
    if (bytes.empty()) {
        return drop(caseId);
    }
    std::vector<float> values(std::min(bytes.size() / sizeof(float), longestVector));
    std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
    if (m_rows.dimension() == 0 && isSane(values)) {
        m_rows = VectorRows(values.size());
    }
    if (bytes.size() != m_rows.dimension() * sizeof(float) || !isSane(values)) {
        m_bad[caseId] = bytes.size();
        return drop(caseId);
    }
    put(caseId, values);
}

void VectorIndex::put(std::int64_t caseId, std::span<const float> vector) {
    Row row = rowOf(caseId).value_or(static_cast<Row>(m_ids.size()));
    if (row == m_ids.size()) {
        const bool inOrder = m_later.empty() && (m_ids.empty() || caseId > m_ids.back());
        m_rows.add(vector);
        m_ids.push_back(caseId);
        m_there.push_back(false);
        if (inOrder) {
            m_sorted = m_ids.size();
        } else {
            m_later.emplace(caseId, row);
        }
    } else {
        m_rows.set(row, vector);
    }
    m_alive += m_there[row] ? 0 : 1;
    m_there[row] = true;
    if (m_codes) {
        m_code.resize(m_ids.size());
        m_code[row] = m_codes->encode(vector);
    }
}

void VectorIndex::drop(std::int64_t caseId) {
    if (const auto row = rowOf(caseId); row && m_there[*row]) {
        m_there[*row] = false;
        --m_alive;
    }
}

/// That of most vectors.
std::size_t VectorIndex::likeliestDimension() const {
    std::map<std::size_t, std::size_t> counts{{m_rows.dimension(), m_alive}};
    for (const auto& [caseId, bytes] : m_bad) {
        if (bytes % sizeof(float) == 0 && bytes <= longestVector * sizeof(float)) {
            counts[bytes / sizeof(float)] += bytes != m_rows.dimension() * sizeof(float) ? 1 : 0;
        }
    }
    const auto most = std::ranges::max_element(counts, {}, [](const auto& c) { return c.second; });
    return most->second > m_alive ? most->first : m_rows.dimension();
}

/// Learns them once a library has grown beyond a scan, and again when it has grown by as much.
void VectorIndex::keepCodes(const std::filesystem::path& folder) {
    if (m_alive <= mostScanned || (m_codes && m_alive <= 2 * m_codes->learnedFrom())) {
        return;
    }
    const auto file = codesFile(folder, m_modelHash);
    auto codes = VectorCodes::load(file, m_modelHash, m_rows.dimension());
    if (!codes || m_alive > 2 * codes->learnedFrom()) {
        codes = VectorCodes::learn(m_rows, rowsFor({}));
        if (codes) {
            codes->save(file, m_modelHash); // else it is learned again next time
        }
    }
    m_codes = std::move(codes);
    m_code = m_codes ? m_codes->encodeAll(m_rows) : std::vector<VectorCode>();
}

const VectorCodes* VectorIndex::codes() const {
    return m_codes && m_alive > mostScanned && m_codes->pays(m_alive) ? m_codes.get() : nullptr;
}

std::optional<VectorIndex::Row> VectorIndex::rowOf(std::int64_t caseId) const {
    // Ids are given one after the other: where none is missing before it, its place follows.
    const std::size_t guess = m_sorted > 0 && caseId >= m_ids.front()
                                  ? static_cast<std::size_t>(caseId - m_ids.front())
                                  : m_sorted;
    if (guess < m_sorted && m_ids[guess] == caseId) {
        return static_cast<Row>(guess);
    }
    const auto end = m_ids.begin() + static_cast<std::ptrdiff_t>(std::min(guess, m_sorted));
    if (const auto found = std::lower_bound(m_ids.begin(), end, caseId);
        found != end && *found == caseId) {
        return static_cast<Row>(found - m_ids.begin());
    }
    const auto later = m_later.find(caseId);
    return later != m_later.end() ? std::optional(later->second) : std::nullopt;
}

std::vector<VectorIndex::Row> VectorIndex::rowsFor(const VectorQuery& query) const {
    std::vector<Row> rows;
    rows.reserve(query.allowed == nullptr ? m_alive : 0);
    for (Row row = 0; row < m_ids.size(); ++row) {
        if (m_there[row] && passes(query.allowed, m_ids[row])) {
            rows.push_back(row);
        }
    }
    return rows;
}

/// Enough of them that the nearest are among them; all where that is no more to read.
std::vector<VectorIndex::Row> VectorIndex::nearestByCode(std::span<const float> query,
                                                         std::vector<Row> rows) const {
    const std::size_t wanted = m_codes->candidates(m_alive);
    if (rows.size() <= 2 * wanted) {
        return rows;
    }
    const VectorCode code = m_codes->encode(query);
    std::vector<std::uint8_t> bits(rows.size());
    std::array<std::size_t, 130> counts{};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        bits[i] = static_cast<std::uint8_t>(differingBits(code, m_code[rows[i]]));
        ++counts[bits[i]];
    }
    std::size_t most = 0; // bits in which a candidate may differ
    for (std::size_t sum = counts[0]; sum < wanted; sum += counts[++most]) {
    }
    std::vector<Row> candidates;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (bits[i] <= most) {
            candidates.push_back(rows[i]);
        }
    }
    return candidates;
}

/// By row; of other rows anything.
std::vector<float> VectorIndex::cosinesOfRows(std::span<const float> query,
                                              const std::vector<Row>& rows) const {
    if (rows.size() * scanShare >= m_rows.size()) {
        return dotProducts(query, m_rows);
    }
    std::vector<float> cosines(m_rows.size());
    inParts(rows.size(), [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            cosines[rows[i]] = dotProduct(query.data(), m_rows.row(rows[i]), m_rows.dimension());
        }
    });
    return cosines;
}

void VectorIndex::addMeasured(const VectorQuery& query, const std::vector<float>& cosines,
                              std::vector<NearCase>& cases) const {
    if (query.measured.empty()) {
        return;
    }
    PlacesByCase there;
    for (const NearCase& near : cases) {
        there.of(near.caseId) = 1;
    }
    for (const std::int64_t id : query.measured) {
        const auto row = there.find(id) == 0 ? rowOf(id) : std::nullopt;
        if (row && m_there[*row] && passes(query.allowed, id)) {
            cases.push_back({id, cosines[*row], 0});
        }
    }
}

Result<Nearest> VectorIndex::search(const VectorQuery& query) const {
    Nearest found;
    if (m_alive == 0) {
        return found;
    }
    if (query.vector.size() != m_rows.dimension() || !isSane(query.vector)) {
        return fail(ErrorCode::BadInput, "The query's vector is not one of the active model.");
    }
    std::vector<Row> rows = rowsFor(query);
    found.compared = rows.size();
    const bool nearlyAll = rows.size() * 10 >= m_alive * 9; // the codes were tried on all
    if (!query.exact && query.also.empty() && query.measured.empty() && nearlyAll && codes() != nullptr) {
        rows = nearestByCode(query.vector, std::move(rows));
        found.byCodes = rows.size() < found.compared;
    }
    const std::vector<float> cosines = cosinesOfRows(query.vector, rows);
    VectorOrder order(std::move(rows), cosines, m_ids);
    std::vector<std::size_t> places(std::min(query.k, order.size()));
    std::iota(places.begin(), places.end(), 0);
    for (const std::int64_t id : query.also) {
        if (const auto row = rowOf(id); row && m_there[*row] && passes(query.allowed, id)) {
            places.push_back(order.placeOf(*row));
        }
    }
    std::ranges::sort(places);
    places.erase(std::ranges::unique(places).begin(), places.end());
    for (const std::size_t place : places) {
        const Row row = order.at(place);
        found.cases.push_back({m_ids[row], cosines[row], static_cast<int>(place) + 1});
    }
    addMeasured(query, cosines, found.cases);
    return found;
}

std::vector<double> VectorIndex::sampledCosines(std::span<const float> query,
                                                std::size_t most) const {
    std::vector<double> cosines;
    if (query.size() != m_rows.dimension() || most == 0) {
        return cosines;
    }
    const std::size_t step = std::max<std::size_t>((m_ids.size() + most - 1) / most, 1);
    for (std::size_t row = 0; row < m_ids.size(); row += step) {
        if (m_there[row]) {
            cosines.push_back(dotProduct(query.data(), m_rows.row(row), m_rows.dimension()));
        }
    }
    return cosines;
}

std::span<const float> VectorIndex::vectorOf(std::int64_t caseId) const {
    const auto row = rowOf(caseId);
    return row && m_there[*row] ? m_rows[*row] : std::span<const float>();
}

std::string VectorIndex::unusable() const {
    if (m_bad.empty()) {
        return {};
    }
    const std::string count = std::to_string(m_bad.size());
    return (m_bad.size() == 1 ? "One case has a vector" : count + " cases have vectors") +
           std::string(
               " that cannot be searched: not finite, or not as long as the others. Embed ") +
           (m_bad.size() == 1 ? "it" : "them") + " again.";
}

std::size_t VectorIndex::bytes() const {
    return m_rows.bytes() + m_ids.capacity() * sizeof(std::int64_t) + m_there.capacity() / 8 +
           m_code.capacity() * sizeof(VectorCode) +
           m_later.size() * (sizeof(std::int64_t) + sizeof(Row) + 2 * sizeof(void*));
}

} // namespace bolus
