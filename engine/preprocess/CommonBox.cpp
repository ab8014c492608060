#include "engine/preprocess/CommonBox.h"

#include <algorithm>
#include <cmath>

#include "engine/preprocess/OrderStatistics.h"
#include "engine/preprocess/Parallel.h"
#include "engine/preprocess/Resample.h"
#include "engine/preprocess/Vectorised.h"
#include "library/domain/Vectors.h"

namespace bolus {

namespace {

constexpr std::size_t inputVoxels = std::size_t{1} * inputSize[0] * inputSize[1] * inputSize[2];
constexpr double widestExamMm = 4000;

std::size_t mainAxis(const Vec3& a) {
    std::size_t main = 0;
    for (std::size_t axis = 1; axis < 3; ++axis) {
        main = std::abs(a[axis]) > std::abs(a[main]) ? axis : main;
    }
    return main;
}

/// Towards the left, the back or the feet: how an in-plane axis is looked at on a screen.
Vec3 asOnScreen(const Vec3& a) {
    const std::size_t main = mainAxis(a);
    const double wanted = main == 2 ? -1 : 1;
    return a[main] * wanted < 0 ? -1.0 * a : a;
}

/// The axes w, h, d of the box (see CommonBox.h).
std::array<Vec3, 3> boxAxes(const itk::ImageBase<3>& image) {
    const auto& m = image.GetDirection();
    const auto column = [&](unsigned i) { return Vec3{m(0, i), m(1, i), m(2, i)}; };
    Vec3 w = column(0), h = column(1);
    const std::size_t acrossScreen = mainAxis(column(2)) == 0 ? 1 : 0;
    if (std::abs(h[acrossScreen]) > std::abs(w[acrossScreen])) {
        std::swap(w, h);
    }
    w = asOnScreen(w);
    h = asOnScreen(h);
    return {w, h, cross(w, h)};
}

struct Extent {
    Vec3 low{}, high{}; // mm along the box's axes, outer faces of the voxels
};

Extent extentOf(const itk::ImageBase<3>& image, const std::array<Vec3, 3>& axes) {
    const auto size = image.GetLargestPossibleRegion().GetSize();
    Extent extent;
    extent.low.fill(HUGE_VAL);
    extent.high.fill(-HUGE_VAL);
    for (unsigned corner = 0; corner < 8; ++corner) {
        itk::ContinuousIndex<double, 3> index;
        for (unsigned axis = 0; axis < 3; ++axis) {
            const bool far = (corner >> axis) & 1U;
            index[axis] = far ? static_cast<double>(size[axis]) - 0.5 : -0.5;
        }
        itk::Point<double, 3> point;
        image.TransformContinuousIndexToPhysicalPoint(index, point);
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const double at = dot({point[0], point[1], point[2]}, axes[axis]);
            extent.low[axis] = std::min(extent.low[axis], at);
            extent.high[axis] = std::max(extent.high[axis], at);
        }
    }
    return extent;
}

bool overlap(const Extent& a, const Extent& b) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
        if (!(a.low[axis] < b.high[axis] && b.low[axis] < a.high[axis])) {
            return false;
        }
    }
    return true;
}

void grow(Extent& extent, const Extent& other) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
        extent.low[axis] = std::min(extent.low[axis], other.low[axis]);
        extent.high[axis] = std::max(extent.high[axis], other.high[axis]);
    }
}

Box boxOf(const Extent& extent, const std::array<Vec3, 3>& axes) {
    Box box;
    Vec3 first{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        box.spacing[axis] = (extent.high[axis] - extent.low[axis]) / inputSize[2 - axis];
        first[axis] = extent.low[axis] + box.spacing[axis] / 2;
        for (std::size_t row = 0; row < 3; ++row) {
            box.direction[row * 3 + axis] = axes[axis][row];
        }
    }
    box.origin = first[0] * axes[0] + first[1] * axes[1] + first[2] * axes[2];
    return box;
}

bool usable(const PhaseVolume& phase) {
    if (!phase.volume ||
        !std::visit([](const auto& image) { return image.IsNotNull(); }, phase.volume->image)) {
        return false;
    }
    const itk::ImageBase<3>& image = phase.volume->base();
    const auto region = image.GetLargestPossibleRegion();
    if (region.GetNumberOfPixels() == 0 || image.GetBufferedRegion() != region) {
        return false;
    }
    bool good = true;
    for (unsigned r = 0; r < 3; ++r) {
        good = good && std::isfinite(image.GetOrigin()[r]) && image.GetSpacing()[r] > 0 &&
               std::isfinite(image.GetSpacing()[r]);
        for (unsigned c = 0; c < 3; ++c) {
            good = good && std::isfinite(image.GetDirection()(r, c));
        }
    }
    return good;
}

