#include "library/registration/CoarseVolume.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace bolus {

namespace {

constexpr std::array<double, 2> softTissueHu{-250, 350};
constexpr double bodyHu = -200;     // above it: body, not air
constexpr double bodyOfRange = 0.1; // of the range where values are no HU
constexpr std::size_t fewestCells = 4;
constexpr double mostCells = 1e6;
constexpr int rimCells = 1;
constexpr std::uint64_t seed = 20260101;

using Size = std::array<std::size_t, 3>;

std::size_t cellsOf(const Size& size) {
    return size[0] * size[1] * size[2];
}

/// How many voxels make a cell, each way.
Size factorsOf(const Volume& volume, double mm) {
    const auto size = volume.size();
    const auto spacing = volume.spacing();
    Size factors{};
    for (;; mm *= 1.25) {
        double cells = 1;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            factors[axis] = std::max<std::size_t>(
                1, static_cast<std::size_t>(std::lround(std::min(mm / spacing[axis], 1e6))));
            cells *= static_cast<double>(size[axis] / factors[axis]);
        }
        if (cells <= mostCells) {
            return factors;
        }
    }
}

FloatImage::Pointer emptyCells(const Volume& volume, const Size& factors, const Size& cells) {
    const auto& base = volume.base();
    auto image = FloatImage::New();
    FloatImage::SizeType size{{cells[0], cells[1], cells[2]}};
    image->SetRegions(FloatImage::RegionType(size));
    FloatImage::SpacingType spacing;
    itk::ContinuousIndex<double, 3> first;
    for (unsigned axis = 0; axis < 3; ++axis) {
        spacing[axis] = base.GetSpacing()[axis] * static_cast<double>(factors[axis]);
        first[axis] = (static_cast<double>(factors[axis]) - 1) / 2;
    }
    FloatImage::PointType origin;
    base.TransformContinuousIndexToPhysicalPoint(first, origin);
    image->SetSpacing(spacing);
    image->SetOrigin(origin);
    image->SetDirection(base.GetDirection());
    image->Allocate(true);
    return image;
}

struct Means {
    std::vector<double> sum;
    std::vector<std::uint32_t> count;
};

template<typename Image>
Means meansOf(const Image& image, const Volume& volume, const Size& factors, const Size& cells) {
    Means means{std::vector<double>(cellsOf(cells)), std::vector<std::uint32_t>(cellsOf(cells))};
    const auto size = volume.size();
    const auto* voxels = image.GetBufferPointer();
    for (std::size_t k = 0; k < cells[2] * factors[2]; ++k) {
        for (std::size_t j = 0; j < cells[1] * factors[1]; ++j) {
            const auto* row = voxels + (k * size[1] + j) * size[0];
            const std::size_t base = (k / factors[2] * cells[1] + j / factors[1]) * cells[0];
            for (std::size_t i = 0; i < cells[0] * factors[0]; ++i) {
                const auto value = static_cast<double>(row[i]);
                if (std::isfinite(value) && !volume.isPadding(value) && volume.isCovered(i, j, k)) {
                    means.sum[base + i / factors[0]] += value;
                    ++means.count[base + i / factors[0]];
                }
            }
        }
    }
    return means;
}

/// The 1st and 99th percentile of what was scanned.
std::array<double, 2> middleRange(const std::vector<double>& values) {
    std::vector<double> sorted = values;
    if (sorted.empty()) {
        return {0, 0};
    }
    std::ranges::sort(sorted);
    return {sorted[sorted.size() / 100], sorted[sorted.size() - 1 - sorted.size() / 100]};
}

class Body {
public:
    Body(const Size& size, std::vector<std::uint8_t> inside)
        : m_size(size), m_inside(std::move(inside)) {}

