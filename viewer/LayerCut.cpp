#include "viewer/LayerCut.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <thread>

#include "viewer/VolumeSampler.h"

namespace bolus {

namespace {

constexpr float none = std::numeric_limits<float>::quiet_NaN();
constexpr int step = 16; // pixels between places that are mapped one by one

Vec3 applied(const std::array<double, 16>& m, const Vec3& p) {
    Vec3 to;
    for (std::size_t r = 0; r < 3; ++r) {
        to[r] = m[4 * r] * p[0] + m[4 * r + 1] * p[1] + m[4 * r + 2] * p[2] + m[4 * r + 3];
    }
    return to;
}

Vec3 between(const Vec3& a, const Vec3& b, double share) {
    return a + share * (b - a);
}

/// Where the pixels of a grid lie in a volume, as indices: mapped at every 16th pixel each way,
/// linear between, which is exact for rigid maps.
class IndexGrid {
public:
    IndexGrid(const Volume& volume, const PointMap* map, const SliceStack& grid, double position)
        : m_across((grid.columns - 1) / step + 2) {
        const auto indexFromPatient = VolumeGeometry::of(volume).indexMatrix();
        const int up = (grid.rows - 1) / step + 2;
        for (int j = 0; j < up; ++j) {
            for (int i = 0; i < m_across; ++i) {
                const Vec3 point = (grid.left + i * step * grid.columnStep) * grid.frame.right +
                                   (grid.bottom + j * step * grid.rowStep) * grid.frame.up +
                                   position * grid.frame.next;
                m_nodes.push_back(
                    applied(indexFromPatient, map != nullptr ? (*map)(point) : point));
            }
        }
    }

    template<typename Take>
    void alongRow(int row, int columns, const Take& take) const {
        const std::size_t first = static_cast<std::size_t>(row / step * m_across);
        const double up = (row % step) / double(step);
        const auto node = [&](std::size_t i) {
            return between(m_nodes[first + i],
                           m_nodes[first + i + static_cast<std::size_t>(m_across)], up);
        };
        Vec3 left = node(0), right = left;
        for (int c = 0; c < columns; ++c) {
            if (c % step == 0) {
                left = c == 0 ? left : right;
                right = node(static_cast<std::size_t>(c / step) + 1);
            }
            take(c, between(left, right, (c % step) / double(step)));
        }
    }

private:
    int m_across;
    std::vector<Vec3> m_nodes;
};

/// Bands of rows on threads of their own, as many as there are cores (at most 8). VTK 9.1's own
/// vtkSMPTools does not compile as C++20.
template<typename Work>
void inBands(int rows, const Work& work) {
    const int bands = static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, 8U));
    std::vector<std::jthread> others;
    for (int band = 1; band < bands; ++band) {
        others.emplace_back(work, rows * band / bands, rows * (band + 1) / bands);
    }
    work(0, rows / bands);
}

/// One slice of it, not yet combined with others.
std::vector<float> cutOnce(const LayerSource& source, const SliceStack& grid, double position) {
    const int columns = grid.columns;
    std::vector<float> cut(static_cast<std::size_t>(columns) * static_cast<std::size_t>(grid.rows));
    const VolumeSampler values(*source.values);
    const IndexGrid places(*source.values, source.map.get(), grid, position);
    std::optional<VolumeSampler> minuend;
    std::optional<IndexGrid> minuendPlaces;
    if (source.minuend) {
        minuend.emplace(*source.minuend);
        minuendPlaces.emplace(*source.minuend, nullptr, grid, position);
    }
    inBands(grid.rows, [&](int from, int to) {
        for (int row = from; row < to; ++row) {
            float* pixel = &cut[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns)];
            places.alongRow(row, columns, [&](int c, const Vec3& at) {
                pixel[c] = source.nearest ? values.nearest(at) : values.linear(at);
            });
            if (minuend) {
                minuendPlaces->alongRow(row, columns, [&](int c, const Vec3& at) {
                    pixel[c] = minuend->linear(at) - pixel[c];
                });
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

std::vector<float> cutValues(const LayerSource& source, const SliceStack& grid, double position,
                             const Slab& slab) {
    if (slab.mode == Slab::Mode::Off) {
        return cutOnce(source, grid, position);
    }
    const int each = slicesWithin(slab, grid.step) / 2;
    const std::size_t pixels =
        static_cast<std::size_t>(grid.columns) * static_cast<std::size_t>(grid.rows);
    std::vector<float> all(pixels, none);
    std::vector<int> counts(pixels, 0);
    const int here = static_cast<int>(std::lround((position - grid.first) / grid.step));
    for (int slice = -each; slice <= each; ++slice) {
        if (!grid.contains(here + slice)) {
            continue; // the picture has none there
        }
        combine(all, cutOnce(source, grid, position + slice * grid.step), slab.mode, counts);
    }
    if (slab.mode == Slab::Mode::Mean) {
        for (std::size_t i = 0; i < pixels; ++i) {
            all[i] /= static_cast<float>(std::max(counts[i], 1));
        }
    }
    return all;
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
