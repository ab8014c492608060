#include "engine/phantom/LesionSite.h"

namespace bolus::phantom {

namespace {

Over kidneyAndAround(const Site& site) {
    return {RenalCortex,     RenalMedulla,    RenalPelvis,   PerirenalFat, VisceralFat, Liver,
            Spleen,          SpleenPulp,      BowelWall,     BowelFluid,   Gas,         SmallVessel,
            site.diffuse(0), site.diffuse(1), BowelContents, Pancreas,     StomachWall};
}

const Kidney& kidneyOf(const Site& site) {
    return site.centre.x > 0 ? site.anatomy.left : site.anatomy.right;
}

/// The widened pelvis and calyces, in mm along the hilum's direction, across it, and up.
float collectingSystem(Vec m, float pelvis, float height) {
    float d = capsule(m, {{4, 0, 0}, pelvis * 0.8F}, {{25, 0, -4}, pelvis});
    const float calyx = 4.5F + 0.36F * pelvis;
    for (const float level : {-0.58F, -0.2F, 0.22F, 0.6F}) {
        const float deep = 1 - std::abs(level); // poles lie nearer the hilum's axis
        const Vec root{6, 0, level * height * 0.35F};
        for (const float side : {-1.0F, 1.0F}) {
            const Vec tip{-6 * deep, side * (4 + 7 * deep), level * height};
            d = smoothMin(d, capsule(m, {root, 3.5F}, {tip, calyx}), 3);
        }
    }
    return d;
}

Label obstructed(const Site& site, Label old, float system) {
    if (system < 0) {
        return site.label(ObstructedUrine);
    }
    return old == RenalCortex    ? site.label(ObstructedCortex)
           : old == RenalMedulla ? site.label(ObstructedMedulla)
           : old == RenalPelvis  ? PerirenalFat
                                 : old;
}

} // namespace

void paintRenalCyst(Canvas& canvas, const Site& site) {
    paintPlain(canvas, site, 0.03F, kidneyAndAround(site));
}

void paintClearCell(Canvas& canvas, const Site& site) {
    paintBall(canvas, site, 0.09F, kidneyAndAround(site), [&](float d, Vec q) -> int {
        const bool dead = smoothNoise(q, site.radius * 0.6F, site.noise + 1) > 0.38F;
        return dead && d < -3.5F ? RccNecrosis : RccBulk;
    });
}

void paintPapillary(Canvas& canvas, const Site& site) {
    paintPlain(canvas, site, 0.06F, kidneyAndAround(site));
}

void paintAngiomyolipoma(Canvas& canvas, const Site& site) {
    paintBall(canvas, site, 0.1F, kidneyAndAround(site), [&](float, Vec q) -> int {
        return smoothNoise(q, 7, site.noise + 1) > 0.5F ? AngiomyolipomaStrand : AngiomyolipomaFat;
    });
}

void paintRenalStone(Canvas& canvas, const Site& site) {
    paintPlain(canvas, site, 0.22F, kidneyAndAround(site));
}

/// All of one kidney: it drains late, so its parenchyma enhances late too.
void paintHydronephrosis(Canvas& canvas, const Site& site) {
    const Kidney& kidney = kidneyOf(site);
    const Over inside{RenalCortex, RenalMedulla, RenalPelvis, PerirenalFat, VisceralFat};
    const float pelvis = site.radius / site.scale.x;
    canvas.paint(
        around(kidney.centre, kidney.radii * 1.25F + Vec{18, 12, 4}), 0,
        [&](Vec p) {
            const Vec q = kidney.local(p);
            return std::min(length(q) - 1, length(q - Vec{0.9F, 0, 0}) - 0.75F);
        },
        [&](float, Vec p, Label old) {
            const Vec m = kidney.local(p) * kidney.radii;
            return inside(old) ? obstructed(site, old, collectingSystem(m, pelvis, kidney.radii.z))
                               : old;
        });
    const Vec top = kidney.fromLocal(Vec{27, 0, -10} / kidney.radii);
    const float x = kidney.side * 34;
    canvas.fillTube({{top, 0.5F * pelvis},
                     {{x, 22, top.z - 30}, 4.5F},
                     {{x - kidney.side * 4, 18, -100}, 4.2F},
                     {{x - kidney.side * 8, 14, -150}, 4}},
                    site.label(ObstructedUrine), Over{VisceralFat, PerirenalFat, SmallVessel});
}

void paintAdrenalAdenoma(Canvas& canvas, const Site& site) {
    paintPlain(canvas, site, 0.05F,
               {Adrenal, VisceralFat, PerirenalFat, Liver, Spleen, SpleenPulp, StomachWall,
                BowelFluid, SmallVessel, Pancreas, site.diffuse(0), site.diffuse(1), RenalCortex,
                RenalMedulla, PortalVein});
}

} // namespace bolus::phantom
