#include "library/search/VectorCodes.h"

#include <algorithm>
#include <array>
#include <random>
#include <thread>

#include <Eigen/Dense>

#include "library/search/VectorScan.h"

namespace bolus {

namespace {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr std::size_t mostBits = 128, fewestBits = 32;
constexpr std::size_t taughtBy = 8192; // vectors
constexpr int turns = 30;              // of ITQ; the paper's 50 gain nothing more
constexpr std::size_t triedOn = 64;    // vectors, half to choose and half to measure
constexpr std::size_t nearest = 10;
constexpr double chosenRecall = 0.995; // when choosing, to reach wantedRecall when measuring

/// `count` of the usable rows, evenly spread; `shift` of 0 … 1 lies between those of shift 0.
std::vector<std::uint32_t> spread(std::span<const std::uint32_t> usable, std::size_t count,
                                  double shift) {
    std::vector<std::uint32_t> rows;
    count = std::min(count, usable.size());
    for (std::size_t i = 0; i < count; ++i) {
        const double at = (static_cast<double>(i) + shift) * static_cast<double>(usable.size()) /
                          static_cast<double>(count);
        rows.push_back(usable[std::min(static_cast<std::size_t>(at), usable.size() - 1)]);
    }
    return rows;
}

Matrix matrixOf(const VectorRows& rows, std::span<const std::uint32_t> chosen) {
    Matrix values(chosen.size(), rows.dimension());
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        std::ranges::copy(rows[chosen[i]], values.row(static_cast<Eigen::Index>(i)).data());
    }
    return values;
}

/// dimension × bits: the directions of most variance.
Matrix mainDirections(const Matrix& centred, Eigen::Index bits) {
    const Matrix covariance = centred.transpose() * centred;
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXf> solved(covariance);
    return solved.eigenvectors().rightCols(bits);
}

Matrix randomRotation(Eigen::Index bits) {
    std::mt19937 random(1); // the same codes from the same vectors
    std::normal_distribution<float> normal;
    Eigen::MatrixXf values(bits, bits);
    for (Eigen::Index i = 0; i < values.size(); ++i) {
        values.data()[i] = normal(random);
    }
    return Eigen::MatrixXf(Eigen::HouseholderQR<Eigen::MatrixXf>(values).householderQ());
}

/// Turns the projections so that they come nearest to the corners of a cube: section 3.2 of the
/// paper, the orthogonal Procrustes problem in each turn.
Matrix bestRotation(const Matrix& projected) {
    Matrix rotation = randomRotation(projected.cols());
    for (int turn = 0; turn < turns; ++turn) {
        const Matrix signs =
            (projected * rotation).unaryExpr([](float v) { return v < 0 ? -1.0F : 1.0F; });
        const Eigen::MatrixXf product = signs.transpose() * projected;
        const Eigen::BDCSVD<Eigen::MatrixXf> solved(product,
                                                    Eigen::ComputeFullU | Eigen::ComputeFullV);
        rotation = solved.matrixV() * solved.matrixU().transpose();
    }
    return rotation;
}

/// Of the ten nearest to one vector, itself left out: how many candidates reach each.
std::vector<std::size_t> candidatesNeeded(const VectorRows& rows,
                                          std::span<const std::uint32_t> usable,
                                          std::span<const VectorCode> codes, std::uint32_t query) {
    const std::vector<float> cosines = dotProducts(rows[query], rows);
    std::vector<std::uint32_t> best(usable.begin(), usable.end());
    std::erase(best, query);
    const auto last = best.begin() + static_cast<std::ptrdiff_t>(std::min(nearest, best.size()));
    std::partial_sort(best.begin(), last, best.end(),
                      [&](std::uint32_t a, std::uint32_t b) { return cosines[a] > cosines[b]; });
    std::array<std::size_t, mostBits + 2> below{}; // how many differ in fewer bits
    for (const std::uint32_t row : usable) {
        ++below[static_cast<std::size_t>(differingBits(codes[query], codes[row])) + 1];
    }
    for (std::size_t bits = 1; bits < below.size(); ++bits) {
        below[bits] += below[bits - 1];
    }
    std::vector<std::size_t> needed;
    for (auto row = best.begin(); row != last; ++row) {
        needed.push_back(below[static_cast<std::size_t>(differingBits(codes[query], codes[*row]))] +
                         1);
    }
    return needed;
}

double shareWithin(const std::vector<std::size_t>& needed, std::size_t candidates) {
    const auto within = std::ranges::count_if(needed, [&](auto n) { return n <= candidates; });
    return needed.empty() ? 0 : static_cast<double>(within) / static_cast<double>(needed.size());
}

} // namespace

