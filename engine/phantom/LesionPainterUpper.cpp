// Gallbladder, pancreas and spleen.
#include "engine/phantom/LesionSite.h"

namespace bolus::phantom {

namespace {

Over pancreasAndAround(const Site& site) { // and the ducts that a mass closes
    return {Pancreas,    PancreaticDuct, VisceralFat, PerirenalFat,
            SmallVessel, PortalVein,     Bile,        site.label(PdacDuct)};
}

/// Stones sink: gravel covers the gallbladder's floor.
void paintGravel(Canvas& canvas, const Site& site) {
    const Tube& bladder = site.anatomy.gallbladder;
    const TubePoint& body = bladder[1];
    const float level = body.at.y + body.radius - 1.5F - 1.3F * site.radius / site.scale.y;
    canvas.paint(
        around(bladder, 0), 0, [&](Vec p) { return tube(p, bladder) + 1.5F; },
        [&](float, Vec p, Label old) {
            return old == Bile && p.y > level && smoothNoise(p, 5, site.noise) > -0.1F
                       ? site.label(GallstoneChalk)
                       : old;
        });
}

} // namespace

/// One large stone with a shell of chalk, or small ones that are chalk throughout.
void paintGallstones(Canvas& canvas, const Site& site) {
    const bool shell = site.lesion.diameter > 12;
    if (!shell) {
        paintGravel(canvas, site);
    }
    canvas.paint(
        site.bounds(), 0, [&](Vec p) { return site.ball(p, 0.05F); },
        [&](float d, Vec, Label old) {
            const bool inside = old == Bile || old == site.label(GallstoneChalk);
            return !inside ? old : site.label(shell && d < -2 ? GallstoneCore : GallstoneChalk);
        });
}

/// The mass, and the ducts widened before it: the pancreas's to the tail and, from a mass in the
/// head, the bile duct.
void paintAdenocarcinoma(Canvas& canvas, const Site& site) {
    const Tube& gland = site.anatomy.pancreas;
    std::size_t nearest = 0;
    for (std::size_t i = 1; i < gland.size(); ++i) {
        const auto away = [&](std::size_t n) { return length(gland[n].at - site.centre); };
        nearest = away(i) < away(nearest) ? i : nearest;
    }
    Tube duct;
    for (std::size_t i = nearest; i < gland.size(); ++i) {
        duct.push_back({gland[i].at, i + 1 < gland.size() ? 3.4F : 2.0F});
    }
    if (nearest + 2 < gland.size()) {
        canvas.fillTube(duct, site.label(PdacDuct), Over{Pancreas, PancreaticDuct});
    }
    if (nearest <= 1) {
        Tube bile = site.anatomy.bileDuct;
        for (TubePoint& point : bile) {
            point.radius *= 2.2F;
        }
        canvas.fillTube(bile, site.label(PdacDuct),
                        Over{Bile, Liver, VisceralFat, Pancreas, SmallVessel, site.diffuse(0),
                             site.diffuse(1)});
    }
    paintBall(canvas, site, 0.16F, pancreasAndAround(site),
              [](float, Vec) -> int { return PdacMass; });
}

void paintNeuroendocrine(Canvas& canvas, const Site& site) {
    paintPlain(canvas, site, 0.05F, pancreasAndAround(site));
}

/// The whole gland swells; fluid and strands fill the fat around it and in front of the left
/// kidney.
void paintPancreatitis(Canvas& canvas, const Site& site) {
    const Anatomy& a = site.anatomy;
    const bool dead = site.choice(5) < 2;
    const float fluid = 5 + static_cast<float>(site.choice(6));
    Noise ragged(22, site.noise + 2), net(5.5F, site.noise + 3);
    canvas.paint(
        around(a.pancreas, 30), 3,
        [&](Vec p) {
            const float left = ellipsoid(p, {74, 2, -8}, {24, 16, 48});
            return std::min(tube(p, a.pancreas) - 27, left - 8);
        },
        [&](float, Vec p, Label old) -> Label {
            if (old == Pancreas) {
                const bool gone = dead && smoothNoise(p, 26, site.noise + 1) > 0.1F;
                return site.label(gone ? DeadGland : SwollenGland);
            }
            if (old != VisceralFat && old != PerirenalFat) {
                return old;
            }
            const float left = ellipsoid(p, {74, 2, -8}, {24, 16, 48});
            const float d = std::min(tube(p, a.pancreas) - fluid, left);
            const float rough = d + 7 * ragged(p);
            if (rough < 0) {
                return site.label(PancreatitisFluid);
            }
            const float strands = net(p * Vec{1, 1, 0.5F});
            return std::abs(strands) < 0.26F - 0.012F * rough ? site.label(PancreatitisStrand)
                                                              : old;
        });
}

/// A wedge with its base on the capsule and its tip towards the hilum.
void paintInfarct(Canvas& canvas, const Site& site) {
    constexpr float height = 36;
    const Ellipsoid& body = site.anatomy.spleenBody;
    const Vec hub{body.centre.x - 24, body.centre.y - 8, site.centre.z};
    const Vec out = (site.centre - hub) * site.scale;
    const Vec axis = out * (1 / std::max(length(out), 1.0F));
    canvas.fill(
        site.bounds(2.4F), 0,
        [&](Vec p) {
            const Vec q = site.offset(p) + axis * (0.6F * height);
            const float along = dot(q, axis);
            const float edge = site.radius * along / height + smoothNoise(q, 9, site.noise);
            return along > 0 ? length(q - axis * along) - edge : 1.0F;
        },
        site.label(0), Over{Spleen, SpleenPulp});
}

} // namespace bolus::phantom