Result<std::vector<PhaseVolume>> inContrastOrder(std::span<const PhaseVolume> phases) {
    if (phases.empty()) {
        return fail(ErrorCode::BadInput, "The case has no phase to show to the model.");
    }
    std::vector<PhaseVolume> ordered(phases.begin(), phases.end());
    for (const PhaseVolume& phase : ordered) {
        if (!usable(phase)) {
            return fail(ErrorCode::BadInput,
                        "A phase of the case has no voxels or no usable geometry; leave it out.",
                        phaseToken(phase.phase));
        }
    }
    std::stable_sort(ordered.begin(), ordered.end(),
                     [](const auto& a, const auto& b) { return a.phase < b.phase; });
    ordered.resize(std::min(ordered.size(), std::size_t{maxPhases}));
    return ordered;
}

Result<Box> commonBox(const std::vector<PhaseVolume>& phases) {
    const auto axes = boxAxes(phases.front().volume->base());
    const Extent first = extentOf(phases.front().volume->base(), axes);
    Extent all = first;
    for (const PhaseVolume& phase : phases) {
        const Extent extent = extentOf(phase.volume->base(), axes);
        if (!overlap(first, extent)) {
            return fail(ErrorCode::BadInput,
                        "The phases of the case do not show the same part of the body.",
                        phaseToken(phase.phase));
        }
        grow(all, extent);
    }
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double length = all.high[axis] - all.low[axis];
        if (!(length <= widestExamMm)) {
            return fail(ErrorCode::TooLarge,
                        "The phases of the case span more than four metres together.");
        }
        if (!(length > 1e-6)) {
            return fail(ErrorCode::BadInput, "A phase of the case has no thickness.");
        }
    }
    return boxOf(all, axes);
}

struct Range {
    float low = 0, high = 0;
};

BOLUS_VECTORISED
void normaliseRow(float* voxels, std::size_t count, Range range, float factor, float outside) {
    for (std::size_t i = 0; i < count; ++i) {
        const float voxel = voxels[i];
        const float value = std::isfinite(voxel) ? (voxel - range.low) * factor : outside;
        voxels[i] = std::min(std::max(value, 0.0F), 1.0F);
    }
}

/// Maps [low, high] to [0,1]; what is outside a volume, or not a number, becomes `outside`.
void normalise(std::span<float> voxels, Range range, float outside) {
    const float width = range.high - range.low;
    const float factor = width > 0 ? 1 / width : 0;
    const std::size_t slice = inputVoxels / inputSize[0];
    inParts(static_cast<int>(voxels.size() / slice), [&](int begin, int end) {
        normaliseRow(voxels.data() + static_cast<std::size_t>(begin) * slice,
                     static_cast<std::size_t>(end - begin) * slice, range, factor, outside);
    });
}

Range minMax(std::span<const float> voxels) {
    Range range{HUGE_VALF, -HUGE_VALF};
    for (const float v : voxels) {
        if (std::isfinite(v)) {
            range = {std::min(range.low, v), std::max(range.high, v)};
        }
    }
    return range.low <= range.high ? range : Range{};
}

Range percentiles(std::span<const float> voxels) {
    const auto found = percentilesOf(voxels, 0.01, 0.99);
    return found ? Range{found->front(), found->back()} : Range{};
}

void applyIntensity(std::span<float> voxels, const ModelConfig& config, bool isCt) {
    if (config.intensity == Intensity::PerVolume) {
        for (std::size_t at = 0; at < voxels.size(); at += inputVoxels) {
            const auto phase = voxels.subspan(at, inputVoxels);
            normalise(phase, minMax(phase), 0);
        }
        return;
    }
    const Range window{static_cast<float>(config.windowLow), static_cast<float>(config.windowHigh)};
    normalise(voxels, isCt ? window : percentiles(voxels), 0);
}

} // namespace

Result<NetworkInput> prepareCase(std::span<const PhaseVolume> phases, const ModelConfig& config,
                                 bool isCt) {
    const auto ordered = inContrastOrder(phases);
    if (!ordered) {
        return std::unexpected(ordered.error());
    }
    const auto box = commonBox(*ordered);
    if (!box) {
        return std::unexpected(box.error());
    }
    NetworkInput input;
    input.box = *box;
    input.voxels.resize(ordered->size() * inputVoxels);
    for (std::size_t i = 0; i < ordered->size(); ++i) {
        input.phases.push_back((*ordered)[i].phase);
        resample(*(*ordered)[i].volume, *box,
                 std::span(input.voxels).subspan(i * inputVoxels, inputVoxels));
    }
    applyIntensity(input.voxels, config, isCt);
    return input;
}

} // namespace bolus
