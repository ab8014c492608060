// 128 bits a vector that stand for it in a first look through many.
#pragma once

#include <bit>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "library/search/VectorRows.h"

namespace bolus {

struct VectorCode {
    std::uint64_t low = 0, high = 0;
};

inline int differingBits(const VectorCode& a, const VectorCode& b) {
    return std::popcount(a.low ^ b.low) + std::popcount(a.high ^ b.high);
}

/// Codes that are learned from a library's own vectors: principal components, turned so that their
/// signs lose least (ITQ: Gong & Lazebnik, CVPR 2011).
class VectorCodes {
public:
    static constexpr double wantedRecall = 0.99;

    /// From a sample of these rows; then tries on others how many candidates the ten nearest need.
    /// Null: too few rows, or too short, to learn from.
    static std::unique_ptr<VectorCodes> learn(const VectorRows& rows,
                                              std::span<const std::uint32_t> usable);
    /// Null: there is no such file, or it is damaged, or of another model.
    static std::unique_ptr<VectorCodes> load(const std::filesystem::path& file,
                                             const std::string& modelHash, std::size_t dimension);
    /// Whole or not at all, also where the power goes. False: it could not be written.
    bool save(const std::filesystem::path& file, const std::string& modelHash) const;

    VectorCode encode(std::span<const float> vector) const;
    /// By row.
    std::vector<VectorCode> encodeAll(const VectorRows& rows) const;
    /// Whether reading that many in disorder is less than reading all.
    bool pays(std::size_t vectors) const { return candidates(vectors) <= vectors / 8; }
    /// How many vectors nearest by code are to be compared exactly, of so many.
    std::size_t candidates(std::size_t vectors) const;
    /// Of the ten nearest, those that are found: on vectors that neither taught the codes nor chose
    /// the number of candidates.
    double recall() const { return m_recall; }
    std::size_t learnedFrom() const { return m_vectors; } // how many there were then

private:
    VectorCodes() = default;
    void chooseCandidates(const VectorRows& rows, std::span<const std::uint32_t> usable);

    std::size_t m_dimension = 0, m_vectors = 0, m_candidates = 0;
    double m_recall = 0;
    std::vector<float> m_directions; // bits × dimension
    std::vector<float> m_offsets;    // by bit: the mean vector's value
};

} // namespace bolus
