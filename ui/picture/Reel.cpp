#include "ui/picture/Reel.h"

#include <algorithm>

namespace bolus {

Reel::Reel(int count, Way way, int first)
    : m_count(std::max(count, 1)), m_way(way), m_at(std::clamp(first, 0, m_count - 1)) {}

int Reel::advance(std::int64_t steps) {
    const bool turns = m_way == Way::BackAndForth;
    const std::int64_t round = turns ? std::max(2 * m_count - 2, 1) : m_count;
    m_at = ((m_at + (m_way == Way::Backward ? -steps : steps)) % round + round) % round;
    return static_cast<int>(m_at < m_count ? m_at : round - m_at);
}

} // namespace bolus
