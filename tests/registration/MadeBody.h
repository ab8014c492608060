// A body that is a formula, so that it can be scanned along any axes and after any motion: what is
// where it is known, and no voxel was ever resampled.
#pragma once

#include <cmath>
#include <functional>
#include <vector>

#include "library/domain/Vectors.h"
#include "library/domain/Volume.h"

namespace bolus {

struct MadeOrgan {
    Vec3 centre, radii;
    double hu, enhanced; // before contrast, and in another phase
};

/// Painted in order; edges are soft over about a mm and a half, as a scanner's are.
inline const std::vector<MadeOrgan>& madeOrgans() {
    static const std::vector<MadeOrgan> organs{
        {{0, 0, 0}, {165, 115, 400}, -100, -100},    // fat
        {{0, 5, 0}, {145, 95, 400}, 50, 60},         // muscle
        {{0, 0, 0}, {130, 80, 400}, -90, -90},       // fat within
        {{-60, -10, 45}, {65, 60, 60}, 55, 110},     // liver
        {{-85, -30, 20}, {14, 12, 30}, 5, 5},        // gallbladder
        {{75, 20, 60}, {32, 38, 45}, 48, 120},       // spleen
        {{-55, 40, -55}, {26, 22, 52}, 30, 170},     // right kidney
        {{58, 40, -45}, {25, 23, 50}, 30, 175},      // left kidney
        {{20, -40, 20}, {45, 25, 35}, 20, 35},       // stomach
        {{5, 70, 0}, {24, 22, 400}, 230, 235},       // spine
        {{5, 88, 0}, {9, 9, 400}, 40, 45},           // its canal
        {{12, 35, 0}, {12, 12, 400}, 40, 190},       // aorta
        {{-20, 33, 0}, {13, 10, 400}, 38, 120},      // inferior vena cava
        {{-70, -5, 60}, {13, 13, 13}, 30, 25},       // a cyst
        {{-40, -30, 30}, {9, 9, 9}, 40, 180},        // a lesion
        {{15, -25, -60}, {60, 30, 30}, 25, 60},      // bowel
        {{-45, -35, -80}, {25, 22, 25}, -160, -160}, // gas, in part
        {{0, 0, 175}, {110, 70, 60}, -850, -850},    // lungs, cut by a dome
    };
    return organs;
}

inline double madeHu(const Vec3& p, bool enhanced) {
    constexpr double softMm = 1.5, air = -1000;
    double value = air;
    for (const MadeOrgan& organ : madeOrgans()) {
        const Vec3 part{(p[0] - organ.centre[0]) / organ.radii[0],
                        (p[1] - organ.centre[1]) / organ.radii[1],
                        (p[2] - organ.centre[2]) / organ.radii[2]};
        const double smallest = std::min({organ.radii[0], organ.radii[1], organ.radii[2]});
        const double outside = (norm(part) - 1) * smallest / softMm;
        const double share = 1 / (1 + std::exp(std::min(outside * 2, 50.0)));
        value += share * ((enhanced ? organ.enhanced : organ.hu) - value);
    }
    return value;
}

struct MadeGrid {
    std::array<std::size_t, 3> size{};
    Vec3 spacing{}, origin{};
    std::array<double, 9> direction{1, 0, 0, 0, 1, 0, 0, 0, 1}; // columns: axes
};

/// A grid of that extent about the middle.
inline MadeGrid madeGrid(const Vec3& extentMm, const Vec3& spacing, const Vec3& middle = {}) {
    MadeGrid grid;
    grid.spacing = spacing;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        grid.size[axis] = static_cast<std::size_t>(extentMm[axis] / spacing[axis]);
        grid.origin[axis] =
            middle[axis] - spacing[axis] * (static_cast<double>(grid.size[axis]) - 1) / 2;
    }
    return grid;
}

/// Scanned where the point q of the body shows what lies at `body(q)` when it does not move.
inline Volume madeScan(const MadeGrid& grid, bool enhanced,
                       const std::function<Vec3(const Vec3&)>& body) {
    auto image = ShortImage::New();
    image->SetRegions(ShortImage::SizeType{{grid.size[0], grid.size[1], grid.size[2]}});
    ShortImage::SpacingType spacing;
    ShortImage::PointType origin;
    ShortImage::DirectionType direction;
    for (unsigned i = 0; i < 3; ++i) {
        spacing[i] = grid.spacing[i];
        origin[i] = grid.origin[i];
        for (unsigned j = 0; j < 3; ++j) {
            direction(i, j) = grid.direction[3 * i + j];
        }
    }
    image->SetSpacing(spacing);
    image->SetOrigin(origin);
    image->SetDirection(direction);
    image->Allocate();
    short* voxel = image->GetBufferPointer();
    std::uint32_t noise = 12345;
    for (std::size_t k = 0; k < grid.size[2]; ++k) {
        for (std::size_t j = 0; j < grid.size[1]; ++j) {
            for (std::size_t i = 0; i < grid.size[0]; ++i) {
                ShortImage::PointType at;
                image->TransformIndexToPhysicalPoint(
                    ShortImage::IndexType{{long(i), long(j), long(k)}}, at);
                noise = noise * 1664525U + 1013904223U;
                const double grain = (static_cast<double>(noise >> 8U) / 0x1p24 - 0.5) * 24;
                *voxel++ = static_cast<short>(
                    std::lround(madeHu(body({at[0], at[1], at[2]}), enhanced) + grain));
            }
        }
    }
    return {image, "HU"};
}

/// Places within the body, of which some show no move along the spine: tubes look alike everywhere.
inline std::vector<Vec3> madeLandmarks() {
    return {{-60, -10, 45}, {-70, -5, 60}, {-40, -30, 30}, {-85, -30, 20}, {75, 20, 60},
            {-55, 40, -55}, {58, 40, -45}, {12, 35, 0},    {-20, 33, 40},  {20, -40, 20},
            {5, 70, -60},   {5, 70, 60},   {-110, 0, 30},  {105, 15, 55},  {15, -25, -60}};
}

/// On organs that end somewhere, so that every move of them shows.
inline std::vector<Vec3> madeOrganMarks() {
    return {{-60, -10, 45}, {-70, -5, 60},  {-40, -30, 30},  {-85, -30, 20}, {-100, -10, 45},
            {-60, -10, 90}, {-60, -10, 0},  {75, 20, 60},    {-55, 40, -55}, {58, 40, -45},
            {20, -40, 20},  {15, -25, -60}, {-45, -35, -80}, {-55, 40, -10}};
}

} // namespace bolus
