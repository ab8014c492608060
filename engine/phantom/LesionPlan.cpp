#include "engine/phantom/Plan.h"

namespace bolus::phantom {

namespace {

struct Span {
    int low, high; // mm
};

/// Seen with eight slices of about 6.5 mm and 32 × 32 pixels of about 1.4 mm to a token.
Span diameters(Finding finding) {
    switch (finding) {
    case Finding::HepaticCyst:
        return {22, 65};
    case Finding::Hemangioma:
        return {24, 64};
    case Finding::Hcc:
        return {24, 70};
    case Finding::LiverMetastases:
        return {20, 38};
    case Finding::FocalNodularHyperplasia:
        return {26, 60};
    case Finding::RenalCyst:
        return {24, 64};
    case Finding::ClearCellRcc:
        return {26, 64};
    case Finding::Angiomyolipoma:
        return {22, 52};
    case Finding::RenalStone:
        return {12, 26};
    case Finding::SplenicInfarct:
        return {30, 54};
    case Finding::PancreaticAdenocarcinoma:
        return {22, 42};
    case Finding::AorticAneurysm:
        return {38, 66};
    case Finding::Ascites:
        return {12, 32};
    default:
        break;
    }
    return {20, 20};
}

class Planner {
public:
    Planner(const Anatomy& anatomy, Random& random) : m_anatomy(anatomy), m_random(random) {}

    std::vector<PhantomLesion> plan(Finding finding) {
        const Span span = diameters(finding);
        const int diameter = m_random.integer(span.low, span.high);
        switch (organOf(finding)) {
        case Organ::Liver:
            return inLiver(finding, diameter);
        case Organ::Kidneys:
            return {inKidney(finding, diameter)};
        case Organ::Spleen:
            return {inSpleen(finding, diameter)};
        case Organ::Pancreas:
            return {inPancreas(finding, diameter)};
        case Organ::Aorta:
            return {inAorta(finding, diameter)};
        default:
            break;
        }
        return {lesion(finding, {-120, -10, -60}, diameter, "peritoneal cavity")};
    }

private:
    PhantomLesion lesion(Finding finding, Vec reference, int diameter, std::string place) const {
        const Vec at = reference * m_anatomy.scale;
        return {finding, {at.x, at.y, at.z}, static_cast<double>(diameter), std::move(place)};
    }

    float between(float low, float high) { return static_cast<float>(m_random.uniform(low, high)); }

    std::vector<PhantomLesion> inLiver(Finding finding, int diameter) {
        const int count = finding == Finding::LiverMetastases ? m_random.integer(3, 5) : 1;
        std::vector<PhantomLesion> lesions;
        for (int i = 0; i < count; ++i) {
            const Span smaller{14, std::max(14, diameter - 2)};
            const int size = i == 0 ? diameter : m_random.integer(smaller.low, smaller.high);
            lesions.push_back(oneInLiver(finding, size, lesions));
        }
        return lesions;
    }

    /// Deep enough that the liver holds it; it shrinks where the liver is too thin.
    PhantomLesion oneInLiver(Finding finding, int diameter,
                             const std::vector<PhantomLesion>& others) {
        for (int attempt = 0;; ++attempt) {
            const float x = between(-140, 60), y = between(-90, 80);
            const Vec p{x, y, between(-60, 84)};
            const float radius = static_cast<float>(diameter) / 2;
            const bool room = m_anatomy.liver(p) < -0.82F * radius && clearOf(p, radius, others);
            const std::string_view segment = m_anatomy.liverSegment(p);
            const bool seen =
                std::abs(p.z - m_anatomy.centre.z) < m_anatomy.halfLength - 0.8F * radius;
            if ((room && seen && segment != "I") || attempt > 20000) {
                return lesion(finding, p, diameter, std::string("segment ").append(segment));
            }
            if (attempt % 60 == 59) {
                diameter = std::max(12, diameter - 2);
            }
        }
    }

    bool clearOf(Vec p, float radius, const std::vector<PhantomLesion>& others) const {
        for (const PhantomLesion& other : others) {
            const Vec at{static_cast<float>(other.centre[0]), static_cast<float>(other.centre[1]),
                         static_cast<float>(other.centre[2])};
            const float apart = length(p * m_anatomy.scale - at);
            if (apart < radius + static_cast<float>(other.diameter) / 2 + 4) {
                return false;
            }
        }
        return true;
    }

    PhantomLesion inKidney(Finding finding, int diameter) {
        const bool isLeft = m_random.chance(0.5);
        const Kidney& kidney = isLeft ? m_anatomy.left : m_anatomy.right;
        const std::string side = isLeft ? "left" : "right";
        if (finding == Finding::RenalStone) {
            const Vec at = kidney.fromLocal({0.42F, 0, between(-0.08F, 0.08F)});
            return lesion(finding, at, diameter, side + " renal pelvis");
        }
        const int pole = m_random.integer(-1, 1);
        const float outward = finding == Finding::RenalCyst ? 0.95F : 0.78F;
        Vec at = onKidney(kidney, pole, outward);
        for (int attempt = 1; m_anatomy.cavity(at) > -0.32F * static_cast<float>(diameter);
             ++attempt) {
            at = onKidney(kidney, pole, outward); // not into the wall of the body
            diameter = attempt % 8 == 0 ? std::max(12, diameter - 2) : diameter;
        }
        const std::string part = pole > 0   ? "upper pole"
                                 : pole < 0 ? "lower pole"
                                            : "interpolar region";
        return lesion(finding, at, diameter, part + " of the " + side + " kidney");
    }

