#include "engine/phantom/LesionParts.h"
#include "engine/phantom/Painters.h"

namespace bolus::phantom {

namespace {

const Over liverTissue{Liver, HepaticVein, PortalVein};
const Over kidneyAndAround{RenalCortex,   RenalMedulla, RenalPelvis, PerirenalFat, VisceralFat,
                           Liver,         Spleen,       SpleenPulp,  BowelWall,    BowelFluid,
                           BowelContents, Gas,          SmallVessel, Pancreas,     StomachWall};
const Over pancreasAndFat{Pancreas, VisceralFat, PerirenalFat, SmallVessel, PortalVein};

/// One lesion on the canvas: positions relative to its centre, in patient mm.
struct Site {
    Vec centre; // reference mm
    Vec scale;
    float radius;
    std::uint32_t noise;

    Vec offset(Vec p) const { return (p - centre) * scale; }
    Bounds bounds(float margin = 1.25F) const {
        const float reach = radius * margin + 2;
        return around(centre, Vec{reach, reach, reach} / scale);
    }
    /// A ball whose surface is uneven by a part of its radius.
    float ball(Vec p, float unevenness) const {
        const Vec q = offset(p);
        return length(q) - radius * (1 + unevenness * smoothNoise(q, radius * 0.9F, noise));
    }
};

template<typename Part>
void paintBall(Canvas& canvas, const Site& site, float unevenness, int slot, const Over& over,
               const Part& part) {
    canvas.paint(
        site.bounds(), std::min(3.0F, site.radius * 0.2F),
        [&](Vec p) { return site.ball(p, unevenness); },
        [&](float d, Vec p, Label old) {
            return over(old) ? lesionLabel(slot, part(d, site.offset(p))) : old;
        });
}

void paintPlain(Canvas& canvas, const Site& site, float unevenness, int slot, const Over& over) {
    paintBall(canvas, site, unevenness, slot, over, [](float, Vec) { return 0; });
}

void paintHemangioma(Canvas& canvas, const Site& site, int slot) {
    paintBall(canvas, site, 0.1F, slot, liverTissue, [&](float d, Vec q) -> int {
        const float depth = -d / site.radius;
        const bool nodule =
            smoothNoise(q, std::max(site.radius * 0.5F, 6.0F), site.noise + 1) > 0.05F;
        if (depth < 0.34F && nodule) {
            return HemangiomaNodule;
        }
        return depth < 0.22F ? HemangiomaRim : depth < 0.6F ? HemangiomaMiddle : HemangiomaCore;
    });
}

void paintHcc(Canvas& canvas, const Site& site, int slot) {
    paintBall(canvas, site, 0.08F, slot, liverTissue, [&](float d, Vec q) -> int {
        if (d > -2.8F) {
            return HccCapsule;
        }
        return smoothNoise(q, site.radius * 0.5F, site.noise + 1) > 0.52F ? HccNecrosis : HccBulk;
    });
}

void paintFnh(Canvas& canvas, const Site& site, int slot) {
    paintBall(canvas, site, 0.1F, slot, liverTissue, [&](float, Vec q) -> int {
        const float reach = 0.26F + 0.2F * smoothNoise(q, 0.4F * site.radius, site.noise + 1);
        return length(q) < reach * site.radius ? FnhScar : FnhBulk;
    });
}

void paintMetastasis(Canvas& canvas, const Site& site, int slot) {
    const float rim = std::min(4.0F, 0.3F * site.radius);
    paintBall(canvas, site, 0.12F, slot, liverTissue,
              [&](float d, Vec) -> int { return d > -rim ? MetastasisRim : MetastasisCore; });
}

void paintClearCell(Canvas& canvas, const Site& site, int slot) {
    paintBall(canvas, site, 0.09F, slot, kidneyAndAround, [&](float d, Vec q) -> int {
        const bool dead = smoothNoise(q, site.radius * 0.6F, site.noise + 1) > 0.38F;
        return dead && d < -3.5F ? RccNecrosis : RccBulk;
    });
}

void paintAngiomyolipoma(Canvas& canvas, const Site& site, int slot) {
    paintBall(canvas, site, 0.1F, slot, kidneyAndAround, [&](float, Vec q) -> int {
        return smoothNoise(q, 7, site.noise + 1) > 0.5F ? AngiomyolipomaStrand : AngiomyolipomaFat;
    });
}

/// A wedge with its base on the capsule and its tip towards the hilum.
void paintInfarct(Canvas& canvas, const Anatomy& a, const Site& site, int slot) {
    constexpr float height = 36;
    const Vec hub{a.spleenBody.centre.x - 24, a.spleenBody.centre.y - 8, site.centre.z};
    const Vec out = (site.centre - hub) * site.scale;
    const Vec axis = out * (1 / std::max(length(out), 1.0F));
    const Over spleen{Spleen, SpleenPulp};
    canvas.fill(
        site.bounds(2.4F), 0,
        [&](Vec p) {
            const Vec q = site.offset(p) + axis * (0.6F * height);
            const float along = dot(q, axis);
            const float edge = site.radius * along / height + smoothNoise(q, 9, site.noise);
            return along > 0 ? length(q - axis * along) - edge : 1.0F;
        },
        lesionLabel(slot, 0), spleen);
}

/// The mass, and the duct widened from it to the tail.
void paintAdenocarcinoma(Canvas& canvas, const Anatomy& a, const Site& site, int slot) {
    std::size_t nearest = 0;
    for (std::size_t i = 1; i < a.pancreas.size(); ++i) {
        const auto away = [&](std::size_t n) { return length(a.pancreas[n].at - site.centre); };
        nearest = away(i) < away(nearest) ? i : nearest;
    }
    Tube duct;
    for (std::size_t i = nearest; i < a.pancreas.size(); ++i) {
        duct.push_back({a.pancreas[i].at, i + 1 < a.pancreas.size() ? 3.4F : 2.0F});
    }
    if (nearest + 2 < a.pancreas.size()) {
        canvas.fillTube(duct, lesionLabel(slot, PdacDuct), Over{Pancreas});
    }
    Over over = pancreasAndFat;
    paintBall(canvas, site, 0.16F, slot, over, [](float, Vec) -> int { return PdacMass; });
}

/// A spindle of the aorta in front of the spine: lumen behind, thrombus in front, chalk in the
/// wall.
void paintAneurysm(Canvas& canvas, const Site& site, int slot) {
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
            return lesionLabel(slot, chalk ? AneurysmCalcium : AneurysmThrombus);
        });
}

