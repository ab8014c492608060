#include "engine/phantom/Painters.h"

namespace bolus::phantom {

namespace {

constexpr Bounds everywhere{{-400, -400, -400}, {400, 400, 400}};
constexpr float vertebraPitch = 36, ribPitch = 25;

/// Fat planes between the three flat muscles of the flank, and the white line in front.
Label muscleLabel(float d, Vec p) {
    const bool flank = std::abs(p.x) > 72 && p.y < 55 && p.z < 30;
    const bool plane = std::abs(d + 4.6F) < 0.45F || std::abs(d + 9) < 0.45F;
    const bool midline = p.y < -60 && std::abs(p.x) < 2.5F && d > -9;
    return (flank && plane) || midline ? SubcutaneousFat : Muscle;
}

/// Ribs run down and forward in the wall: a slice cuts several of them, each further forward the
/// higher it begins.
Label wallLabel(const Anatomy& a, float d, Vec p) {
    constexpr float depthInWall = -6.2F, halfThick = 3.9F, halfHigh = 6.5F;
    const float across = (d - depthInWall) / halfThick;
    if (std::abs(across) > 1 || p.y > 66 || std::abs(p.x) < 24) {
        return muscleLabel(d, p);
    }
    const float forward = (66 - p.y) / 150; // 0 at the spine, 1 at the sternum
    const float level = (p.z + 92 * forward - a.ribPhase) / ribPitch;
    const float whole = std::floor(level + 0.5F);
    const float reach = whole < 0 ? 0 : whole < 1 ? 0.28F : whole < 2 ? 0.5F : 0.78F;
    const float along = (level - whole) * ribPitch / halfHigh;
    const float inside = square(across) + square(along);
    if (inside > 1 || whole < 0) {
        return muscleLabel(d, p);
    }
    if (forward > reach) {
        return whole >= 2 && forward < 0.98F ? Cartilage : Muscle;
    }
    return inside > 0.35F ? CorticalBone : Marrow;
}

void paintWall(Canvas& canvas, const Anatomy& a) {
    canvas.paint(
        everywhere, 5, [&](Vec p) { return a.skin(p); },
        [](float d, Vec, Label) { return d > -2 ? Skin : SubcutaneousFat; });
    canvas.paint(
        everywhere, 5, [&](Vec p) { return a.muscle(p); },
        [&](float d, Vec p, Label) { return wallLabel(a, d, p); });
    canvas.paint(
        everywhere, 5, [&](Vec p) { return a.cavity(p); },
        [](float, Vec, Label) { return VisceralFat; });
}

void paintBackMuscles(Canvas& canvas, const Anatomy& a) {
    for (const float side : {-1.0F, 1.0F}) {
        const auto column = [&](float x, float y, float rx, float ry, float top) {
            canvas.fill(
                {{side * x - 40, y - 30, -400}, {side * x + 40, y + 30, top}}, 4,
                [=](Vec p) {
                    const float taper = std::min(1.0F, 0.35F + std::max(0.0F, top - p.z) / 90);
                    return ellipsoid({p.x, p.y, 0}, {side * x, y, 0}, {rx * taper, ry * taper, 50});
                },
                Muscle, Over{VisceralFat});
        };
        column(34, 43, 17, 19, 12); // psoas
        column(66, 66, 21, 10, 2);  // quadratus lumborum
        column(17, 12, 6, 18, 90);  // crus of the diaphragm
    }
}

Label vertebraLabel(float u, Vec p, Label old) {
    const float body = square(p.x / 23.5F) + square((p.y - 40) / 17.5F);
    if (body < 1 && p.y < 54.5F) {
        const float toPlate = std::min(u, 1 - u);
        if (toPlate < 0.11F) {
            return Disc;
        }
        return body > 0.83F || p.y > 53 || toPlate < 0.155F ? CorticalBone : Marrow;
    }
    if (p.y < 50) {
        return old; // in front of the arch
    }
    const float canal = square(p.x / 11.5F) + square((p.y - 64) / 8.8F);
    if (canal < 1) {
        return square(p.x / 5.2F) + square((p.y - 64.5F) / 4.2F) < 1 ? SpinalCord : SpinalFluid;
    }
    const float x = std::abs(p.x);
    const bool pedicleLevel = u > 0.42F && u < 0.86F;
    if (pedicleLevel && x > 11 && x < 20 && p.y > 50 && p.y < 68) {
        return x < 13 || x > 18 ? CorticalBone : Marrow;
    }
    const float arch = capsule({x, p.y, 0}, {{16, 69, 0}, 5.2F}, {{0, 82, 0}, 4.6F});
    const float spine = capsule({x, p.y, 0}, {{0, 82, 0}, 4}, {{0, 103 - 6 * u, 0}, 3.4F});
    const float transverse = capsule({x, p.y, 0}, {{17, 66, 0}, 4.5F}, {{44, 74, 0}, 3});
    const float facet = capsule({x, p.y, 0}, {{16.5F, 70, 0}, 7}, {{17, 71, 0}, 7});
    float d = u > 0.2F && u < 0.8F ? arch : HUGE_VALF;
    d = u > 0.15F && u < 0.62F ? std::min(d, spine) : d;
    d = u > 0.5F && u < 0.78F ? std::min(d, transverse) : d;
    d = u < 0.3F || u > 0.88F ? std::min(d, facet) : d;
    return d < 0 ? (d > -1.6F ? CorticalBone : Marrow) : old;
}

void paintSpine(Canvas& canvas, const Anatomy& a) {
    canvas.paint(
        {{-50, 20, -400}, {50, 110, 400}}, 0, [](Vec) { return -1.0F; },
        [&](float, Vec p, Label old) {
            const float level = (p.z + a.discPhase) / vertebraPitch;
            return vertebraLabel(level - std::floor(level), p, old);
        });
}

void paintTable(Canvas& canvas, const Anatomy& a) {
    const float back = 99 + a.fat * 0.9F;
    canvas.paint(
        {{-190, back - 32, -400}, {190, back + 10, 400}}, 0, [](Vec) { return -1.0F; },
        [&](float, Vec p, Label old) {
            const float surface = back + 7 - 52 * square(p.x / 230);
            const bool sheet = std::abs(p.y - surface) < 1.6F;
            return old == Air && sheet ? Table : old;
        });
}

} // namespace

void paintBody(Canvas& canvas, const Anatomy& anatomy) {
    paintTable(canvas, anatomy);
    paintWall(canvas, anatomy);
    paintBackMuscles(canvas, anatomy);
    paintSpine(canvas, anatomy);
}

} // namespace bolus::phantom
