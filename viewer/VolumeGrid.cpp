#include "viewer/VolumeGrid.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <variant>
#include <vector>

namespace bolus {

namespace {

using Size = std::array<std::size_t, 3>;
using Cell = std::uint16_t;

constexpr double outerAir = -500; // HU: between air and fat

bool isHounsfield(const LoadedVolume& volume) {
    return volume.volume.unit == "HU";
}

std::array<double, 2> rangeOf(const LoadedVolume& volume) {
    const auto [columns, rows, slices] = volume.volume.size();
    std::array<double, 2> range{std::numeric_limits<double>::max(),
                                std::numeric_limits<double>::lowest()};
    for (std::size_t k = 0; k < slices; ++k) {
        for (std::size_t j = 0; j < rows; ++j) {
            for (std::size_t i = 0; i < columns; ++i) {
                if (volume.volume.hasValueAt(i, j, k)) {
                    const double value = volume.volume.valueAt(i, j, k);
                    range = {std::min(range[0], value), std::max(range[1], value)};
                }
            }
        }
    }
    return range;
}

Size sizeAt(const VolumeGeometry& geometry, double spacing) {
    Size size{};
    for (std::size_t i = 0; i < 3; ++i) {
        const double shrink = std::min(1.0, geometry.spacing[i] / spacing);
        const double count = std::floor(static_cast<double>(geometry.size[i]) * shrink);
        size[i] = std::max<std::size_t>(2, static_cast<std::size_t>(count));
    }
    return size;
}

std::size_t voxels(const Size& size) {
    return size[0] * size[1] * size[2];
}

Size sizeWithin(const VolumeGeometry& geometry, std::size_t most) {
    if (voxels(geometry.size) <= most) {
        return geometry.size;
    }
    double fine = *std::ranges::min_element(geometry.spacing), coarse = fine;
    while (voxels(sizeAt(geometry, coarse)) > std::max<std::size_t>(most, 8)) {
        coarse *= 2;
    }
    for (int i = 0; i < 40; ++i) {
        const double middle = (fine + coarse) / 2;
        (voxels(sizeAt(geometry, middle)) > most ? fine : coarse) = middle;
    }
    return sizeAt(geometry, coarse);
}

double determinant(const VolumeGeometry& geometry) {
    return dot(cross(geometry.axis(0), geometry.axis(1)), geometry.axis(2));
}

/// Of the smaller grid. Left-handed axes would show a mirror image to what shades by normals: there
/// the slices are counted from the other end.
VolumeGeometry gridGeometry(const VolumeGeometry& from, const Size& size) {
    VolumeGeometry grid = from;
    const bool flip = determinant(from) < 0;
    Vec3 first{};
    for (std::size_t i = 0; i < 3; ++i) {
        const double factor = static_cast<double>(from.size[i]) / static_cast<double>(size[i]);
        first[i] = (factor - 1) / 2;
        grid.spacing[i] = from.spacing[i] * factor;
    }
    first[2] = flip ? static_cast<double>(from.size[2]) - 1 - first[2] : first[2];
    grid.origin = from.patientFromIndex(first);
    grid.size = size;
    for (std::size_t i = 2; flip && i < 9; i += 3) {
        grid.direction[i] = -grid.direction[i];
    }
    return grid;
}

/// What one voxel of the grid covers along an axis of the volume, and how much of each.
struct Footprint {
    std::size_t first = 0;
    std::vector<float> shares; // their sum is 1
};

std::vector<Footprint> footprints(std::size_t from, std::size_t to) {
    std::vector<Footprint> result(to);
    const double factor = static_cast<double>(from) / static_cast<double>(to);
    for (std::size_t i = 0; i < to; ++i) {
        const double begin = static_cast<double>(i) * factor, end = begin + factor;
        result[i].first = std::min(from - 1, static_cast<std::size_t>(begin + 1e-9));
        for (std::size_t j = result[i].first; j < from && static_cast<double>(j) < end - 1e-9;
             ++j) {
            const double at = static_cast<double>(j);
            result[i].shares.push_back(
                static_cast<float>((std::min(end, at + 1) - std::max(begin, at)) / factor));
        }
    }
    return result;
}

/// Means over boxes of a volume's values, as indices of the scale.
template<typename Pixel>
class Shrinking {
public:
    Shrinking(const Pixel* from, const Size& size, const Size& to, const GridScale& scale)
        : m_from(from), m_size(size), m_to(to), m_columns(footprints(size[0], to[0])),
          m_rows(footprints(size[1], to[1])), m_slices(footprints(size[2], to[2])),
          m_low(static_cast<float>(scale.low)), m_perStep(static_cast<float>(1 / scale.step)),
          m_values(size[0]), m_lines(size[1] * to[0]), m_plane(to[0] * to[1]) {}

