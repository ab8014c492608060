// What the painters of lesions share.
#pragma once

#include "engine/phantom/Anatomy.h"
#include "engine/phantom/Canvas.h"
#include "engine/phantom/LesionParts.h"

namespace bolus::phantom {

/// One lesion on the canvas: positions relative to its centre, in patient mm.
struct Site {
    const Anatomy& anatomy;
    const PhantomLesion& lesion;
    Vec centre; // reference mm
    Vec scale;
    float radius;
    std::uint32_t noise;
    int slot;
    int diffuseSlot, clotSlot; // of what took the liver's and the portal vein's place, or neither's

    Label label(int part) const { return lesionLabel(slot, part); }
    Vec offset(Vec p) const { return (p - centre) * scale; }
    /// A fixed choice of this lesion, one of `kinds`.
    std::uint32_t choice(std::uint32_t kinds) const { return (noise >> 9) % kinds; }
    Bounds bounds(float margin = 1.25F) const {
        const float reach = radius * margin + 2;
        return around(centre, Vec{reach, reach, reach} / scale);
    }
    /// A ball whose surface is uneven by a part of its radius.
    float ball(Vec p, float unevenness) const {
        const Vec q = offset(p);
        return length(q) - radius * (1 + unevenness * smoothNoise(q, radius * 0.9F, noise));
    }
    Label diffuse(int part) const { return lesionLabel(diffuseSlot, part); }
    Label clot(int part) const { return lesionLabel(clotSlot, part); }
    /// The liver and the vessels in it, whatever diffuse disease it has.
    Over liverTissue() const {
        return {Liver, HepaticVein, PortalVein, diffuse(0), diffuse(1), clot(0), clot(1), clot(2)};
    }
};

/// `part(distance, offset)` inside an uneven ball.
template<typename Part>
void paintBall(Canvas& canvas, const Site& site, float unevenness, const Over& over,
               const Part& part) {
    canvas.paint(
        site.bounds(), std::min(3.0F, site.radius * 0.2F),
        [&](Vec p) { return site.ball(p, unevenness); },
        [&](float d, Vec p, Label old) {
            return over(old) ? site.label(part(d, site.offset(p))) : old;
        });
}

inline void paintPlain(Canvas& canvas, const Site& site, float unevenness, const Over& over) {
    paintBall(canvas, site, unevenness, over, [](float, Vec) { return 0; });
}

using LesionPainter = void(Canvas&, const Site&);

LesionPainter paintHepaticCyst, paintHemangioma, paintHcc, paintMetastasis, paintFnh, paintAdenoma,
    paintCholangiocarcinoma, paintAbscess, paintSteatosis, paintCirrhosis;
LesionPainter paintPortalThrombosis, paintAneurysm, paintDissection;
LesionPainter paintGallstones, paintAdenocarcinoma, paintNeuroendocrine, paintPancreatitis,
    paintInfarct;
LesionPainter paintRenalCyst, paintClearCell, paintPapillary, paintAngiomyolipoma, paintRenalStone,
    paintHydronephrosis, paintAdrenalAdenoma;
LesionPainter paintAscites, paintEffusion;

} // namespace bolus::phantom