std::unique_ptr<VectorCodes> VectorCodes::learn(const VectorRows& rows,
                                                std::span<const std::uint32_t> usable) {
    const std::size_t bits = std::min(mostBits, rows.dimension());
    if (bits < fewestBits || usable.size() < 4 * bits) {
        return nullptr;
    }
    Matrix sample = matrixOf(rows, spread(usable, taughtBy, 0));
    const Eigen::RowVectorXf mean = sample.colwise().mean();
    sample.rowwise() -= mean;
    const Matrix directions = mainDirections(sample, static_cast<Eigen::Index>(bits));
    const Matrix turned = directions * bestRotation(sample * directions);
    std::unique_ptr<VectorCodes> codes(new VectorCodes);
    codes->m_dimension = rows.dimension();
    codes->m_vectors = usable.size();
    const Matrix byBit = turned.transpose();
    codes->m_directions.assign(byBit.data(), byBit.data() + byBit.size());
    const Eigen::RowVectorXf offsets = mean * turned;
    codes->m_offsets.assign(offsets.data(), offsets.data() + offsets.size());
    codes->chooseCandidates(rows, usable);
    return codes;
}

void VectorCodes::chooseCandidates(const VectorRows& rows, std::span<const std::uint32_t> usable) {
    const std::vector<VectorCode> codes = encodeAll(rows);
    std::vector<std::size_t> choosing, measuring;
    for (std::size_t i = 0; const std::uint32_t query : spread(usable, triedOn, 0.37)) {
        const auto needed = candidatesNeeded(rows, usable, codes, query);
        auto& half = i++ % 2 == 0 ? choosing : measuring;
        half.insert(half.end(), needed.begin(), needed.end());
    }
    std::ranges::sort(choosing);
    const auto place =
        static_cast<std::size_t>(chosenRecall * static_cast<double>(choosing.size()));
    m_candidates = std::max<std::size_t>(choosing[std::min(place, choosing.size() - 1)], 1000);
    while (shareWithin(measuring, m_candidates) < wantedRecall) {
        m_candidates += m_candidates / 2;
    }
    m_recall = shareWithin(measuring, m_candidates);
}

VectorCode VectorCodes::encode(std::span<const float> vector) const {
    std::array<float, mostBits> values{};
    dotsOf(vector.data(), m_directions.data(), m_offsets.size(), m_dimension, values.data());
    VectorCode code;
    for (std::size_t bit = 0; bit < m_offsets.size(); ++bit) {
        const std::uint64_t one = values[bit] > m_offsets[bit] ? 1 : 0;
        (bit < 64 ? code.low : code.high) |= one << bit % 64;
    }
    return code;
}

std::vector<VectorCode> VectorCodes::encodeAll(const VectorRows& rows) const {
    std::vector<VectorCode> codes(rows.size());
    inParts(rows.size(), [&](std::size_t begin, std::size_t end) {
        for (std::size_t row = begin; row < end; ++row) {
            codes[row] = encode(rows[row]);
        }
    });
    return codes;
}

std::size_t VectorCodes::candidates(std::size_t vectors) const {
    return m_candidates * std::max(vectors, m_vectors) / std::max<std::size_t>(m_vectors, 1);
}

} // namespace bolus
