#include "viewer/SlabProjection.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "viewer/CutGrid.h"

namespace bolus {

namespace {

using Mode = Slab::Mode;

template<typename T>
struct Voxels {
    explicit Voxels(vtkImageData& image, const NoValue& none)
        : first(static_cast<const T*>(image.GetScalarPointer())), low(static_cast<T>(none.low)),
          high(static_cast<T>(none.high)) {
        image.GetDimensions(size.data());
        stride = {1, size[0], std::ptrdiff_t(size[0]) * size[1]};
    }
    bool counts(T value) const { return value < low || value > high; }

    const T* first;
    T low, high;
    std::array<int, 3> size{};
    std::array<std::ptrdiff_t, 3> stride{};
};

/// What a row of pixels has gathered so far.
template<typename V>
struct Row {
    std::vector<V> best;
    std::vector<double> sum;
    std::vector<int> count;

    void clear(Mode mode, int columns) {
        const auto n = static_cast<std::size_t>(columns);
        const bool smallest = mode == Mode::Smallest;
        best.assign(n, smallest ? std::numeric_limits<V>::max() : std::numeric_limits<V>::lowest());
        sum.assign(mode == Mode::Mean ? n : 0, 0);
        count.assign(n, 0);
    }
    double result(Mode mode, std::size_t c, double outside) const {
        return count[c] == 0 ? outside : mode == Mode::Mean ? sum[c] / count[c] : double(best[c]);
    }
};

/// `at` and `counts` are inlined: with a running pointer the compiler makes vector code of it.
template<Mode mode, typename V, typename At, typename Counts>
void gatherAs(Row<V>& row, At at, Counts counts) {
    const std::size_t columns = row.count.size();
    for (std::size_t c = 0; c < columns; ++c) {
        const V value = at(c);
        const bool does = counts(value);
        row.count[c] += does;
        if constexpr (mode == Mode::Mean) {
            row.sum[c] += does ? double(value) : 0.0;
        } else {
            const V best = row.best[c];
            const bool better = mode == Mode::Largest ? value > best : value < best;
            row.best[c] = does && better ? value : best;
        }
    }
}

template<typename V, typename At, typename Counts>
void gather(Mode mode, Row<V>& row, At at, Counts counts) {
    switch (mode) {
    case Mode::Largest:
        return gatherAs<Mode::Largest>(row, at, counts);
    case Mode::Smallest:
        return gatherAs<Mode::Smallest>(row, at, counts);
    case Mode::Mean:
    case Mode::Off:
        return gatherAs<Mode::Mean>(row, at, counts);
    }
}

/// Pixel (column, row) of slice s is at base + column·perColumn + row·perRow + s·perSlice, as
/// index.
struct Steps {
    Vec3 base{}, perColumn{}, perRow{}, perSlice{};

    explicit Steps(const SlabCut& cut) {
        const auto& m = cut.indexFromPlane;
        for (std::size_t i = 0; i < 3; ++i) {
            perColumn[i] = m[4 * i] * cut.columnStep;
            perRow[i] = m[4 * i + 1] * cut.rowStep;
            perSlice[i] = m[4 * i + 2] * cut.step;
            const double first = -cut.step * (cut.slices / 2);
            base[i] = m[4 * i] * cut.left + m[4 * i + 1] * cut.bottom + m[4 * i + 2] * first +
                      m[4 * i + 3];
        }
    }
};

/// Voxels met by going along one axis of the picture, where that runs along one of the volume's: as
/// offsets in memory; below 0 outside the volume. Empty where it does not run so.
std::vector<std::ptrdiff_t> alongAxis(const Steps& steps, const Vec3& step, int count,
                                      const std::array<int, 3>& size,
                                      const std::array<std::ptrdiff_t, 3>& stride) {
    constexpr double hair = 1e-6; // of a voxel, over the whole picture
    std::size_t axis = 0;
    for (std::size_t i = 1; i < 3; ++i) {
        axis = std::abs(step[i]) > std::abs(step[axis]) ? i : axis;
    }
    for (std::size_t i = 0; i < 3; ++i) {
        if (i != axis && std::abs(step[i]) * count > hair) {
            return {};
        }
    }
    std::vector<std::ptrdiff_t> offsets;
    for (int n = 0; n < count; ++n) {
        const double at = std::floor(steps.base[axis] + n * step[axis] + 0.5);
        const bool inside = at >= 0 && at < size[axis];
        offsets.push_back(inside ? static_cast<std::ptrdiff_t>(at) * stride[axis] : -1);
    }
    return offsets;
}

/// The short way: every axis of the picture runs along one of the volume, nothing is blended.
struct AlignedGrid {
    std::vector<std::ptrdiff_t> columns, rows, slices;
    bool isUsable = false, runs = false; // runs: pixels of a row are neighbours in memory

