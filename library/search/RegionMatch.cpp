#include "library/search/RegionMatch.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <Eigen/Dense>

namespace bolus {

namespace {

constexpr std::size_t mostCells = 16; // of a region: larger ones by their heaviest
constexpr int fewestForAverage = 8;   // candidates
constexpr float shrinkage = 0.05F;    // of the mean variance, with very many candidates
constexpr float candidatesToTrust = 20;

using Matrix = Eigen::MatrixXf; // a column a cell
using ConstColumns = Eigen::Map<const Matrix>;

struct Step {
    int d = 0, h = 0, w = 0;
    int length() const { return d * d + h * h + w * w; }
};

/// The same place first, then its neighbours by distance: of equal matches the nearest counts.
std::vector<Step> steps() {
    std::vector<Step> all;
    for (int d = -1; d <= 1; ++d) {
        for (int h = -1; h <= 1; ++h) {
            for (int w = -1; w <= 1; ++w) {
                all.push_back({d, h, w});
            }
        }
    }
    std::ranges::stable_sort(all, {}, &Step::length);
    return all;
}

/// −1: outside the grid.
int moved(int cell, const Step& step) {
    const int d = cell / (gridSize[1] * gridSize[2]) + step.d;
    const int h = cell / gridSize[2] % gridSize[1] + step.h;
    const int w = cell % gridSize[2] + step.w;
    const bool inside =
        d >= 0 && h >= 0 && w >= 0 && d < gridSize[0] && h < gridSize[1] && w < gridSize[2];
    return inside ? (d * gridSize[1] + h) * gridSize[2] + w : -1;
}

/// The region's cells, and all to which a step may take them.
struct Window {
    std::vector<CellWeight> region;
    std::vector<int> cells;             // of the region first, in its order
    std::map<int, Eigen::Index> column; // of a cell, among them

    explicit Window(std::vector<CellWeight> of) : region(std::move(of)) {
        region.resize(std::min(region.size(), mostCells));
        for (const Step& step : steps()) {
            for (const CellWeight& one : region) {
                const int cell = moved(one.cell, step);
                if (cell >= 0 && column.try_emplace(cell, cells.size()).second) {
                    cells.push_back(cell);
                }
            }
        }
    }
    Eigen::Index size() const { return static_cast<Eigen::Index>(cells.size()); }
    Eigen::Index regionSize() const { return static_cast<Eigen::Index>(region.size()); }
};

/// The tokens of one phase in the window's cells.
Matrix tokensIn(const Window& window, const CaseTokens& tokens, std::size_t phase) {
    Matrix columns(static_cast<Eigen::Index>(tokens.width), window.size());
    for (Eigen::Index i = 0; i < window.size(); ++i) {
        const auto token = tokens.token(
            phase, static_cast<std::size_t>(window.cells[static_cast<std::size_t>(i)]));
        columns.col(i) = ConstColumns(token.data(), columns.rows(), 1);
    }
    return columns;
}

/// What candidates have at a place, and how they differ there, of one phase. Counted from the
/// query's own tokens, so that sums of squares keep their digits.
class UsualThere {
public:
    explicit UsualThere(Matrix query)
        : m_query(std::move(query)), m_sum(Matrix::Zero(m_query.rows(), m_query.cols())) {}

    void add(const Matrix& candidate, Eigen::Index regionSize) {
        const Matrix difference = candidate - m_query;
        m_sum += difference;
        if (m_squares.size() == 0) {
            m_squares = Matrix::Zero(m_query.rows(), m_query.rows());
        }
        m_squares.selfadjointView<Eigen::Lower>().rankUpdate(difference.leftCols(regionSize));
        ++m_count;
    }

    /// After the last add().
    void finish(Eigen::Index regionSize) {
        if (m_count < fewestForAverage) {
            m_mean = Matrix::Zero(m_query.rows(), m_query.cols());
            return;
        }
        const auto count = static_cast<float>(m_count);
        const Matrix shift = m_sum / count;
        m_mean = m_query + shift;
        Matrix covariance = m_squares.selfadjointView<Eigen::Lower>();
        covariance /= count * static_cast<float>(regionSize);
        const Matrix means = shift.leftCols(regionSize);
        covariance -= means * means.transpose() / static_cast<float>(regionSize);
        const float variance = covariance.trace() / static_cast<float>(covariance.rows());
        if (!(variance > 0)) {
            return; // all alike
        }
        const float own = std::max(shrinkage, candidatesToTrust / count);
        covariance.diagonal().array() += own * variance;
        m_factor.compute(covariance);
        m_hasFactor = m_factor.info() == Eigen::Success;
    }

    /// Columns of length 1, or 0 where nothing differs from what is usual.
    Matrix unusual(const Matrix& tokens) const {
        Matrix rest = tokens - m_mean;
        if (m_hasFactor) {
            m_factor.matrixL().solveInPlace(rest);
        }
        for (Eigen::Index i = 0; i < rest.cols(); ++i) {
            const float length = rest.col(i).norm();
            rest.col(i) /= length > 1e-12F ? length : 1;
        }
        return rest;
    }
    const Matrix& query() const { return m_query; }

private:
    Matrix m_query, m_sum, m_squares, m_mean;
    Eigen::LLT<Matrix> m_factor;
    bool m_hasFactor = false;
    int m_count = 0;
};

/// Which phase of the candidate goes with each of the query's: the k-th of a kind with the k-th.
std::vector<std::optional<std::size_t>> pairsOf(const std::vector<Phase>& query,
                                                const std::vector<Phase>& candidate) {
    std::vector<std::optional<std::size_t>> pairs;
    std::vector<bool> taken(candidate.size());
    for (const Phase phase : query) {
        std::size_t i = 0;
        while (i < candidate.size() && (taken[i] || candidate[i] != phase)) {
            ++i;
        }
        const bool found = i < candidate.size();
        pairs.push_back(found ? std::optional(i) : std::nullopt);
        if (found) {
            taken[i] = true;
        }
    }
    return pairs;
}

class Comparison {
public:
    Comparison(const CaseTokens& query, const Sphere& region, std::vector<CellWeight> cells)
        : m_query(query), m_region(region), m_window(std::move(cells)) {
        for (std::size_t phase = 0; phase < query.phases.size(); ++phase) {
            m_usual.emplace_back(tokensIn(m_window, query, phase));
        }
    }