    void slice(std::size_t k, Cell* out) {
        std::vector<float> sum(m_plane.size(), 0);
        for (std::size_t n = 0; n < m_slices[k].shares.size(); ++n) {
            shrinkSlice(m_slices[k].first + n);
            const float share = m_slices[k].shares[n];
            std::ranges::transform(sum, m_plane, sum.begin(),
                                   [share](float s, float p) { return s + share * p; });
        }
        std::ranges::transform(sum, out,
                               [](float value) { return static_cast<Cell>(value + 0.5F); });
    }

private:
    void shrinkSlice(std::size_t slice) {
        if (m_sliceOfPlane == slice) {
            return; // the neighbour ended in it
        }
        m_sliceOfPlane = slice;
        const Pixel* row = m_from + slice * m_size[0] * m_size[1];
        for (std::size_t j = 0; j < m_size[1]; ++j, row += m_size[0]) {
            shrinkRow(row, m_lines.data() + j * m_to[0]);
        }
        std::ranges::fill(m_plane, 0.0F);
        for (std::size_t j = 0; j < m_to[1]; ++j) {
            for (std::size_t n = 0; n < m_rows[j].shares.size(); ++n) {
                const float* line = m_lines.data() + (m_rows[j].first + n) * m_to[0];
                float* sum = m_plane.data() + j * m_to[0];
                for (std::size_t i = 0; i < m_to[0]; ++i) {
                    sum[i] += m_rows[j].shares[n] * line[i];
                }
            }
        }
    }

    void shrinkRow(const Pixel* row, float* line) {
        for (std::size_t i = 0; i < m_size[0]; ++i) {
            m_values[i] = std::clamp((static_cast<float>(row[i]) - m_low) * m_perStep, 0.0F,
                                     static_cast<float>(GridScale::top));
        }
        for (std::size_t i = 0; i < m_to[0]; ++i) {
            const Footprint& covered = m_columns[i];
            line[i] = std::inner_product(
                covered.shares.begin(), covered.shares.end(),
                m_values.begin() + static_cast<std::ptrdiff_t>(covered.first), 0.0F);
        }
    }

