#include "library/search/VectorOrder.h"

#include <algorithm>
#include <cmath>

namespace bolus {

namespace {

constexpr std::size_t mostBuckets = 1 << 16;

} // namespace

VectorOrder::VectorOrder(std::vector<std::uint32_t> rows, std::span<const float> cosines,
                         std::span<const std::int64_t> ids)
    : m_cosines(cosines), m_ids(ids) {
    const std::size_t buckets = std::clamp<std::size_t>(rows.size() / 16, 1, mostBuckets);
    float lowest = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const float cosine = cosines[rows[i]];
        m_highest = i == 0 ? cosine : std::max(m_highest, cosine);
        lowest = i == 0 ? cosine : std::min(lowest, cosine);
    }
    const float width = m_highest - lowest;
    m_scale = width > 0 ? static_cast<float>(buckets - 1) / width : 0;
    m_scale = std::isfinite(m_scale) && std::isfinite(width * m_scale) ? m_scale : 0;
    m_starts.assign(buckets + 1, 0);
    for (const std::uint32_t row : rows) {
        ++m_starts[bucketOf(cosines[row]) + 1];
    }
    for (std::size_t b = 0; b < buckets; ++b) {
        m_starts[b + 1] += m_starts[b];
    }
    std::vector<std::uint32_t> next(m_starts.begin(), m_starts.end() - 1);
    m_rows.resize(rows.size());
    for (const std::uint32_t row : rows) {
        m_rows[next[bucketOf(cosines[row])]++] = {cosines[row], row};
    }
    m_sorted.assign(buckets, false);
}

bool VectorOrder::before(const Entry& a, const Entry& b) const {
    return a.cosine != b.cosine ? a.cosine > b.cosine : m_ids[a.row] < m_ids[b.row];
}

/// Never less for a lower cosine.
std::size_t VectorOrder::bucketOf(float cosine) const {
    const auto bucket = static_cast<std::size_t>((m_highest - cosine) * m_scale);
    return std::min(bucket, m_starts.size() - 2);
}

void VectorOrder::sortBucket(std::size_t bucket) {
    if (!m_sorted[bucket]) {
        std::sort(m_rows.begin() + m_starts[bucket], m_rows.begin() + m_starts[bucket + 1],
                  [this](const Entry& a, const Entry& b) { return before(a, b); });
        m_sorted[bucket] = true;
    }
}

std::uint32_t VectorOrder::at(std::size_t place) {
    const auto after = std::upper_bound(m_starts.begin(), m_starts.end(), place);
    sortBucket(static_cast<std::size_t>(after - m_starts.begin()) - 1);
    return m_rows[place].row;
}

std::size_t VectorOrder::placeOf(std::uint32_t row) {
    const std::size_t bucket = bucketOf(m_cosines[row]);
    sortBucket(bucket);
    const auto found =
        std::lower_bound(m_rows.begin() + m_starts[bucket], m_rows.begin() + m_starts[bucket + 1],
                         Entry{m_cosines[row], row},
                         [this](const Entry& a, const Entry& b) { return before(a, b); });
    return static_cast<std::size_t>(found - m_rows.begin());
}

} // namespace bolus
