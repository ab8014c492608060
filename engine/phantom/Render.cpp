#include <algorithm>
#include <cmath>
#include <span>

#include "engine/phantom/Phantom.h"
#include "engine/phantom/PhaseLabels.h"
#include "engine/phantom/Scan.h"
#include "engine/phantom/SliceImager.h"

namespace bolus {

namespace {

using namespace phantom;

constexpr float lowestHu = -1024, highestHu = 3071; // what 12 bits hold

BoxGrid centredGrid(const PhantomExam& exam, std::array<std::size_t, 3> size,
                    std::array<double, 3> spacing) {
    BoxGrid grid{{}, {}, spacing};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        grid.size[axis] = static_cast<int>(size[axis]);
        const double centre = (exam.boxLow[axis] + exam.boxHigh[axis]) / 2;
        grid.first[axis] = centre - spacing[axis] * (static_cast<double>(size[axis]) - 1) / 2;
    }
    return grid;
}

BoxGrid networkGrid(const PhantomExam& exam) {
    const std::array<std::size_t, 3> size{static_cast<std::size_t>(inputSize[2]),
                                          static_cast<std::size_t>(inputSize[1]),
                                          static_cast<std::size_t>(inputSize[0])};
    std::array<double, 3> spacing{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        spacing[axis] = (exam.boxHigh[axis] - exam.boxLow[axis]) / static_cast<double>(size[axis]);
    }
    return centredGrid(exam, size, spacing);
}

SliceRange coveredSlices(const PhantomExam& exam, std::size_t phase, const BoxGrid& grid) {
    return phantom::coveredSlices(exam, phase, grid.first[2], grid.spacing[2], grid.size[2]);
}

SliceImager imagerOf(const PhantomExam& exam, std::size_t phase, const BoxGrid& grid) {
    return {exam, phase, static_cast<std::size_t>(grid.size[0]),
            static_cast<std::size_t>(grid.size[1]), grid.spacing};
}

void toWindow(std::span<float> hu, float low, float high) {
    const float factor = high > low ? 1 / (high - low) : 0;
    for (float& voxel : hu) {
        const float value = (voxel - low) * factor;
        voxel = std::min(std::max(value, 0.0F), 1.0F);
    }
}

/// HU of what the phase covers to [0,1].
void normalise(std::span<float> hu, const ModelConfig& config) {
    if (config.intensity == Intensity::SharedWindow) {
        return toWindow(hu, static_cast<float>(config.windowLow),
                        static_cast<float>(config.windowHigh));
    }
    const auto [low, high] = std::minmax_element(hu.begin(), hu.end());
    toWindow(hu, std::max(*low, lowestHu), std::min(*high, highestHu));
}

ShortImage::Pointer emptyImage(const BoxGrid& grid, SliceRange slices) {
    auto image = ShortImage::New();
    ShortImage::SizeType size;
    ShortImage::SpacingType spacing;
    ShortImage::PointType origin;
    for (unsigned axis = 0; axis < 3; ++axis) {
        size[axis] = static_cast<itk::SizeValueType>(axis == 2 ? slices.count : grid.size[axis]);
        spacing[axis] = grid.spacing[axis];
        origin[axis] = grid.first[axis] + (axis == 2 ? slices.first * grid.spacing[2] : 0);
    }
    image->SetRegions(size);
    image->SetSpacing(spacing);
    image->SetOrigin(origin);
    image->Allocate();
    return image;
}

short wholeHu(float hu) {
    const float above = std::min(std::max(hu, lowestHu), highestHu) - lowestHu;
    return static_cast<short>(static_cast<int>(above + 0.5F) + static_cast<int>(lowestHu));
}

/// The phase's slices of `out`, which is the whole box; what it does not cover stays as it is.
void renderNormalised(const PhantomExam& exam, std::size_t phase, const BoxGrid& grid,
                      const std::vector<Label>& labels, const ModelConfig& config,
                      std::span<float> out) {
    SliceImager imager = imagerOf(exam, phase, grid);
    const SliceRange slices = coveredSlices(exam, phase, grid);
    const auto first = static_cast<std::size_t>(slices.first) * grid.area();
    const auto covered = out.subspan(first, static_cast<std::size_t>(slices.count) * grid.area());
    const bool atOnce = config.intensity == Intensity::SharedWindow; // while it is in the cache
    for (int n = 0; n < slices.count; ++n) {
        const auto at = static_cast<std::size_t>(n) * grid.area();
        const auto slice = covered.subspan(at, grid.area());
        imager.image(labels.data() + first + at, slices.first + n, slice.data());
        if (atOnce) {
            normalise(slice, config);
        }
    }
    if (!atOnce) {
        normalise(covered, config);
    }
}

} // namespace

PhantomGrid scanGrid(const PhantomExam& exam, std::size_t columns, double sliceMm) {
    PhantomGrid grid;
    const double side = exam.boxHigh[0] - exam.boxLow[0], length = exam.boxHigh[2] - exam.boxLow[2];
    const auto slices = static_cast<std::size_t>(std::max(1.0, std::floor(length / sliceMm + 0.5)));
    grid.size = {columns, columns, slices};
    grid.spacing = {side / static_cast<double>(columns), side / static_cast<double>(columns),
                    sliceMm};
    return grid;
}

ShortImage::Pointer renderPhase(const PhantomExam& exam, std::size_t phase,
                                std::array<std::size_t, 3> size, std::array<double, 3> spacing) {
    const BoxGrid grid = centredGrid(exam, size, spacing);
    PhaseLabels phaseLabels(exam, grid);
    const std::vector<Label>& labels = phaseLabels.of(phase);
    SliceImager imager = imagerOf(exam, phase, grid);
    const SliceRange slices = coveredSlices(exam, phase, grid);
    auto image = emptyImage(grid, slices);
    std::vector<float> hu(grid.area());
    short* out = image->GetBufferPointer();
    for (int slice = slices.first; slice < slices.first + slices.count; ++slice) {
        imager.image(labels.data() + static_cast<std::size_t>(slice) * grid.area(), slice,
                     hu.data());
        out = std::transform(hu.begin(), hu.end(), out, wholeHu);
    }
    return image;
}

NetworkInput renderInput(const PhantomExam& exam, const ModelConfig& config) {
    const BoxGrid grid = networkGrid(exam);
    const std::size_t volume = grid.area() * static_cast<std::size_t>(grid.size[2]);
    NetworkInput input;
    input.phases = exam.phases;
    input.box = {grid.first, grid.spacing, {1, 0, 0, 0, 1, 0, 0, 0, 1}};
    input.voxels.resize(volume * exam.phases.size());
    PhaseLabels labels(exam, grid);
    for (std::size_t phase = 0; phase < exam.phases.size(); ++phase) {
        renderNormalised(exam, phase, grid, labels.of(phase), config,
                         std::span(input.voxels).subspan(phase * volume, volume));
    }
    return input;
}

} // namespace bolus
