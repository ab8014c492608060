// A number a case, looked up by case id without hashing: ids are given one after the other.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace bolus {

class PlacesByCase {
public:
    /// 0 until it is set. Valid until the next call.
    std::uint32_t& of(std::int64_t caseId) {
        const auto at = static_cast<std::size_t>(caseId);
        if (caseId < 0 || at >= mostInRow) {
            return m_others[caseId];
        }
        if (at >= m_places.size()) {
            m_places.resize(at + at / 2 + 64);
        }
        return m_places[at];
    }
    std::uint32_t find(std::int64_t caseId) const {
        const auto at = static_cast<std::size_t>(caseId);
        if (caseId >= 0 && at < m_places.size()) {
            return m_places[at];
        }
        const auto other = m_others.find(caseId);
        return other == m_others.end() ? 0 : other->second;
    }

private:
    static constexpr std::size_t mostInRow = std::size_t(1) << 25; // 128 MB
    std::vector<std::uint32_t> m_places;
    std::unordered_map<std::int64_t, std::uint32_t> m_others;
};

} // namespace bolus
