#include "viewer/SegmentCut.h"

#include <algorithm>
#include <cmath>

#include "viewer/CutGrid.h"
#include "viewer/VolumeSampler.h"

namespace bolus {

namespace {

bool isSegment(const SceneLayer& layer) {
    return layer.style.solid && layer.source.values && layer.source.nearest &&
           !layer.source.minuend;
}

} // namespace

bool areTogether(const SceneLayer& a, const SceneLayer& b) {
    return isSegment(a) && isSegment(b) && a.group == b.group && a.source.map == b.source.map;
}

std::array<std::uint8_t, 4> colorOf(const LayerStyle& style) {
    const Rgb rgb = style.solid.value_or(Rgb{});
    const double alpha = 255 * std::clamp(style.opacity, 0.0, 1.0);
    return {rgb[0], rgb[1], rgb[2], static_cast<std::uint8_t>(std::lround(alpha))};
}

SegmentCut::SegmentCut(std::vector<SceneLayer> segments, const SliceStack& grid, double position,
                       const Slab& slab)
    : SteppedCut(grid, position, slab, slab.mode == Slab::Mode::Off ? 1 : 4), // they overlap
      m_shown(static_cast<std::size_t>(grid.columns) * static_cast<std::size_t>(grid.rows), 0) {
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const LayerStyle& style = segments[i].style;
        if (!style.visible || colorOf(style)[3] == 0) {
            continue;
        }
        Segment segment{std::move(segments[i]), {}, static_cast<float>(i + 1)};
        for (std::size_t place = 1; place < segment.shows.size(); ++place) { // at 0 is nothing
            segment.shows[place] = static_cast<double>(place) / 255 >= style.threshold;
        }
        m_segments.push_back(std::move(segment));
    }
}

void SegmentCut::add(double position) {
    if (m_segments.empty()) {
        return;
    }
    const PointGrid points(m_segments.front().layer.source.map.get(), grid(), position);
    for (const Segment& segment : m_segments) {
        mark(segment, points);
    }
}

void SegmentCut::mark(const Segment& segment, const PointGrid& points) {
    const Volume& volume = *segment.layer.source.values;
    const IndexGrid places(volume, points);
    const VolumeSampler values(volume);
    const double low = segment.layer.style.low;
    const double scale = 255 / std::max(segment.layer.style.high - low, 1e-30);
    const auto markRow = [&](int row, int tile) {
        float* pixel = &m_shown[static_cast<std::size_t>(row) * std::size_t(grid().columns)];
        places.alongTile(row, tile, [&](int c, const Vec3& at) {
            const double value = values.nearest(at);
            const double place = std::clamp((value - low) * scale, 0.0, 255.0) + 0.5;
            const bool shows = value == value && segment.shows[static_cast<std::size_t>(place)];
            pixel[c] = shows ? std::max(pixel[c], segment.number) : pixel[c];
        });
    };
    for (int first = 0; first < grid().rows; first += IndexGrid::step) {
        const int end = std::min(first + IndexGrid::step, grid().rows);
        for (int tile = 0; tile < places.tiles(); ++tile) {
            const bool meets = places.meets(first, tile, volume.size());
            for (int row = first; meets && row < end; ++row) {
                markRow(row, tile);
            }
        }
    }
}

} // namespace bolus