    /// The largest connected part, and the cells around it.
    std::vector<std::uint8_t> withRim() {
        keepLargest();
        for (int step = 0; step < rimCells; ++step) {
            const auto before = m_inside;
            for (std::size_t cell = 0; cell < before.size(); ++cell) {
                if (before[cell] != 0) {
                    eachNeighbour(cell, [&](std::size_t next) { m_inside[next] = 1; });
                }
            }
        }
        return m_inside;
    }

private:
    void eachNeighbour(std::size_t cell, const auto& visit) const {
        const std::array<std::size_t, 3> step{1, m_size[0], m_size[0] * m_size[1]};
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const std::size_t at = cell / step[axis] % m_size[axis];
            if (at > 0) {
                visit(cell - step[axis]);
            }
            if (at + 1 < m_size[axis]) {
                visit(cell + step[axis]);
            }
        }
    }
    void keepLargest() {
        std::vector<std::uint8_t> largest(m_inside.size());
        std::size_t most = 0;
        for (std::size_t cell = 0; cell < m_inside.size(); ++cell) {
            if (m_inside[cell] == 0) {
                continue;
            }
            std::vector<std::size_t> part{cell};
            m_inside[cell] = 0;
            for (std::size_t i = 0; i < part.size(); ++i) {
                eachNeighbour(part[i], [&](std::size_t next) {
                    if (m_inside[next] != 0) {
                        m_inside[next] = 0;
                        part.push_back(next);
                    }
                });
            }
            if (part.size() > most) {
                most = part.size();
                std::ranges::fill(largest, std::uint8_t{0});
                for (const std::size_t member : part) {
                    largest[member] = 1;
                }
            }
        }
        m_inside = std::move(largest);
    }

    Size m_size;
    std::vector<std::uint8_t> m_inside;
};

void findBody(CoarseVolume& coarse, double threshold) {
    const float* values = coarse.image->GetBufferPointer();
    std::vector<std::uint8_t> inside(coarse.scanned.size());
    for (std::size_t cell = 0; cell < inside.size(); ++cell) {
        inside[cell] = coarse.scanned[cell] != 0 && static_cast<double>(values[cell]) > threshold;
    }
    const auto body = Body(coarse.size(), std::move(inside)).withRim();
    Vec3 sum{};
    for (std::uint32_t cell = 0; cell < body.size(); ++cell) {
        if (body[cell] != 0 && coarse.scanned[cell] != 0) {
            coarse.body.push_back(cell);
            sum = sum + coarse.pointOf(cell);
        }
    }
    if (!coarse.body.empty()) {
        coarse.centre = (1 / static_cast<double>(coarse.body.size())) * sum;
    }
}

/// Clamped into the range; cells that were not scanned get its low end.
void setValues(CoarseVolume& coarse, const Means& means, bool isHu) {
    std::vector<double> scannedMeans;
    coarse.scanned.resize(means.count.size());
    for (std::size_t cell = 0; cell < means.count.size(); ++cell) {
        coarse.scanned[cell] = means.count[cell] > 0;
        if (means.count[cell] > 0) {
            scannedMeans.push_back(means.sum[cell] / means.count[cell]);
        }
    }
    coarse.range = isHu ? softTissueHu : middleRange(scannedMeans);
    float* out = coarse.image->GetBufferPointer();
    std::size_t next = 0;
    for (std::size_t cell = 0; cell < means.count.size(); ++cell) {
        const double value = coarse.scanned[cell] != 0 ? scannedMeans[next++] : coarse.range[0];
        out[cell] = static_cast<float>(std::clamp(value, coarse.range[0], coarse.range[1]));
    }
}

} // namespace

std::array<std::size_t, 3> CoarseVolume::size() const {
    const auto size = image->GetLargestPossibleRegion().GetSize();
    return {size[0], size[1], size[2]};
}

double CoarseVolume::spacing() const {
    const auto spacing = image->GetSpacing();
    return std::max({spacing[0], spacing[1], spacing[2]});
}

Vec3 CoarseVolume::pointOf(std::uint32_t cell) const {
    FloatImage::PointType point;
    image->TransformIndexToPhysicalPoint(image->ComputeIndex(cell), point);
    return {point[0], point[1], point[2]};
}