    Result<RegionRanking> rank(std::span<const std::int64_t> candidates,
                               const TokensOfCase& tokensOf) {
        RegionRanking ranking;
        std::vector<std::int64_t> comparable;
        for (const std::int64_t id : candidates) {
            const auto tokens = tokensOf(id);
            if (!tokens) {
                return std::unexpected(tokens.error());
            }
            if (*tokens && (*tokens)->width != m_query.width) {
                return fail(ErrorCode::BadInput, "The cases' cells are of different models.");
            }
            (!*tokens          ? ranking.withoutTokens
             : learn(**tokens) ? comparable
                               : ranking.withoutPhases)
                .push_back(id);
        }
        for (UsualThere& usual : m_usual) {
            usual.finish(m_window.regionSize());
            m_wanted.push_back(usual.unusual(usual.query()).leftCols(m_window.regionSize()));
        }
        for (const std::int64_t id : comparable) {
            const auto tokens = tokensOf(id);
            if (!tokens) {
                return std::unexpected(tokens.error());
            }
            if (*tokens) { // it was there a moment ago
                ranking.matches.push_back(match(id, **tokens));
            }
        }
        std::ranges::sort(ranking.matches, [](const RegionMatch& a, const RegionMatch& b) {
            return a.similarity != b.similarity ? a.similarity > b.similarity : a.caseId < b.caseId;
        });
        return ranking;
    }

private:
    /// False: no phase in common.
    bool learn(const CaseTokens& candidate) {
        const auto pairs = pairsOf(m_query.phases, candidate.phases);
        bool any = false;
        for (std::size_t phase = 0; phase < pairs.size(); ++phase) {
            if (pairs[phase]) {
                m_usual[phase].add(tokensIn(m_window, candidate, *pairs[phase]),
                                   m_window.regionSize());
                any = true;
            }
        }
        return any;
    }

    RegionMatch match(std::int64_t id, const CaseTokens& candidate) const {
        RegionMatch best{id, -2, {}, {}};
        Matrix cosines = Matrix::Zero(m_window.regionSize(), m_window.size());
        const auto pairs = pairsOf(m_query.phases, candidate.phases);
        for (std::size_t phase = 0; phase < pairs.size(); ++phase) {
            if (pairs[phase]) {
                cosines += m_wanted[phase].transpose() *
                           m_usual[phase].unusual(tokensIn(m_window, candidate, *pairs[phase]));
                best.phases.push_back(m_query.phases[phase]);
            }
        }
        cosines /= static_cast<float>(best.phases.size());
        for (const Step& step : m_steps) {
            const auto similarity = similarityAt(step, cosines);
            if (similarity && *similarity > best.similarity) {
                best.similarity = *similarity;
                best.place = placeAt(step, candidate.box);
            }
        }
        return best;
    }

    /// Of the region's cells that are in the grid after this step; none where less than half is.
    std::optional<double> similarityAt(const Step& step, const Matrix& cosines) const {
        double sum = 0, inside = 0;
        for (std::size_t i = 0; i < m_window.region.size(); ++i) {
            const CellWeight& cell = m_window.region[i];
            if (const int to = moved(cell.cell, step); to >= 0) {
                sum += cell.weight * cosines(static_cast<Eigen::Index>(i), m_window.column.at(to));
                inside += cell.weight;
            }
        }
        return 2 * inside >= m_regionWeight ? std::optional(sum / inside) : std::nullopt;
    }

    Sphere placeAt(const Step& step, const Box& box) const {
        auto cells = cellsFromPoint(m_query.box, m_region.centre);
        cells[0] += step.w;
        cells[1] += step.h;
        cells[2] += step.d;
        return {pointFromCells(box, cells), m_region.radius};
    }

    double regionWeight() const {
        double sum = 0;
        for (const CellWeight& cell : m_window.region) {
            sum += cell.weight;
        }
        return sum;
    }

    const CaseTokens& m_query;
    const Sphere& m_region;
    const Window m_window;
    const double m_regionWeight = regionWeight();
    const std::vector<Step> m_steps = steps();
    std::vector<UsualThere> m_usual; // of each of the query's phases
    std::vector<Matrix> m_wanted;    // what is unusual in the query's region
};

} // namespace

Result<RegionRanking> rankByRegion(const CaseTokens& query, const Sphere& region,
                                   std::span<const std::int64_t> candidates,
                                   const TokensOfCase& tokensOf) {
    auto cells = cellsOf(query.box, region);
    if (!cells) {
        return std::unexpected(cells.error());
    }
    return Comparison(query, region, std::move(*cells)).rank(candidates, tokensOf);
}

} // namespace bolus
