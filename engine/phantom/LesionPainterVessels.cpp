#include "engine/phantom/LesionSite.h"

namespace bolus::phantom {

namespace {

/// The middle of the aorta at a level, and its radius there.
TubePoint aortaAt(const Anatomy& a, float z) {
    std::size_t i = 1;
    while (i + 1 < a.aorta.size() && a.aorta[i].at.z > z) {
        ++i;
    }
    const TubePoint &above = a.aorta[i - 1], &below = a.aorta[i];
    const float part = std::clamp((above.at.z - z) / (above.at.z - below.at.z), 0.0F, 1.0F);
    return {above.at + (below.at - above.at) * part,
            above.radius + (below.radius - above.radius) * part};
}

bool inLobe(Vec q, Thrombosed where) {
    const float right = (q.x + 24) * 58 - (q.y + 2) * 26; // as Anatomy::liverSegment
    return where == Thrombosed::Main || (right < 0) == (where == Thrombosed::Right);
}

/// The artery makes up for the portal vein, early and in the periphery of what it fed.
void paintArterialSteal(Canvas& canvas, const Site& site) {
    const Anatomy& a = site.anatomy;
    const float central = a.thrombosed == Thrombosed::Main ? 62.0F : 26.0F;
    const Over liver{Liver, site.diffuse(0), site.diffuse(1)};
    canvas.fill(
        {{-175, -130, -120}, {120, 120, 130}}, 4,
        [&](Vec p) {
            const Vec q = p - a.liverShift;
            const float away = length((q - Vec{-50, -10, 34}) * Vec{1, 1, 1.2F});
            return inLobe(q, a.thrombosed) ? central + 14 * smoothNoise(p, 36, site.noise) - away
                                           : 4.0F;
        },
        site.label(ThrombosisSteal), liver);
}

} // namespace

/// A vein widened by clot. Its wall enhances, and what it fed is brighter while only the artery
/// brings contrast.
void paintPortalThrombosis(Canvas& canvas, const Site& site) {
    const Anatomy& a = site.anatomy;
    paintArterialSteal(canvas, site);
    const auto clot = [&](const TubePoint& from, const TubePoint& to) {
        canvas.paint(
            around(Tube{from, to}, 0), 0, [&](Vec p) { return capsule(p, from, to); },
            [&](float d, Vec, Label old) {
                const bool lumen = old == PortalVein || old == site.label(ThrombosedWall);
                return lumen ? site.label(d > -1 ? ThrombosedWall : Thrombus) : old;
            });
    };
    const IndexRange clotted = a.thrombosedTubes();
    for (std::size_t which = clotted.first; which < clotted.end; ++which) {
        const Tube& vein = a.portalVeins[which];
        for (std::size_t i = 1; i < vein.size(); ++i) {
            clot(vein[i - 1], vein[i]);
        }
    }
}

/// A spindle of the aorta in front of the spine: lumen behind, thrombus in front, chalk in the
/// wall.
void paintAneurysm(Canvas& canvas, const Site& site) {
    constexpr float halfLength = 44;
    const Over soft{Artery,        VisceralFat, PerirenalFat, BowelWall, BowelFluid,
                    InfrarenalIvc, Muscle,      SmallVessel,  Ivc,       BowelContents,
                    Gas,           PortalVein,  RenalVein};
    const auto radiusAt = [&](float z) {
        return site.radius * std::max(0.0F, 1 - 0.62F * square(z / halfLength));
    };
    canvas.paint(
        around(site.centre, Vec{site.radius, site.radius, halfLength} / site.scale), 0,
        [&](Vec p) {
            const Vec q = site.offset(p);
            return std::sqrt(q.x * q.x + q.y * q.y) - radiusAt(q.z);
        },
        [&](float d, Vec p, Label old) -> Label {
            if (!soft(old)) {
                return old;
            }
            const Vec q = site.offset(p);
            const float lumen = std::max(0.58F * radiusAt(q.z), 7.0F);
            if (square(q.x) + square(q.y - 0.28F * radiusAt(q.z)) < lumen * lumen) {
                return Artery;
            }
            const bool chalk = d > -1.8F && smoothNoise(q, 10, site.noise) > 0.45F;
            return site.label(chalk ? AneurysmCalcium : AneurysmThrombus);
        });
}

/// A flap that winds down the aorta between the smaller true and the larger false lumen.
void paintDissection(Canvas& canvas, const Site& site) {
    const Anatomy& a = site.anatomy;
    const float start = static_cast<float>(site.choice(64)) * 0.1F;
    const float top = a.dissectedFrom;
    canvas.paint(
        {{-40, -30, -400}, {60, 50, top}}, 0,
        [&](Vec p) {
            const TubePoint middle = aortaAt(a, p.z);
            const Vec q = p - middle.at;
            return std::sqrt(q.x * q.x + q.y * q.y) - middle.radius;
        },
        [&](float, Vec p, Label old) -> Label {
            if (old != Artery) {
                return old;
            }
            const TubePoint middle = aortaAt(a, p.z);
            const float turn = start + 0.006F * p.z;
            const float w = 1 / std::sqrt(1 + turn * turn); // (1, turn) turned into a direction
            const Vec q = (p - middle.at) * (1 / middle.radius);
            const float across = (q.x + turn * q.y) * w, along = (q.y - turn * q.x) * w;
            const float begun = std::clamp((top - p.z) / 30, 0.0F, 1.0F); // the tear widens
            const float flap = 0.12F + 0.28F * (1 - along * along) - 1.4F * (1 - begun);
            const float d = (across - flap) * middle.radius;
            return site.label(std::abs(d) < 1.2F ? IntimalFlap : d > 0 ? TrueLumen : FalseLumen);
        });
}

} // namespace bolus::phantom
