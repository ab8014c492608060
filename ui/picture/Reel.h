// Which of a row of pictures comes next while they are played.
#pragma once

#include <cstdint>

namespace bolus {

class Reel {
public:
    enum class Way { Forward, Backward, BackAndForth };

    /// Of `count` pictures, from 0; starts on `first`.
    Reel(int count, Way way, int first);

    /// The picture after so many more; the row begins anew at its end, or is gone back through.
    int advance(std::int64_t steps);
    int count() const { return m_count; }

private:
    int m_count;
    Way m_way;
    std::int64_t m_at; // along the whole round
};

} // namespace bolus