std::optional<double> CoarseVolume::at(const Vec3& point) const {
    const FloatImage::PointType place(point.data());
    itk::ContinuousIndex<double, 3> index;
    if (!image->TransformPhysicalPointToContinuousIndex(place, index)) {
        return std::nullopt;
    }
    const Size cells = size();
    const Size steps{1, cells[0], cells[0] * cells[1]};
    std::size_t first = 0;
    std::array<double, 3> rest{};
    for (unsigned axis = 0; axis < 3; ++axis) {
        const double inside =
            std::clamp(index[axis], 0.0, static_cast<double>(cells[axis] - 1)); // half a cell off
        const auto before = std::min(static_cast<std::size_t>(inside), cells[axis] - 2);
        rest[axis] = inside - static_cast<double>(before);
        first += before * steps[axis];
    }
    const float* values = image->GetBufferPointer();
    double sum = 0;
    for (std::size_t corner = 0; corner < 8; ++corner) {
        std::size_t cell = first;
        double weight = 1;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const bool up = ((corner >> axis) & 1U) != 0;
            cell += up ? steps[axis] : 0;
            weight *= up ? rest[axis] : 1 - rest[axis];
        }
        if (scanned[cell] == 0) {
            return std::nullopt;
        }
        sum += weight * static_cast<double>(values[cell]);
    }
    return sum;
}

double CoarseVolume::valueNear(const Vec3& point) const {
    itk::ContinuousIndex<double, 3> index;
    [[maybe_unused]] const bool inside =
        image->TransformPhysicalPointToContinuousIndex(FloatImage::PointType(point.data()), index);
    const Size cells = size();
    FloatImage::IndexType nearest;
    for (unsigned axis = 0; axis < 3; ++axis) {
        nearest[axis] =
            std::lround(std::clamp(index[axis], 0.0, static_cast<double>(cells[axis] - 1)));
    }
    return static_cast<double>(image->GetPixel(nearest));
}

std::array<Vec3, 2> CoarseVolume::box() const {
    constexpr double far = 1e30;
    std::array<Vec3, 2> box{Vec3{far, far, far}, Vec3{-far, -far, -far}};
    const Size cells = size();
    for (std::size_t corner = 0; corner < 8; ++corner) {
        itk::ContinuousIndex<double, 3> index;
        for (unsigned axis = 0; axis < 3; ++axis) {
            index[axis] =
                ((corner >> axis) & 1U) != 0 ? static_cast<double>(cells[axis]) - 0.5 : -0.5;
        }
        FloatImage::PointType point;
        image->TransformContinuousIndexToPhysicalPoint(index, point);
        for (unsigned axis = 0; axis < 3; ++axis) {
            box[0][axis] = std::min(box[0][axis], point[axis]);
            box[1][axis] = std::max(box[1][axis], point[axis]);
        }
    }
    return box;
}

std::optional<CoarseVolume> coarseOf(const Volume& volume, double mm) {
    const auto size = volume.size();
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double spacing = volume.spacing()[axis];
        if (size[axis] < fewestCells || !std::isfinite(spacing) || !(spacing > 0)) {
            return std::nullopt;
        }
    }
    const Size factors = factorsOf(volume, mm);
    Size cells{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        cells[axis] = size[axis] / factors[axis];
        if (cells[axis] < fewestCells) {
            return std::nullopt;
        }
    }
    CoarseVolume coarse;
    coarse.image = emptyCells(volume, factors, cells);
    const Means means = std::visit(
        [&](const auto& image) { return meansOf(*image, volume, factors, cells); }, volume.image);
    const bool isHu = volume.unit == "HU";
    setValues(coarse, means, isHu);
    const auto [low, high] = coarse.range;
    findBody(coarse, isHu ? bodyHu : low + bodyOfRange * (high - low));
    if (!(high > low) || coarse.body.size() < fewestCells * fewestCells * fewestCells) {
        return std::nullopt;
    }
    return coarse;
}

std::vector<std::uint32_t> sampledBody(const CoarseVolume& volume, std::size_t count,
                                       std::size_t turn) {
    std::mt19937_64 random(seed);
    const std::size_t all = volume.body.size();
    const double step = std::max(1.0, static_cast<double>(all) / static_cast<double>(count));
    std::vector<std::uint32_t> chosen;
    for (double at = 0; at < static_cast<double>(all); at += step) {
        // one of each stretch of the list: half of it belongs to either turn
        const double part = static_cast<double>(random() >> 11U) * 0x1.0p-53;
        const double within =
            step < 2 ? part * step : (part + static_cast<double>(turn)) * step / 2;
        const auto index = std::min(all - 1, static_cast<std::size_t>(at + within));
        chosen.push_back(volume.body[index]);
    }
    return chosen;
}

} // namespace bolus
