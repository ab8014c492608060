#include "engine/phantom/Fields.h"

namespace bolus::phantom {

Bounds around(const Tube& tube, float margin) {
    Bounds bounds{{HUGE_VALF, HUGE_VALF, HUGE_VALF}, {-HUGE_VALF, -HUGE_VALF, -HUGE_VALF}};
    for (const TubePoint& point : tube) {
        const float reach = point.radius + margin;
        const Vec low = point.at - Vec{reach, reach, reach},
                  high = point.at + Vec{reach, reach, reach};
        bounds.low = {std::min(bounds.low.x, low.x), std::min(bounds.low.y, low.y),
                      std::min(bounds.low.z, low.z)};
        bounds.high = {std::max(bounds.high.x, high.x), std::max(bounds.high.y, high.y),
                       std::max(bounds.high.z, high.z)};
    }
    return bounds;
}

Span spanOf(float origin, float spacing, int lowest, int highest, float low, float high,
            float latticeMm) {
    const auto least = static_cast<float>(lowest), most = static_cast<float>(highest);
    Span s;
    s.first = static_cast<int>(std::clamp(std::ceil((low - origin) / spacing), least, most + 1));
    s.last = static_cast<int>(std::clamp(std::floor((high - origin) / spacing), least - 1, most));
    s.step = std::max(1, static_cast<int>(latticeMm / spacing));
    if (s.last >= s.first) {
        s.nodes = (s.last - s.first + s.step - 1) / s.step + 1;
    }
    return s;
}

void FieldPlane::resize(const Span& x, const Span& y) {
    values.resize(static_cast<std::size_t>(x.nodes) * static_cast<std::size_t>(y.nodes));
    rows.resize(static_cast<std::size_t>(y.nodes));
}

void FieldPlane::findNegative(int width) {
    empty = true;
    const float* value = values.data();
    for (Reach& row : rows) {
        int first = 0, last = width - 1;
        while (first < width && value[first] >= 0) {
            ++first;
        }
        while (last > first && value[last] >= 0) {
            --last;
        }
        row = first < width ? Reach{first, last} : Reach{width, -1};
        empty = empty && first == width;
        value += width;
    }
}

void FieldPlane::blend(const FieldPlane& a, const FieldPlane& b, float part, int width) {
    values.resize(a.values.size());
    rows.resize(a.rows.size());
    const float *from = a.values.data(), *to = b.values.data();
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = from[i] + part * (to[i] - from[i]);
    }
    findNegative(width);
}

FieldStore::Entry FieldStore::emptyEntry(const Bounds& bounds, float latticeMm) const {
    const auto extra = [&](float spacing) {
        return static_cast<int>(std::ceil(m_reach / spacing)) + 1;
    };
    const int rows = extra(m_grid.spacing.y), slices = extra(m_grid.spacing.z);
    Entry entry;
    entry.x = spanOf(m_grid.origin.x, m_grid.spacing.x, 0, m_grid.size[0] - 1, bounds.low.x,
                     bounds.high.x, latticeMm);
    entry.y = spanOf(m_grid.origin.y, m_grid.spacing.y, -rows, m_grid.size[1] - 1 + rows,
                     bounds.low.y, bounds.high.y, latticeMm);
    const float low = bounds.low.z - m_grid.spacing.z, high = bounds.high.z + m_grid.spacing.z;
    const Span z = spanOf(m_grid.origin.z, m_grid.spacing.z, -slices, m_grid.size[2] - 1 + slices,
                          low, high, 0);
    entry.firstPlane = z.first;
    entry.planes.resize(entry.x.nodes > 0 && entry.y.nodes > 0
                            ? static_cast<std::size_t>(std::max(z.last - z.first + 1, 0))
                            : 0);
    return entry;
}

} // namespace bolus::phantom
