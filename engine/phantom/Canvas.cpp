#include "engine/phantom/Canvas.h"

namespace bolus::phantom {

Canvas::Canvas(const Grid& grid, std::vector<Label>& labels, FieldStore* store)
    : m_grid(grid), m_labels(labels), m_store(store) {
    if (store != nullptr) {
        const Vec moved = (store->grid().origin - grid.origin) / grid.spacing;
        m_movedRows = moved.y;
        m_movedSlices = moved.z;
    }
}

void Canvas::fillTube(const Tube& points, Label label, const Over& over) {
    for (std::size_t i = 1; i < points.size(); ++i) {
        const TubePoint &a = points[i - 1], &b = points[i];
        fill(
            around(Tube{a, b}, 0), 0, [&](Vec p) { return capsule(p, a, b); }, label, over);
    }
}

Span Canvas::span(std::size_t axis, const Bounds& bounds, float latticeMm) const {
    const auto along = [&](Vec v) { return axis == 0 ? v.x : axis == 1 ? v.y : v.z; };
    return spanOf(along(m_grid.origin), along(m_grid.spacing), 0, m_grid.size[axis] - 1,
                  along(bounds.low), along(bounds.high), latticeMm);
}

bool Canvas::blendStored(const FieldStore::Entry& entry, int k) {
    const float at = static_cast<float>(k - entry.firstPlane) - m_movedSlices;
    const float whole = std::floor(at);
    const int below = static_cast<int>(whole), count = static_cast<int>(entry.planes.size());
    if (below < 0 || below >= count) {
        return false;
    }
    const FieldPlane& a = entry.planes[static_cast<std::size_t>(below)];
    const FieldPlane& b = entry.planes[static_cast<std::size_t>(std::min(below + 1, count - 1))];
    if (a.empty && b.empty) {
        return false;
    }
    m_plane.blend(a, b, at - whole, entry.x.nodes);
    return true;
}

FieldPlane::Reach Canvas::interpolateRow(const Span& x, const Span& y, float row) {
    const float at = row / static_cast<float>(y.step);
    const int node = std::min(static_cast<int>(at), y.nodes - 1);
    const int next = std::min(node + 1, y.nodes - 1);
    const float part = at - static_cast<float>(node);
    const FieldPlane::Reach ra = m_plane.rows[static_cast<std::size_t>(node)],
                            rb = m_plane.rows[static_cast<std::size_t>(next)];
    // One node more to the left: the field may cross zero before the first negative node.
    const FieldPlane::Reach reach{std::max(std::min(ra.first, rb.first) - 1, 0),
                                  std::max(ra.last, rb.last)};
    m_row.resize(static_cast<std::size_t>(x.nodes));
    const auto width = static_cast<std::size_t>(x.nodes);
    const float* a = m_plane.values.data() + static_cast<std::size_t>(node) * width;
    const float* b = m_plane.values.data() + static_cast<std::size_t>(next) * width;
    const int end = std::min(reach.last + 1, x.nodes - 1);
    for (int i = reach.first; i <= end; ++i) {
        const auto n = static_cast<std::size_t>(i);
        m_row[n] = a[n] + part * (b[n] - a[n]);
    }
    return reach;
}

} // namespace bolus::phantom