    template<typename T>
    AlignedGrid(const SlabCut& cut, const Voxels<T>& voxels) {
        const Steps steps(cut);
        columns = alongAxis(steps, steps.perColumn, cut.columns, voxels.size, voxels.stride);
        rows = alongAxis(steps, steps.perRow, cut.rows, voxels.size, voxels.stride);
        slices = alongAxis(steps, steps.perSlice, cut.slices, voxels.size, voxels.stride);
        isUsable = !cut.interpolate && !columns.empty() && !rows.empty() && !slices.empty() &&
                   std::ranges::find(columns, -1) == columns.end();
        runs = isUsable && columns.back() - columns.front() == cut.columns - 1;
    }
};

template<typename T>
void gatherAligned(const AlignedGrid& grid, const Voxels<T>& voxels, Mode mode, int rowIndex,
                   Row<T>& row) {
    const auto counts = [&voxels](T value) { return voxels.counts(value); };
    const std::ptrdiff_t down = grid.rows[static_cast<std::size_t>(rowIndex)];
    for (const std::ptrdiff_t deep : grid.slices) {
        if (down < 0 || deep < 0) {
            continue;
        }
        const T* line = voxels.first + down + deep;
        if (grid.runs) {
            line += grid.columns.front();
            gather(
                mode, row, [line](std::size_t c) { return line[c]; }, counts);
        } else {
            const std::ptrdiff_t* across = grid.columns.data();
            gather(
                mode, row, [=](std::size_t c) { return line[across[c]]; }, counts);
        }
    }
}

/// The value at a place between voxels; NaN outside, and where the nearest voxel has none. As in a
/// single slice the outermost half voxel is held constant. Neighbours without a value leave the
/// blend to the others.
template<typename T>
double sample(const Voxels<T>& voxels, const Vec3& index, bool blend) {
    constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
    std::array<std::ptrdiff_t, 3> near{}, low{}, high{};
    Vec3 share{};
    for (std::size_t i = 0; i < 3; ++i) {
        const double nearest = std::floor(index[i] + 0.5);
        if (!(nearest >= 0 && nearest < voxels.size[i])) {
            return nothing;
        }
        const double at = std::clamp(index[i], 0.0, voxels.size[i] - 1.0);
        const int below = static_cast<int>(at);
        near[i] = static_cast<std::ptrdiff_t>(nearest) * voxels.stride[i];
        low[i] = below * voxels.stride[i];
        high[i] = std::min(below + 1, voxels.size[i] - 1) * voxels.stride[i];
        share[i] = at - below;
    }
    const T own = voxels.first[near[0] + near[1] + near[2]];
    if (!voxels.counts(own) || !blend) {
        return voxels.counts(own) ? double(own) : nothing;
    }
    double sum = 0, weights = 0;
    for (unsigned corner = 0; corner < 8; ++corner) {
        const bool x = corner & 1, y = corner & 2, z = corner & 4;
        const double weight = (x ? share[0] : 1 - share[0]) * (y ? share[1] : 1 - share[1]) *
                              (z ? share[2] : 1 - share[2]);
        const T value =
            voxels.first[(x ? high[0] : low[0]) + (y ? high[1] : low[1]) + (z ? high[2] : low[2])];
        const double counted = voxels.counts(value) ? weight : 0;
        weights += counted;
        sum += counted * double(value);
    }
    return sum / weights;
}

/// Pixels of a row from `begin` to before `end`, all of whose neighbours lie within the volume.
struct Inner {
    std::size_t begin = 0, end = 0;