/// Fluid between the wall and the organs, above all at the flanks.
void paintAscites(Canvas& canvas, const Anatomy& a, float depth) {
    const Over pushedAside{VisceralFat, Liver,      HepaticVein, PortalVein,
                           Spleen,      SpleenPulp, BowelWall,   BowelContents,
                           BowelFluid,  Gas,        SmallVessel};
    canvas.fill(
        {{-200, -200, -400}, {200, 90, 400}}, 4,
        [&](Vec p) {
            const float flank = std::clamp((std::abs(p.x) - 20) / 70, 0.0F, 1.0F);
            const float low = std::clamp((90 - p.z) / 60, 0.0F, 1.0F);
            const float here = depth * flank * low + 2.5F * smoothNoise(p, 40, a.noise + 51);
            const float behind = -ellipsoid({std::abs(p.x), p.y, 0}, {40, 58, 0}, {62, 42, 300});
            return std::max(smoothMax(-a.cavity(p) - here, behind, 8), a.cavity(p));
        },
        AscitesFluid, pushedAside);
    canvas.fill(
        {{-90, -80, -400}, {110, -5, 20}}, 3,
        [&](Vec p) { return 0.12F - smoothNoise(p, 30, a.noise + 52); }, AscitesFluid,
        Over{VisceralFat, SmallVessel});
}

void paintLesion(Canvas& canvas, const Anatomy& a, Finding finding, const Site& site, int slot) {
    switch (finding) {
    case Finding::HepaticCyst:
        return paintPlain(canvas, site, 0.03F, slot, liverTissue);
    case Finding::Hemangioma:
        return paintHemangioma(canvas, site, slot);
    case Finding::Hcc:
        return paintHcc(canvas, site, slot);
    case Finding::LiverMetastases:
        return paintMetastasis(canvas, site, slot);
    case Finding::FocalNodularHyperplasia:
        return paintFnh(canvas, site, slot);
    case Finding::RenalCyst:
        return paintPlain(canvas, site, 0.03F, slot, kidneyAndAround);
    case Finding::ClearCellRcc:
        return paintClearCell(canvas, site, slot);
    case Finding::Angiomyolipoma:
        return paintAngiomyolipoma(canvas, site, slot);
    case Finding::RenalStone:
        return paintPlain(canvas, site, 0.22F, slot, kidneyAndAround);
    case Finding::SplenicInfarct:
        return paintInfarct(canvas, a, site, slot);
    case Finding::PancreaticAdenocarcinoma:
        return paintAdenocarcinoma(canvas, a, site, slot);
    case Finding::AorticAneurysm:
        return paintAneurysm(canvas, site, slot);
    case Finding::Ascites:
        return paintAscites(canvas, a, 2 * site.radius / a.scale.x);
    default:
        return;
    }
}

} // namespace

void paintLesions(Canvas& canvas, const Anatomy& anatomy, const PhantomExam& exam) {
    const std::vector<Finding> findings = findingsOf(exam);
    std::uint32_t noise = anatomy.noise + 101;
    for (const PhantomLesion& lesion : exam.lesions) {
        const auto found = std::find(findings.begin(), findings.end(), lesion.finding);
        const Vec centre{static_cast<float>(lesion.centre[0]), static_cast<float>(lesion.centre[1]),
                         static_cast<float>(lesion.centre[2])};
        const Site site{centre / anatomy.scale, anatomy.scale,
                        static_cast<float>(lesion.diameter) / 2, noise += 7};
        paintLesion(canvas, anatomy, lesion.finding, site,
                    static_cast<int>(found - findings.begin()));
    }
}

} // namespace bolus::phantom
