#include "viewer/LayerCut.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "viewer/CutGrid.h"
#include "viewer/VolumeSampler.h"

namespace bolus {

namespace {

constexpr float none = std::numeric_limits<float>::quiet_NaN();
/// One slice of it, not yet combined with others.
std::vector<float> cutOnce(const LayerSource& source, const SliceStack& grid, double position) {
    const int columns = grid.columns;
    std::vector<float> cut(static_cast<std::size_t>(columns) * static_cast<std::size_t>(grid.rows));
    const VolumeSampler values(*source.values);
    const IndexGrid places(*source.values, PointGrid(source.map.get(), grid, position));
    std::optional<VolumeSampler> minuend;
    std::optional<IndexGrid> minuendPlaces;
    if (source.minuend) {
        minuend.emplace(*source.minuend);
        minuendPlaces.emplace(*source.minuend, PointGrid(nullptr, grid, position));
    }
    inBands(grid.rows, [&](int from, int to) {
        for (int row = from; row < to; ++row) {
            float* pixel = &cut[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns)];
            places.alongRow(row, [&](int c, const Vec3& at) {
                pixel[c] = source.nearest ? values.nearest(at) : values.linear(at);
            });
            if (minuend) {
                minuendPlaces->alongRow(
                    row, [&](int c, const Vec3& at) { pixel[c] = minuend->linear(at) - pixel[c]; });
            }
        }
    });
    return cut;
}

/// What has no value in one slice of a slab is told by the others.
void combine(std::vector<float>& so, const std::vector<float>& more, Slab::Mode mode,
             std::vector<int>& counts) {
    for (std::size_t i = 0; i < so.size(); ++i) {
        if (std::isnan(more[i])) {
            continue;
        }
        ++counts[i];
        so[i] = std::isnan(so[i])              ? more[i]
                : mode == Slab::Mode::Largest  ? std::max(so[i], more[i])
                : mode == Slab::Mode::Smallest ? std::min(so[i], more[i])
                                               : so[i] + more[i];
    }
}

bool isWithin(const Vec3& index, const std::array<std::size_t, 3>& size) {
    for (std::size_t i = 0; i < 3; ++i) {
        if (!(index[i] >= -0.5 && index[i] < static_cast<double>(size[i]) - 0.5)) {
            return false;
        }
    }
    return true;
}

Vec3 mapped(const LayerSource& source, const Vec3& point) {
    return source.map ? (*source.map)(point) : point;
}

} // namespace

ValueCut::ValueCut(LayerSource source, const SliceStack& grid, double position, const Slab& slab)
    : SteppedCut(grid, position, slab, (source.minuend ? 2 : 1) + (source.map ? 1 : 0)),
      m_source(std::move(source)),
      m_all(static_cast<std::size_t>(grid.columns) * static_cast<std::size_t>(grid.rows), none),
      m_counts(m_all.size(), 0) {}

void ValueCut::add(double position) {
    combine(m_all, cutOnce(m_source, grid(), position), slab().mode, m_counts);
}

std::vector<float> ValueCut::take() {
    if (slab().mode == Slab::Mode::Mean) {
        for (std::size_t i = 0; i < m_all.size(); ++i) {
            m_all[i] /= static_cast<float>(std::max(m_counts[i], 1));
        }
    }
    return std::move(m_all);
}

std::vector<float> cutValues(const LayerSource& source, const SliceStack& grid, double position,
                             const Slab& slab) {
    ValueCut cut(source, grid, position, slab);
    return finished(cut);
}

std::optional<LayerSample> sampleLayer(const LayerSource& source, const Vec3& point) {
    Vec3 at = point;
    LayerSample sample;
    if (source.minuend) {
        const VolumeGeometry geometry = VolumeGeometry::of(*source.minuend);
        Vec3 index = geometry.indexFromPatient(point);
        sample.minuend = VolumeSampler(*source.minuend).nearest(index);
        for (double& i : index) {
            i = std::floor(i + 0.5);
        }
        at = geometry.patientFromIndex(index);
    }
    const VolumeSampler values(*source.values);
    const Vec3 index = VolumeGeometry::of(*source.values).indexFromPatient(mapped(source, at));
    const double value = source.nearest ? values.nearest(index) : values.linear(index);
    if (source.minuend) {
        sample.subtrahend = value;
    }
    sample.value = source.minuend ? sample.minuend - value : value;
    return std::isfinite(sample.value) ? std::optional(sample) : std::nullopt;
}

bool overlaps(const LayerSource& source, const VolumeGeometry& picture) {
    constexpr int parts = 16;
    const VolumeGeometry values = VolumeGeometry::of(*source.values);
    const auto along = [&](std::size_t axis, int part) {
        return (static_cast<double>(picture.size[axis]) - 1) * part / parts;
    };
    for (int k = 0; k <= parts; ++k) {
        for (int j = 0; j <= parts; ++j) {
            for (int i = 0; i <= parts; ++i) {
                const Vec3 point =
                    picture.patientFromIndex({along(0, i), along(1, j), along(2, k)});
                if (isWithin(values.indexFromPatient(mapped(source, point)), values.size)) {
                    return true;
                }
            }
        }
    }
    return false;
}

} // namespace bolus
