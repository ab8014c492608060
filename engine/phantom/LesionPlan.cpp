#include "engine/phantom/Plan.h"

namespace bolus::phantom {

namespace {

class Planner {
public:
    Planner(const Anatomy& anatomy, Random& random) : m_anatomy(anatomy), m_random(random) {}

    std::vector<PhantomLesion> plan(Finding finding) {
        const Millimetres span = diametersOf(finding);
        const int diameter = m_random.integer(span.low, span.high);
        switch (organOf(finding)) {
        case Organ::Liver:
            return isDiffuse(finding) ? std::vector{wholeLiver(finding)}
                                      : inLiver(finding, diameter);
        case Organ::PortalVein:
            return {inPortalVein(finding)};
        case Organ::Biliary:
            return {inGallbladder(finding, diameter)};
        case Organ::Kidneys:
            return {inKidney(finding, diameter)};
        case Organ::Spleen:
            return {inSpleen(finding, diameter)};
        case Organ::Pancreas:
            return {inPancreas(finding, diameter)};
        case Organ::Adrenals:
            return {inAdrenal(finding, diameter)};
        case Organ::Aorta:
            return {finding == Finding::AorticDissection ? alongAorta(finding)
                                                         : inAorta(finding, diameter)};
        case Organ::Peritoneum:
            return {lesion(finding, {-120, -10, -60}, diameter, "peritoneal cavity")};
        case Organ::Chest:
            break;
        }
        return {inChest(finding, diameter)};
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
            const Millimetres smaller{14, std::max(14, diameter - 2)};
            const int size = i == 0 ? diameter : m_random.integer(smaller.low, smaller.high);
            lesions.push_back(oneInLiver(finding, size, lesions));
        }
        return lesions;
    }

    /// How deep in the liver its middle lies, as parts of its radius: a bile duct cancer draws in
    /// the capsule before the wall, other lesions keep away from it.
    bool deepEnough(Finding finding, Vec p, float radius) const {
        const float depth = -m_anatomy.liver(p);
        if (finding != Finding::Cholangiocarcinoma) {
            return depth > 0.82F * radius;
        }
        const bool beforeWall = m_anatomy.cirrhotic || -m_anatomy.cavity(p) < depth + 4;
        return depth > 0.6F * radius && depth < radius && beforeWall;
    }

