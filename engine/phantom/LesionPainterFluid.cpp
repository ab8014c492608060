// Free fluid in the belly and in the chest.
#include "engine/phantom/LesionSite.h"

namespace bolus::phantom {

/// Fluid between the wall and the organs, above all at the flanks.
void paintAscites(Canvas& canvas, const Site& site) {
    const Anatomy& a = site.anatomy;
    const float depth = 2 * site.radius / a.scale.x;
    const Over pushedAside{VisceralFat, Liver,           HepaticVein,     PortalVein,  Spleen,
                           SpleenPulp,  BowelWall,       BowelContents,   BowelFluid,  Gas,
                           SmallVessel, site.diffuse(0), site.diffuse(1), site.clot(2)};
    const Label fluid = site.label(0);
    canvas.fill(
        {{-200, -200, -400}, {200, 90, 400}}, 4,
        [&](Vec p) {
            const float flank = std::clamp((std::abs(p.x) - 20) / 70, 0.0F, 1.0F);
            const float low = std::clamp((90 - p.z) / 60, 0.0F, 1.0F);
            const float here = depth * flank * low + 2.5F * smoothNoise(p, 40, a.noise + 51);
            const float behind = -ellipsoid({std::abs(p.x), p.y, 0}, {40, 58, 0}, {62, 42, 300});
            return std::max(smoothMax(-a.cavity(p) - here, behind, 8), a.cavity(p));
        },
        fluid, pushedAside);
    canvas.fill(
        {{-90, -80, -400}, {110, -5, 20}}, 3,
        [&](Vec p) { return 0.12F - smoothNoise(p, 30, a.noise + 52); }, fluid,
        Over{VisceralFat, SmallVessel});
}

/// A crescent behind the lung of one side or both, and the lung that it presses airless.
void paintEffusion(Canvas& canvas, const Site& site) {
    const Anatomy& a = site.anatomy;
    const bool right = site.lesion.place.find("left") == std::string::npos;
    const bool left = site.lesion.place.find("right") == std::string::npos;
    const float depth = 2 * site.radius / a.scale.y;
    const auto beyondFluid = [&](Vec p) {
        const float behind = std::clamp((p.y + 34) / 76, 0.0F, 1.0F); // lying on the back
        const float here = depth * behind * (1 + 0.08F * smoothNoise(p, 40, site.noise));
        return -a.cavity(p) - here - (p.z > 60 ? 0.0F : 0.08F * (60 - p.z));
    };
    const float squeezed = 4 + 0.28F * depth;
    canvas.paint(
        {{-200, -40, -40}, {200, 200, 400}}, 4,
        [&](Vec p) { return beyondFluid(p) - squeezed * std::clamp((p.y + 10) / 40, 0.0F, 1.0F); },
        [&](float d, Vec p, Label old) {
            const bool air = old == Lung || old == LungVessel;
            if (!air || !(p.x < 0 ? right : left)) {
                return old;
            }
            const float band = squeezed * std::clamp((p.y + 10) / 40, 0.0F, 1.0F);
            return site.label(d < -band ? EffusionFluid : Atelectasis);
        });
}

} // namespace bolus::phantom
