#include "engine/phantom/Canvas.h"

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

void Canvas::fillTube(const Tube& points, Label label, const Over& over) {
    for (std::size_t i = 1; i < points.size(); ++i) {
        const TubePoint &a = points[i - 1], &b = points[i];
        fill(
            around(Tube{a, b}, 0), 0, [&](Vec p) { return capsule(p, a, b); }, label, over);
    }
}

Canvas::Span Canvas::span(std::size_t axis, float low, float high, float latticeMm) const {
    const float origin = axis == 0   ? m_grid.origin.x
                         : axis == 1 ? m_grid.origin.y
                                     : m_grid.origin.z;
    const float spacing = axis == 0   ? m_grid.spacing.x
                          : axis == 1 ? m_grid.spacing.y
                                      : m_grid.spacing.z;
    const auto last = static_cast<float>(m_grid.size[axis] - 1);
    Span s;
    s.first = static_cast<int>(std::clamp(std::ceil((low - origin) / spacing), 0.0F, last + 1));
    s.last = static_cast<int>(std::clamp(std::floor((high - origin) / spacing), -1.0F, last));
    s.step = std::max(1, static_cast<int>(latticeMm / spacing));
    if (s.last >= s.first) {
        s.nodes = (s.last - s.first + s.step - 1) / s.step + 1;
    }
    return s;
}

bool Canvas::interpolateRow(const Span& x, const Span& y, int row) {
    const int node = (row - y.first) / y.step;
    const int next = std::min(node + 1, y.nodes - 1);
    const float part =
        static_cast<float>(row - y.first - node * y.step) / static_cast<float>(y.step);
    const auto width = static_cast<std::size_t>(x.nodes);
    const float* a = m_nodes.data() + static_cast<std::size_t>(node) * width;
    const float* b = m_nodes.data() + static_cast<std::size_t>(next) * width;
    m_row.resize(width);
    bool any = false;
    for (std::size_t i = 0; i < width; ++i) {
        m_row[i] = a[i] + part * (b[i] - a[i]);
        any |= m_row[i] < 0;
    }
    return any;
}

} // namespace bolus::phantom
