#include "engine/phantom/Anatomy.h"

namespace bolus::phantom {

Vec Kidney::local(Vec p) const {
    const Vec d = p - centre;
    const float tilted = d.x + side * 0.2F * d.z;             // upper poles lie nearer the spine
    const float along = -side * 0.88F * tilted - 0.47F * d.y; // the hilum looks in and forward
    const float across = side * 0.47F * tilted - 0.88F * d.y;
    return Vec{along, across, d.z} / radii;
}

Vec Kidney::fromLocal(Vec q) const {
    const Vec d = q * radii;
    const float tilted = -side * 0.88F * d.x + side * 0.47F * d.y;
    const float y = -0.47F * d.x - 0.88F * d.y;
    return centre + Vec{tilted - side * 0.2F * d.z, y, d.z};
}

float Anatomy::skin(Vec p) const {
    const float back = 5 / (1 + square(p.x / 16)) * (p.y > 0 ? 1.0F : 0.0F); // furrow of the spine
    const float waist = 1 - 0.035F * square((p.z + 20) / 100);
    const float belly = 0.35F * fat;
    return roundedOval(p.x, p.y + belly * 0.4F, (150 + fat) * waist, 99 + fat * 0.95F, 0.3F) + back;
}

float Anatomy::muscle(Vec p) const {
    const float waist = 1 - 0.035F * square((p.z + 20) / 100);
    const float back = 4 / (1 + square(p.x / 14)) * (p.y > 0 ? 1.0F : 0.0F);
    return roundedOval(p.x, p.y, 150 * waist, 98, 0.3F) + back;
}

float Anatomy::cavity(Vec p) const {
    const float waist = 1 - 0.035F * square((p.z + 20) / 100);
    const float thorax = std::clamp((p.z - 10) / 60, 0.0F, 1.0F); // ribs instead of three muscles
    return roundedOval(p.x, p.y + 6, 150 * waist - 14 + 2.5F * thorax, 80 + 1.5F * thorax, 0.25F);
}

float Anatomy::lung(Vec p) const {
    const auto dome = [&](float x, float y, float top) {
        return top - 76 * (square((p.x - x) / 84) + square((p.y - y) / 92));
    };
    const float domes =
        smoothMax(smoothMax(dome(-68, -26, 96), dome(68, -22, 86), 16), dome(6, -46, 88), 16);
    const float mediastinum = 150 - 70 * square(p.x / 24);
    return (std::max(domes, mediastinum) - p.z) * 0.6F;
}

/// Scarring shrinks the right lobe, the caudate and the left lateral segments grow instead.
float Anatomy::liverLobes(Vec q) const {
    const Vec size{liverSize, liverSize, liverSize};
    if (!cirrhotic) {
        return smoothMin(ellipsoid(q, {-70, -4, 14}, Vec{90, 100, 88} * size),
                         ellipsoid(q, {6, -54, 46}, Vec{80, 42, 36} * size), 24);
    }
    const float rightLobe = ellipsoid(q, {-63, 0, 22}, Vec{67, 76, 66} * size);
    const float leftLobe = ellipsoid(q, {12, -46, 42}, Vec{84, 37, 42} * size);
    const float caudate = ellipsoid(q, {-16, -8, 32}, Vec{26, 25, 38} * size);
    return smoothMin(smoothMin(rightLobe, leftLobe, 16), caudate, 6);
}

float Anatomy::liver(Vec p) const {
    const Vec q = p - liverShift;
    float d = liverLobes(q);
    if (d > 12) {
        return d; // far off: the rest only takes away
    }
    const float visceral = 0.62F * (q.x + 50) - 0.76F * (q.z + 27) + 0.24F * (q.y + 22);
    d = smoothMax(d, uneven(visceral, 5, p, 48, noise + 4), 24);
    d = smoothMax(d, -ellipsoid(q, {34, 38, 18}, {50, 62, 100}), 14);  // spine, stomach
    d = std::max(d, -(std::abs(q.x + 4 + 0.06F * (q.y + 60)) - 2.2F) - // ligamentum teres
                        8 * std::max(0.0F, (q.z - 40) / 10) - 0.5F * std::max(0.0F, q.y + 52));
    if (d > 8) {
        return d;
    }
    d = uneven(d, 2.5F, p, 34, noise + 1);
    d = cirrhotic ? uneven(d, 3.6F, p, 14, noise + 5) : d;   // nodules bulge
    const float bed = (1.08F - length(right.local(p))) * 27; // of the right kidney
    d = smoothMax(d, bed, 6);
    d = std::max(d, 1 - tube(p, gallbladder));
    return std::max({d, cavity(p) + 2.5F, 1.5F - lung(p)});
}

float Anatomy::spleen(Vec p) const {
    float d = ellipsoid(p, spleenBody.centre, spleenBody.radii);
    d = smoothMax(d, -ellipsoid(p, spleenBody.centre + Vec{-44, -20, 2}, {42, 50, 72}), 10);
    d = uneven(d, 2.2F, p, 26, noise + 2);
    return std::max({d, cavity(p) + 2.5F, 1.5F - lung(p)});
}

Vec Anatomy::adrenal(const Kidney& kidney) const {
    return {kidney.side * 30, 16, kidney.centre.z + kidney.radii.z * 0.95F};
}

IndexRange Anatomy::thrombosedTubes() const {
    switch (thrombosed) {
    case Thrombosed::Main:
        return {portalTrunk.first, leftPortal.end};
    case Thrombosed::Right:
        return rightPortal;
    case Thrombosed::Left:
        return leftPortal;
    default:
        return {};
    }
}

const char* Anatomy::liverSegment(Vec p) const {
    const Vec q = p - liverShift;
    const bool caudate = q.x > -34 && q.x < 2 && q.y > -22 && q.y < 16;
    if (caudate) {
        return "I";
    }
    if (q.x > -4) {
        return q.z > 46 ? "II" : "III";
    }
    const float middle = (q.x + 24) * 58 - (q.y + 2) * 26; // plane of the middle hepatic vein
    if (middle > 0) {
        return "IV";
    }
    const bool behind = q.y > 8 + 0.08F * (q.x + 60); // plane of the right hepatic vein
    const bool above = q.z > 36;                      // plane of the portal vein
    return behind ? (above ? "VII" : "VI") : (above ? "VIII" : "V");
}

} // namespace bolus::phantom