    /// Away from the hilum and from the muscles behind.
    Vec onKidney(const Kidney& kidney, int pole, float outward) {
        const float up = 0.6F * static_cast<float>(pole) + between(-0.08F, 0.08F);
        const float across = between(-0.3F, 0.8F);
        const float along = outward * outward - across * across - up * up;
        return kidney.fromLocal({-std::sqrt(std::max(0.1F, along)), across, up});
    }

    PhantomLesion inSpleen(Finding finding, int diameter) {
        const Ellipsoid& spleen = m_anatomy.spleenBody;
        const int pole = m_random.integer(-1, 1);
        const float z = spleen.centre.z + 22 * static_cast<float>(pole);
        const Vec hub{spleen.centre.x - 24, spleen.centre.y - 8, z};
        const float back = between(-0.4F, 0.2F);
        const Vec direction = Vec{1, back, 0} * (1 / std::sqrt(1 + back * back));
        float reach = 20; // the spleen begins a little outside the hilum
        while (reach < 90 && m_anatomy.spleen(hub + direction * (reach + 2)) < 0) {
            reach += 2;
        }
        const std::string place = pole > 0   ? "upper pole of the spleen"
                                  : pole < 0 ? "lower pole of the spleen"
                                             : "mid portion of the spleen";
        return lesion(finding, hub + direction * (reach - 14), diameter, place);
    }

    PhantomLesion inPancreas(Finding finding, int diameter) {
        const double where = m_random.uniform();
        const std::size_t point = where < 0.55 ? 1 : where < 0.8 ? 3 : 5;
        const char* place = point == 1   ? "pancreatic head"
                            : point == 3 ? "pancreatic body"
                                         : "pancreatic tail";
        return lesion(finding, m_anatomy.pancreas[point].at, diameter, place);
    }

    PhantomLesion inAorta(Finding finding, int diameter) {
        const float z = m_anatomy.centre.z - m_anatomy.halfLength + between(36, 50);
        const TubePoint &above = m_anatomy.aorta[2], &below = m_anatomy.aorta[3];
        const float part = std::clamp((above.at.z - z) / (above.at.z - below.at.z), 0.0F, 1.5F);
        Vec at = above.at + (below.at - above.at) * part;
        at.z = z;
        at.y -= static_cast<float>(diameter) / 2 - 10; // it grows forward, away from the spine
        return lesion(finding, at, diameter, "infrarenal abdominal aorta");
    }

    const Anatomy& m_anatomy;
    Random& m_random;
};

constexpr std::array<Finding, 13> kinds{Finding::HepaticCyst,
                                        Finding::Hemangioma,
                                        Finding::Hcc,
                                        Finding::LiverMetastases,
                                        Finding::FocalNodularHyperplasia,
                                        Finding::RenalCyst,
                                        Finding::ClearCellRcc,
                                        Finding::Angiomyolipoma,
                                        Finding::RenalStone,
                                        Finding::SplenicInfarct,
                                        Finding::PancreaticAdenocarcinoma,
                                        Finding::AorticAneurysm,
                                        Finding::Ascites};

} // namespace

Organ organOf(Finding finding) {
    switch (finding) {
    case Finding::HepaticCyst:
    case Finding::Hemangioma:
    case Finding::Hcc:
    case Finding::LiverMetastases:
    case Finding::FocalNodularHyperplasia:
    case Finding::HepaticAdenoma:
    case Finding::Cholangiocarcinoma:
    case Finding::LiverAbscess:
    case Finding::Steatosis:
    case Finding::Cirrhosis:
        return Organ::Liver;
    case Finding::PortalVeinThrombosis:
        return Organ::PortalVein;
    case Finding::Gallstones:
        return Organ::Biliary;
    case Finding::RenalCyst:
    case Finding::ClearCellRcc:
    case Finding::PapillaryRcc:
    case Finding::Angiomyolipoma:
    case Finding::RenalStone:
    case Finding::Hydronephrosis:
        return Organ::Kidneys;
    case Finding::SplenicInfarct:
        return Organ::Spleen;
    case Finding::PancreaticAdenocarcinoma:
    case Finding::NeuroendocrineTumor:
    case Finding::AcutePancreatitis:
        return Organ::Pancreas;
    case Finding::AdrenalAdenoma:
        return Organ::Adrenals;
    case Finding::AorticAneurysm:
    case Finding::AorticDissection:
        return Organ::Aorta;
    case Finding::PleuralEffusion:
        return Organ::Chest;
    case Finding::Ascites:
    case Finding::Normal:
        break;
    }
    return Organ::Peritoneum;
}

std::vector<PhantomLesion> planLesions(const Anatomy& anatomy, Random& random) {
    const double lot = random.uniform();
    if (lot < 0.125) {
        return {};
    }
    Planner planner(anatomy, random);
    const Finding first = random.pick(kinds);
    std::vector<PhantomLesion> lesions = planner.plan(first);
    if (lot > 0.7) {
        Finding second = random.pick(kinds);
        while (organOf(second) == organOf(first)) {
            second = random.pick(kinds);
        }
        for (PhantomLesion& lesion : planner.plan(second)) {
            lesions.push_back(std::move(lesion));
        }
    }
    return lesions;
}

} // namespace bolus::phantom