    /// It shrinks where the liver is too thin.
    PhantomLesion oneInLiver(Finding finding, int diameter,
                             const std::vector<PhantomLesion>& others) {
        for (int attempt = 0;; ++attempt) {
            const float x = between(-140, 60), y = between(-90, 80);
            const Vec p{x, y, between(-60, 84)};
            const float radius = static_cast<float>(diameter) / 2;
            const bool room = deepEnough(finding, p, radius) && clearOf(p, radius, others);
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

    PhantomLesion wholeLiver(Finding finding) const {
        return lesion(finding, Vec{-72, -4, 24} + m_anatomy.liverShift, 0, "liver");
    }

    PhantomLesion inPortalVein(Finding finding) const {
        const std::size_t tube = m_anatomy.thrombosedTubes().first;
        const Tube& vein = m_anatomy.portalVeins[tube];
        const char* place = m_anatomy.thrombosed == Thrombosed::Main    ? "main portal vein"
                            : m_anatomy.thrombosed == Thrombosed::Right ? "right portal vein"
                                                                        : "left portal vein";
        const Vec middle = (vein[0].at + vein[1].at) * 0.5F;
        const float width = (vein[0].radius + vein[1].radius) * m_anatomy.scale.x;
        return lesion(finding, middle, static_cast<int>(width + 0.5F), place);
    }

    /// On the floor of the gallbladder of a patient who lies on the back.
    PhantomLesion inGallbladder(Finding finding, int diameter) const {
        const TubePoint& body = m_anatomy.gallbladder[1];
        const float radius = 0.5F * static_cast<float>(diameter) / m_anatomy.scale.y;
        return lesion(finding, body.at + Vec{0, std::max(0.0F, body.radius - radius - 2), 0},
                      diameter, "gallbladder");
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
        if (finding == Finding::Hydronephrosis) {
            const Vec at = kidney.fromLocal(Vec{22, 0, -3} / kidney.radii);
            return lesion(finding, at, diameter, side + " kidney");
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

    /// Where a line from its hilum outwards is in the spleen; empty where the lung takes its place.
    Millimetres spleenAlong(Vec hub, Vec direction) const {
        const auto inside = [&](int at) {
            return m_anatomy.spleen(hub + direction * static_cast<float>(at)) < 0;
        };
        int inner = 10;
        while (inner < 70 && !inside(inner)) {
            inner += 2;
        }
        int outer = inner;
        while (outer < 110 && inside(outer + 2)) {
            outer += 2;
        }
        return {inner, outer};
    }

    PhantomLesion inSpleen(Finding finding, int diameter) {
        const Ellipsoid& spleen = m_anatomy.spleenBody;
        const float back = between(-0.4F, 0.2F);
        const Vec direction = Vec{1, back, 0} * (1 / std::sqrt(1 + back * back));
        const auto hubAt = [&](int level) {
            return spleen.centre + Vec{-24, -8, 22 * static_cast<float>(level)};
        };
        int pole = m_random.integer(-1, 1);
        Millimetres along = spleenAlong(hubAt(pole), direction);
        while (along.high - along.low < 12 && pole > -1) {
            along = spleenAlong(hubAt(--pole), direction);
        }
        const int reach = along.high - std::min(14, (along.high - along.low) / 2);
        const std::string place = pole > 0   ? "upper pole of the spleen"
                                  : pole < 0 ? "lower pole of the spleen"
                                             : "mid portion of the spleen";
        return lesion(finding, hubAt(pole) + direction * static_cast<float>(reach), diameter,
                      place);
    }

    PhantomLesion inPancreas(Finding finding, int diameter) {
        const Tube& gland = m_anatomy.pancreas;
        if (finding == Finding::AcutePancreatitis) { // its size is the gland's thickness
            const float thick = 2 * gland[3].radius * m_anatomy.scale.y;
            return lesion(finding, gland[3].at, static_cast<int>(thick + 0.5F), "pancreas");
        }
        const double where = m_random.uniform();
        const double head = finding == Finding::NeuroendocrineTumor ? 0.34 : 0.55;
        const std::size_t point = where < head ? 1 : where < 0.5 + 0.5 * head ? 3 : 5;
        const char* place = point == 1   ? "pancreatic head"
                            : point == 3 ? "pancreatic body"
                                         : "pancreatic tail";
        return lesion(finding, gland[point].at, diameter, place);
    }

    /// It grows from where the limbs meet.
    PhantomLesion inAdrenal(Finding finding, int diameter) {
        const bool isLeft = m_random.chance(0.55);
        const Kidney& kidney = isLeft ? m_anatomy.left : m_anatomy.right;
        const float radius = 0.5F * static_cast<float>(diameter);
        const Vec at = m_anatomy.adrenal(kidney) +
                       Vec{kidney.side * 0.25F * radius, -0.15F * radius, 0.45F * radius};
        return lesion(finding, at, diameter, isLeft ? "left adrenal gland" : "right adrenal gland");
    }

    PhantomLesion alongAorta(Finding finding) const {
        const bool all = m_anatomy.dissectedFrom > m_anatomy.centre.z + m_anatomy.halfLength;
        const TubePoint& point = m_anatomy.aorta[all ? 2 : 3];
        const float width = 2 * point.radius * m_anatomy.scale.x;
        return lesion(finding, point.at, static_cast<int>(width + 0.5F),
                      all ? "descending thoracic and abdominal aorta" : "abdominal aorta");
    }

    PhantomLesion inChest(Finding finding, int depth) {
        const double lot = m_random.uniform();
        const float side = lot < 0.3 ? 1.0F : -1.0F;
        const char* place = lot < 0.3    ? "left pleural space"
                            : lot < 0.65 ? "right pleural space"
                                         : "both pleural spaces";
        Vec at{side * 62, 70, 74};
        while (m_anatomy.cavity(at) > -0.4F * static_cast<float>(depth)) {
            at.y -= 1; // half as deep as the fluid before the ribs
        }
        return lesion(finding, at, depth, place);
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

} // namespace

std::vector<PhantomLesion> planLesions(const Anatomy& anatomy, Random& random) {
    Planner planner(anatomy, random);
    std::vector<PhantomLesion> lesions;
    for (const Finding finding : anatomy.patient.findings) {
        for (PhantomLesion& lesion : planner.plan(finding)) {
            lesions.push_back(std::move(lesion));
        }
    }
    return lesions;
}

} // namespace bolus::phantom
