#include "viewer/VolumePick.h"

#include <algorithm>
#include <cmath>

namespace bolus {

bool isKept(const std::vector<CutPlane>& cuts, const Vec3& point) {
    return std::ranges::all_of(
        cuts, [&](const CutPlane& cut) { return dot(point - cut.point, cut.normal) >= -1e-6; });
}

std::optional<Vec3> pickAlong(const VolumeGrid& values, const VolumeLook& look, const Vec3& start,
                              const Vec3& direction, double length) {
    const double step = *std::ranges::min_element(values.geometry.spacing) / 2;
    const bool composite = look.mode == RenderMode::Composite;
    const double sign = look.mode == RenderMode::Smallest ? -1 : 1;
    double gathered = 0, best = -1e9;
    std::optional<Vec3> found;
    for (double at = 0; at <= length; at += step) {
        const Vec3 place = start + at * direction;
        const double index = isKept(look.cuts, place) ? values.sample(place) : -1;
        if (index < 0 || (look.mode == RenderMode::Smallest && index >= GridScale::top - 1)) {
            continue;
        }
        const double value = values.scale.valueAt(index);
        if (composite) {
            gathered += (1 - gathered) * (1 - std::pow(1 - opacityAt(look.points, value), step));
            if (gathered >= 0.5) {
                return place;
            }
        } else if (index > 0 && sign * value > best) {
            best = sign * value;
            found = place;
        }
    }
    return found;
}

} // namespace bolus
