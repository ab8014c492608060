#include "engine/phantom/LesionSite.h"

namespace bolus::phantom {

namespace {

constexpr Bounds liverBounds{{-175, -130, -120}, {120, 120, 130}};

/// Away from the liver's middle, from `p`, in reference mm.
Vec outwardOf(const Anatomy& a, Vec p) {
    constexpr float h = 4;
    const Vec slope{a.liver(p + Vec{h, 0, 0}) - a.liver(p - Vec{h, 0, 0}),
                    a.liver(p + Vec{0, h, 0}) - a.liver(p - Vec{0, h, 0}),
                    a.liver(p + Vec{0, 0, h}) - a.liver(p - Vec{0, 0, h})};
    return slope * (1 / std::max(length(slope), 1e-3F));
}

/// The capsule is drawn in over the scar tissue: a dimple, deepest above the middle of the mass.
void paintRetraction(Canvas& canvas, const Site& site, Vec outward) {
    const Over over{Liver,         site.diffuse(0), site.diffuse(1), site.label(CholangioCore),
                    site.label(1), HepaticVein,     PortalVein};
    const float width = 0.8F * site.radius, deep = 0.34F * site.radius;
    canvas.fill(
        around(site.centre, Vec{2, 2, 2} * site.radius), 2.5F,
        [&](Vec p) {
            const Vec q = p - site.centre;
            const float above = dot(q, outward);
            const float aside = length(q - outward * above);
            const float dimple = deep * (1 - square(aside / width));
            return above > 0 && aside < width ? -site.anatomy.liver(p) - dimple : 1.0F;
        },
        VisceralFat, over);
}

/// Bile ducts held up by the mass: they fan out from it towards the capsule.
void paintDucts(Canvas& canvas, const Site& site, Vec outward) {
    const Vec side = std::abs(outward.z) < 0.8F ? Vec{-outward.y, outward.x, 0} : Vec{1, 0, 0};
    const Vec up{0, 0, 1};
    const Over liver{Liver, site.diffuse(0), site.diffuse(1)};
    constexpr std::array<std::array<float, 2>, 6> fan{{{-1.0F, 0.1F},
                                                       {-0.7F, -0.5F},
                                                       {-0.85F, 0.6F},
                                                       {1.0F, 0.0F},
                                                       {0.75F, 0.5F},
                                                       {0.8F, -0.5F}}};
    for (const auto& [across, above] : fan) {
        const Vec way = side * across + up * above + outward * 0.35F;
        const float r = site.radius;
        const Vec bend = site.centre + way * (r + 16) + outward * 4 + up * (3 * across);
        canvas.fillTube({{site.centre + way * (0.8F * r), 3.0F},
                         {site.centre + way * (r + 8), 3.4F},
                         {bend, 2.8F},
                         {bend + way * 14 + outward * 10, 1.8F}},
                        site.label(CholangioDuct), liver);
    }
}

} // namespace

void paintHepaticCyst(Canvas& canvas, const Site& site) {
    paintPlain(canvas, site, 0.03F, site.liverTissue());
}

void paintHemangioma(Canvas& canvas, const Site& site) {
    paintBall(canvas, site, 0.1F, site.liverTissue(), [&](float d, Vec q) -> int {
        const float depth = -d / site.radius;
        const bool nodule =
            smoothNoise(q, std::max(site.radius * 0.5F, 6.0F), site.noise + 1) > 0.05F;
        if (depth < 0.34F && nodule) {
            return HemangiomaNodule;
        }
        return depth < 0.22F ? HemangiomaRim : depth < 0.6F ? HemangiomaMiddle : HemangiomaCore;
    });
}

void paintHcc(Canvas& canvas, const Site& site) {
    paintBall(canvas, site, 0.08F, site.liverTissue(), [&](float d, Vec q) -> int {
        if (d > -2.8F) {
            return HccCapsule;
        }
        return smoothNoise(q, site.radius * 0.5F, site.noise + 1) > 0.52F ? HccNecrosis : HccBulk;
    });
}

void paintFnh(Canvas& canvas, const Site& site) {
    paintBall(canvas, site, 0.1F, site.liverTissue(), [&](float, Vec q) -> int {
        const float reach = 0.26F + 0.2F * smoothNoise(q, 0.4F * site.radius, site.noise + 1);
        return length(q) < reach * site.radius ? FnhScar : FnhBulk;
    });
}

void paintMetastasis(Canvas& canvas, const Site& site) {
    const float rim = std::min(4.0F, 0.3F * site.radius);
    paintBall(canvas, site, 0.12F, site.liverTissue(),
              [&](float d, Vec) -> int { return d > -rim ? MetastasisRim : MetastasisCore; });
}

/// Smooth and uniform; a third have bled.
void paintAdenoma(Canvas& canvas, const Site& site) {
    const bool bled = site.choice(3) == 0;
    paintBall(canvas, site, 0.04F, site.liverTissue(), [&](float d, Vec q) -> int {
        const bool blood = bled && d < -4 && length(q) > 0.3F * site.radius &&
                           smoothNoise(q, 0.7F * site.radius, site.noise + 1) > 0.42F;
        return blood ? AdenomaBlood : AdenomaBulk;
    });
}

void paintCholangiocarcinoma(Canvas& canvas, const Site& site) {
    const Vec outward = outwardOf(site.anatomy, site.centre);
    paintDucts(canvas, site, outward);
    const float rim = std::clamp(0.26F * site.radius, 3.5F, 7.0F);
    paintBall(canvas, site, 0.2F, site.liverTissue(), [&](float d, Vec q) -> int {
        const float ragged = rim * (1 + 0.5F * smoothNoise(q, 9, site.noise + 1));
        return d > -ragged ? CholangioRim : CholangioCore;
    });
    paintRetraction(canvas, site, outward);
}

/// Pus within an enhancing wall within swollen liver; septa, and gas on top where germs make it.
void paintAbscess(Canvas& canvas, const Site& site) {
    const float halo = std::clamp(0.24F * site.radius, 4.5F, 8.0F), wall = 3.6F;
    const bool gas = site.choice(3) == 0;
    paintBall(canvas, site, 0.14F, site.liverTissue(), [&](float d, Vec q) -> int {
        if (d > -halo) {
            return AbscessEdema;
        }
        const bool septum =
            std::abs(smoothNoise(q, 0.8F * site.radius, site.noise + 1) - 0.12F) < 0.07F;
        if (d > -halo - wall || septum) {
            return AbscessWall;
        }
        return gas && q.y < -0.34F * site.radius ? AbscessGas : AbscessPus;
    });
}

/// All of the liver, but often not the parenchyma beside the gallbladder and the ligament.
void paintSteatosis(Canvas& canvas, const Site& site) {
    const Anatomy& a = site.anatomy;
    const bool spared = site.choice(2) == 0;
    canvas.paint(
        liverBounds, 12, [](Vec) { return -1.0F; },
        [&](float, Vec p, Label old) {
            if (old != Liver) {
                return old;
            }
            const bool near = spared && std::abs(p.x + 40) < 34 && p.y < -28 && p.z < 40 &&
                              tube(p, a.gallbladder) < 9 + 4 * smoothNoise(p, 9, site.noise);
            return site.label(near ? SparedLiver : FattyLiver);
        });
}

/// Regenerating nodules in a net of scars.
void paintCirrhosis(Canvas& canvas, const Site& site) {
    Noise fine(8.5F, site.noise), coarse(23, site.noise + 1);
    canvas.paint(
        liverBounds, 12, [](Vec) { return -1.0F; },
        [&](float, Vec p, Label old) {
            if (old != Liver) {
                return old;
            }
            const float net = fine(p) + 0.5F * coarse(p);
            return site.label(std::abs(net) < 0.2F ? CirrhosisFibrosis : CirrhosisNodule);
        });
}

} // namespace bolus::phantom