    Inner(const Vec3& start, const Vec3& step, int columns, const std::array<int, 3>& size) {
        double first = 0, last = columns - 1;
        for (std::size_t i = 0; i < 3; ++i) {
            const double low = hair - start[i], high = size[i] - 1 - hair - start[i];
            if (std::abs(step[i]) < 1e-12) {
                last = low <= 0 && high >= 0 ? last : -1;
            } else {
                first = std::max(first, (step[i] > 0 ? low : high) / step[i]);
                last = std::min(last, (step[i] > 0 ? high : low) / step[i]);
            }
        }
        if (first <= last) {
            begin = static_cast<std::size_t>(std::ceil(first));
            end = static_cast<std::size_t>(std::floor(last)) + 1;
        }
    }
    static constexpr double hair = 1e-9; // of a voxel: rounding does not lead out of the volume
};

/// The blend of eight neighbours that lie within the volume; NaN where one has no value.
template<typename T>
double blendOf(const Voxels<T>& voxels, const Vec3& index) {
    const int i = static_cast<int>(index[0]), j = static_cast<int>(index[1]),
              k = static_cast<int>(index[2]);
    const double x = index[0] - i, y = index[1] - j, z = index[2] - k;
    const std::ptrdiff_t row = voxels.stride[1], slice = voxels.stride[2];
    const T* at = voxels.first + i + j * row + k * slice;
    const std::array<T, 8> v{at[0],     at[1],         at[row],         at[row + 1],
                             at[slice], at[slice + 1], at[slice + row], at[slice + row + 1]};
    bool all = true;
    for (const T value : v) {
        all &= voxels.counts(value);
    }
    const auto mix = [](double a, double b, double share) { return a + share * (b - a); };
    const double low = mix(mix(v[0], v[1], x), mix(v[2], v[3], x), y);
    const double high = mix(mix(v[4], v[5], x), mix(v[6], v[7], x), y);
    return all ? mix(low, high, z) : std::numeric_limits<double>::quiet_NaN();
}

template<typename T>
void gatherAnyhow(const SlabCut& cut, const Voxels<T>& voxels, int rowIndex, Row<double>& row) {
    const Steps steps(cut);
    for (int s = 0; s < cut.slices; ++s) {
        const Vec3 start =
            steps.base + double(rowIndex) * steps.perRow + double(s) * steps.perSlice;
        const Inner inner(start, steps.perColumn, cut.columns, voxels.size);
        const auto at = [&](std::size_t c) {
            const Vec3 index = start + double(c) * steps.perColumn;
            const bool quick = cut.interpolate && c >= inner.begin && c < inner.end;
            const double blend = quick ? blendOf(voxels, index) : NAN;
            return blend == blend ? blend : sample(voxels, index, cut.interpolate);
        };
        gather(cut.mode, row, at, [](double value) { return value == value; });
    }
}

struct Rows {
    int begin, end;
};

template<typename T, typename V, typename Gather>
void project(const SlabCut& cut, const Rows& rows, double outside, vtkImageData& picture,
             Gather gatherRow) {
    T* pixels = static_cast<T*>(picture.GetScalarPointer());
    inBands(rows.end - rows.begin, [&, pixels](int begin, int end) {
        Row<V> row;
        for (int r = rows.begin + begin; r < rows.begin + end; ++r) {
            row.clear(cut.mode, cut.columns);
            gatherRow(r, row);
            T* pixel = pixels + std::ptrdiff_t(r) * cut.columns;
            for (std::size_t c = 0; c < row.count.size(); ++c) {
                const double value = row.result(cut.mode, c, outside);
                pixel[c] = static_cast<T>(std::is_integral_v<T> ? std::round(value) : value);
            }
        }
    });
}

template<typename T>
void projectFrom(vtkImageData& image, const SlabCut& cut, const Rows& rows, const NoValue& none,
                 vtkImageData& picture) {
    const Voxels<T> voxels(image, none);
    const AlignedGrid grid(cut, voxels);
    if (grid.isUsable) {
        project<T, T>(cut, rows, none.outside, picture,
                      [&](int r, Row<T>& row) { gatherAligned(grid, voxels, cut.mode, r, row); });
    } else {
        project<T, double>(cut, rows, none.outside, picture,
                           [&](int r, Row<double>& row) { gatherAnyhow(cut, voxels, r, row); });
    }
}

} // namespace

void projectRows(vtkImageData& voxels, const SlabCut& cut, const NoValue& none, int begin, int end,
                 vtkImageData& picture) {
    if (begin == 0) {
        picture.SetExtent(0, cut.columns - 1, 0, cut.rows - 1, 0, 0);
        picture.SetOrigin(cut.left, cut.bottom, 0);
        picture.SetSpacing(cut.columnStep, cut.rowStep, cut.step);
        picture.AllocateScalars(voxels.GetScalarType(), 1);
    }
    const Rows rows{begin, end};
    if (voxels.GetScalarType() == VTK_SHORT) {
        projectFrom<short>(voxels, cut, rows, none, picture);
    } else {
        projectFrom<float>(voxels, cut, rows, none, picture);
    }
    picture.Modified();
}

void projectSlab(vtkImageData& voxels, const SlabCut& cut, const NoValue& none,
                 vtkImageData& picture) {
    projectRows(voxels, cut, none, 0, cut.rows, picture);
}

} // namespace bolus