    const Pixel* m_from;
    const Size m_size, m_to;
    const std::vector<Footprint> m_columns, m_rows, m_slices;
    const float m_low, m_perStep;
    std::vector<float> m_values, m_lines, m_plane;
    std::optional<std::size_t> m_sliceOfPlane;
};

template<typename Pixel>
bool shrink(const Pixel* from, const Size& size, VolumeGrid& grid, bool flip,
            const std::stop_token& stop) {
    const Size& to = grid.geometry.size;
    Shrinking<Pixel> shrinking(from, size, to, grid.scale);
    auto* cells = static_cast<Cell*>(grid.image->GetScalarPointer());
    for (std::size_t k = 0; k < to[2]; ++k) {
        if (stop.stop_requested()) {
            return false;
        }
        shrinking.slice(k, cells + (flip ? to[2] - 1 - k : k) * to[0] * to[1]);
    }
    return true;
}

/// Makes bright what reaches the edge of a slice by values below `limit`, and what was never
/// scanned: the air around the patient, not the air in the lungs.
void brighten(Cell* slice, std::size_t columns, std::size_t rows, Cell limit) {
    std::vector<std::size_t> open;
    const auto visit = [&](std::size_t at) {
        if (slice[at] < limit) {
            slice[at] = GridScale::top;
            open.push_back(at);
        }
    };
    for (std::size_t i = 0; i < columns; ++i) {
        visit(i);
        visit(i + (rows - 1) * columns);
    }
    for (std::size_t j = 0; j < rows; ++j) {
        visit(j * columns);
        visit(j * columns + columns - 1);
    }
    while (!open.empty()) {
        const std::size_t at = open.back(), column = at % columns, row = at / columns;
        open.pop_back();
        column > 0 ? visit(at - 1) : void();
        column + 1 < columns ? visit(at + 1) : void();
        row > 0 ? visit(at - columns) : void();
        row + 1 < rows ? visit(at + columns) : void();
    }
    std::replace(slice, slice + columns * rows, Cell{0}, Cell{GridScale::top});
}

void brightenAround(VolumeGrid& grid, const LoadedVolume& volume) {
    const Window window = volume.automatic;
    const double limit = isHounsfield(volume) ? outerAir : window.level - 0.4 * window.window;
    const double index = std::clamp(grid.scale.indexOf(limit), 1.0, double(GridScale::top));
    const auto [columns, rows, slices] = grid.geometry.size;
    auto* cells = static_cast<Cell*>(grid.image->GetScalarPointer());
    for (std::size_t k = 0; k < slices; ++k) {
        brighten(cells + k * columns * rows, columns, rows, static_cast<Cell>(index));
    }
}

} // namespace

GridScale GridScale::of(const LoadedVolume& volume) {
    if (isHounsfield(volume)) {
        return {};
    }
    const auto [low, high] = rangeOf(volume);
    const double step = low < high ? (high - low) / top : 1.0 / top;
    const double first = low <= high ? low : 0;
    return volume.volume.inverted ? GridScale{first + top * step, -step} : GridScale{first, step};
}

std::shared_ptr<const VolumeGrid> VolumeGrid::make(const LoadedVolume& volume, std::size_t most,
                                                   GridBackground background,
                                                   const std::stop_token& stop) {
    const Size& size = volume.geometry.size;
    if (!volume.geometry.isUsable() || *std::ranges::min_element(size) < 2) {
        return nullptr;
    }
    auto grid = std::make_shared<VolumeGrid>();
    grid->scale = GridScale::of(volume);
    grid->geometry = gridGeometry(volume.geometry, sizeWithin(volume.geometry, most));
    grid->image = vtkSmartPointer<vtkImageData>::New();
    const auto& [columns, rows, slices] = grid->geometry.size;
    grid->image->SetDimensions(static_cast<int>(columns), static_cast<int>(rows),
                               static_cast<int>(slices));
    grid->image->SetSpacing(grid->geometry.spacing.data());
    grid->image->AllocateScalars(VTK_UNSIGNED_SHORT, 1);
    const bool flip = determinant(volume.geometry) < 0;
    const void* from = volume.picture->GetScalarPointer();
    const bool isShort = std::holds_alternative<ShortImage::Pointer>(volume.volume.image);
    const bool made = isShort ? shrink(static_cast<const short*>(from), size, *grid, flip, stop)
                              : shrink(static_cast<const float*>(from), size, *grid, flip, stop);
    if (made && background == GridBackground::Bright) {
        brightenAround(*grid, volume);
    }
    return made ? grid : nullptr;
}

double VolumeGrid::sample(const Vec3& patient) const {
    const Vec3 at = geometry.indexFromPatient(patient);
    Size first{};
    Vec3 share{};
    for (std::size_t i = 0; i < 3; ++i) {
        const double last = static_cast<double>(geometry.size[i]) - 1;
        if (!(at[i] >= 0 && at[i] <= last)) {
            return -1;
        }
        first[i] = static_cast<std::size_t>(std::min(at[i], last - 1));
        share[i] = at[i] - static_cast<double>(first[i]);
    }
    const auto* cells = static_cast<const Cell*>(image->GetScalarPointer());
    double value = 0;
    for (std::size_t corner = 0; corner < 8; ++corner) {
        double weight = 1;
        std::size_t place = 0, stride = 1;
        for (std::size_t i = 0; i < 3; stride *= geometry.size[i], ++i) {
            const std::size_t up = corner >> i & 1;
            weight *= up != 0 ? share[i] : 1 - share[i];
            place += (first[i] + up) * stride;
        }
        value += weight * cells[place];
    }
    return value;
}

} // namespace bolus
