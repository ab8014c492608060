// Puts many cosines in order, but only as far as somebody asks.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace bolus {

/// Of some rows, each with a finite cosine and an id: highest first, equal ones by id. Dealt into
/// buckets once; a bucket is sorted when a rank in it is asked for.
class VectorOrder {
public:
    /// `cosines` and `ids` are by row, and must outlive this.
    VectorOrder(std::vector<std::uint32_t> rows, std::span<const float> cosines,
                std::span<const std::int64_t> ids);
    std::size_t size() const { return m_rows.size(); }
    std::uint32_t at(std::size_t place);    // from 0
    std::size_t placeOf(std::uint32_t row); // one of the rows

private:
    struct Entry {
        float cosine = 0;
        std::uint32_t row = 0;
    };
    bool before(const Entry& a, const Entry& b) const;
    std::size_t bucketOf(float cosine) const;
    void sortBucket(std::size_t bucket);

    std::span<const float> m_cosines;
    std::span<const std::int64_t> m_ids;
    float m_highest = 0, m_scale = 0;
    std::vector<Entry> m_rows;           // dealt
    std::vector<std::uint32_t> m_starts; // of the buckets, and the end
    std::vector<bool> m_sorted;
};

} // namespace bolus
