#include "engine/phantom/Anatomy.h"
#include "engine/phantom/Random.h"

namespace bolus::phantom {

namespace {

constexpr Vec healthySpleen{42, 64, 58}; // radii: 84 × 128 × 116 mm

float bell(Random& random, float deviation) {
    return deviation * static_cast<float>(random.bell());
}

Vec near(Random& random, Vec at, float deviation) {
    const float x = bell(random, deviation), y = bell(random, deviation);
    return at + Vec{x, y, bell(random, deviation)};
}

float between(Random& random, float low, float high) {
    return static_cast<float>(random.uniform(low, high));
}

/// The reference body is 300 mm wide and 196 mm deep at its muscles; people differ from it.
void setHabitus(Anatomy& a, Random& random, bool heldOut) {
    const bool female = a.patient.female;
    const float size = (heldOut ? 1.02F : 1.0F) + bell(random, 0.04F) + (female ? -0.03F : 0.02F);
    a.scale = {size + bell(random, 0.02F), size + bell(random, 0.03F), 1 + bell(random, 0.03F)};
    a.fat = (heldOut ? between(random, 6, 33) : between(random, 5, 31)) + (female ? 3.0F : 0.0F);
    a.noise = static_cast<std::uint32_t>(random.next());
    a.discPhase = between(random, 0, 36);
    a.ribPhase = between(random, -5, 5);
    a.centre = {0, bell(random, 4), between(random, -10, 0)};
    a.halfWidth = (std::max(150 + a.fat, 158.0F) * std::max(a.scale.x, 0.9F) + 10) / a.scale.x;
    a.halfLength = 100 + 5 * static_cast<float>(random.integer(0, 2));
}

void setSolidOrgans(Anatomy& a, Random& random) {
    a.liverShift = near(random, {0, 0, 0}, 3);
    a.liverSize = 1 + bell(random, 0.04F);
    const float spleenSize = std::clamp(1 + bell(random, 0.045F), 0.91F, 1.08F);
    a.spleenBody = {near(random, {102, 34, 30}, 3), healthySpleen * spleenSize};
    a.heart = {near(random, {18, -46, 116}, 3), {64, 44, 42}};
    const float kidneySize = 1 + bell(random, 0.06F);
    a.right = {near(random, {-64, 33, -38}, 3), Vec{26, 29, 54} * kidneySize, -1};
    a.left = {near(random, {64, 31, -24}, 3), Vec{26, 29, 55} * kidneySize, 1};
}

void setHollowOrgans(Anatomy& a, Random& random) {
    const float full = between(random, 0.82F, 1.12F);
    a.stomach = {{near(random, {70, 6, 66}, 3), 30 * full},
                 {near(random, {64, -28, 40}, 3), 28 * full},
                 {near(random, {46, -48, 14}, 3), 22 * full},
                 {near(random, {14, -54, 0}, 2), 16},
                 {{-16, -42, 4}, 10}};
    a.duodenum = {{{-20, -40, 4}, 11},
                  {{-46, -20, -6}, 11},
                  {{-46, -10, -52}, 11},
                  {{-12, -8, -62}, 10},
                  {{26, -10, -56}, 10}};
    a.gallbladder = {{near(random, {-46, -46, 0}, 3), 9},
                     {near(random, {-50, -58, -18}, 3), between(random, 13, 18)},
                     {near(random, {-52, -66, -34}, 3), between(random, 11, 16)}};
    a.bileDuct = {{{-40, -18, 34}, 2.6F}, {{-30, -22, 12}, 3.2F}, {{-30, -14, -18}, 2.8F}};
    a.colon = {{{-98, 10, -130}, 20},
               {{-100, 6, -84}, 21},
               {near(random, {-92, -20, -58}, 4), 20},
               {near(random, {-52, -66, -72}, 5), 17},
               {near(random, {4, -72, -78}, 6), 16},
               {near(random, {58, -62, -48}, 5), 17},
               {near(random, {100, -30, 2}, 4), 17},
               {{113, 12, -34}, 15},
               {{114, 14, -84}, 14},
               {{106, 12, -130}, 14}};
    for (int loop = 0; loop < 30; ++loop) {
        const float x = between(random, -50, 92), y = between(random, -74, -12);
        const Vec from{x, y, between(random, -125, x > 20 ? 6 : -26)};
        const float radius = between(random, 9, 13);
        const Vec middle = near(random, from, 18);
        a.smallBowel.push_back(
            {{from, radius}, {middle, radius}, {near(random, middle, 18), radius}});
    }
    a.oesophagus = {{{10, 2, 130}, 9}, {{12, 0, 84}, 9}, {{34, -2, 66}, 9}};
}

void setPancreas(Anatomy& a, Random& random) {
    const float size = between(random, 0.85F, 1.15F);
    a.pancreas = {{near(random, {-26, -12, -34}, 2), 12 * size},
                  {near(random, {-26, -16, -14}, 2), 15 * size},
                  {near(random, {-6, -28, 2}, 2), 10 * size},
                  {near(random, {22, -28, 12}, 2), 10.5F * size},
                  {near(random, {52, -8, 20}, 2), 10.5F * size},
                  {near(random, {82, 14, 30}, 2), 10 * size}};
}

void setGreatVessels(Anatomy& a, Random& random) {
    const bool dissected = a.patient.has(Finding::AorticDissection);
    const float calibre = dissected ? between(random, 14, 17.5F) : between(random, 8.5F, 11);
    const float bow = bell(random, 3);
    a.aorta = {{{16, 14, 140}, calibre + 1.5F},
               {{13, 12, 60}, calibre + 1},
               {{12 + bow, 10, -10}, calibre},
               {{8 + bow, 10, -70}, calibre - 1},
               {{4, 13, -140}, calibre - 2}};
    a.ivc = {{{-20, -8, 120}, 13},
             {{-21, 0, 76}, 13},
             {{-22, 7, 30}, 12},
             {{-20, 11, -30}, 11},
             {{-17, 14, -140}, 11}};
}

void setArteries(Anatomy& a) {
    const Vec rightHilum = a.right.fromLocal({0.75F, 0, 0}),
              leftHilum = a.left.fromLocal({0.75F, 0, 0});
    a.arteries = {{{{13, 4, 20}, 4}, {{12, -10, 22}, 4}}, // coeliac trunk
                  {{{12, -10, 22}, 3},
                   {{-8, -14, 18}, 2.6F},
                   {{-22, -20, 26}, 2.2F},
                   {{-34, -12, 36}, 2}}, // common hepatic
                  {{{12, -10, 22}, 3},
                   {{30, -4, 27}, 3},
                   {{50, 8, 24}, 3},
                   {{66, 14, 34}, 2.6F},
                   {{80, 22, 36}, 2.4F}}, // splenic
                  {{{12, 4, 6}, 4},
                   {{9, -9, -4}, 4},
                   {{7, -12, -40}, 3.8F},
                   {{2, -18, -100}, 3},
                   {{0, -22, -140}, 2.5F}}, // superior mesenteric
                  {{{10, 12, -22}, 3}, {{-24, 20, -26}, 3}, {rightHilum, 2.6F}}, // renal
                  {{{14, 12, -20}, 3}, {{34, 18, -20}, 3}, {leftHilum, 2.6F}}};
    a.renalVeins = {{{{-24, 10, -28}, 5.5F}, {{-38, 16, -30}, 5}, {rightHilum, 4}},
                    {{{-16, 6, -16}, 4.5F}, {{10, -3, -17}, 4}, {{32, 8, -18}, 5}, {leftHilum, 4}}};
}

void setLiverVessels(Anatomy& a) {
    const Vec s = a.liverShift;
    const Vec hilum = Vec{-38, -10, 36} + s;
    a.portalVeins = {
        {{{-8, -20, -140}, 5}, {{-8, -18, -70}, 6}, {{-9, -17, -4}, 7}}, // superior mesenteric
        {{{84, 20, 33}, 4},
         {{54, 4, 21}, 4.5F},
         {{22, -15, 12}, 5},
         {{-9, -17, 0}, 5.5F}}, // splenic
        {{{-9, -17, -4}, 7.5F}, {{-24, -14, 20}, 7.5F}, {hilum, 7}}};
    a.portalTrunk = {a.portalVeins.size() - 1, a.portalVeins.size()};
    const auto branch = [&](std::initializer_list<TubePoint> points) {
        Tube t{{hilum, 6}};
        for (const TubePoint& p : points) {
            t.push_back({p.at + s, p.radius});
        }
        a.portalVeins.push_back(t);
    };
    branch({{{-68, -6, 38}, 5}, {{-90, -34, 24}, 3.2F}, {{-100, -52, 6}, 2}});
    branch({{{-68, -6, 38}, 5}, {{-86, -30, 56}, 3}, {{-92, -46, 72}, 1.8F}});
    branch({{{-68, -6, 38}, 5}, {{-94, 28, 26}, 3.4F}, {{-108, 44, 0}, 2}});
    branch({{{-68, -6, 38}, 5}, {{-92, 34, 50}, 3}, {{-100, 50, 66}, 1.8F}});
    a.rightPortal = {a.portalTrunk.end, a.portalVeins.size()};
    branch({{{-18, -28, 44}, 5}, {{-3, -52, 44}, 4.5F}, {{-2, -66, 38}, 3.5F}});
    branch({{{-18, -28, 44}, 5}, {{-3, -52, 44}, 4}, {{24, -58, 50}, 2.6F}, {{50, -58, 54}, 1.6F}});
    branch(
        {{{-18, -28, 44}, 5}, {{-3, -56, 42}, 4}, {{-22, -66, 34}, 2.4F}, {{-34, -72, 26}, 1.6F}});
    a.leftPortal = {a.rightPortal.end, a.portalVeins.size()};
    a.hepaticVeins = {{{Vec{-24, -2, 80}, 5.5F},
                       {Vec{-62, 12, 64} + s, 4.2F},
                       {Vec{-94, 10, 34} + s, 3},
                       {Vec{-112, 8, 2} + s, 1.8F}},
                      {{Vec{-24, -6, 80}, 5},
                       {Vec{-38, -32, 62} + s, 4},
                       {Vec{-50, -56, 36} + s, 2.8F},
                       {Vec{-58, -68, 16} + s, 1.7F}},
                      {{Vec{-18, -8, 80}, 5},
                       {Vec{-4, -34, 66} + s, 3.8F},
                       {Vec{16, -58, 54} + s, 2.6F},
                       {Vec{30, -66, 46} + s, 1.6F}}};
}

/// What the patient's diseases have made of the organs and vessels.
void setDiseases(Anatomy& a, Random& random) {
    const Patient& patient = a.patient;
    a.cirrhotic = patient.has(Finding::Cirrhosis);
    a.liverSize += patient.has(Finding::Steatosis) ? 0.035F : 0.0F;
    const float backedUp = a.cirrhotic ? between(random, 1.14F, 1.26F)
                           : patient.has(Finding::PortalVeinThrombosis) ? between(random, 1, 1.12F)
                                                                        : 1.0F;
    a.spleenBody.radii = a.spleenBody.radii * backedUp;
    if (a.cirrhotic) { // larger than any healthy one, however small it was
        const float enlarged = std::max(1.0F, 1.14F * healthySpleen.z / a.spleenBody.radii.z);
        a.spleenBody.radii = a.spleenBody.radii * enlarged;
    }
    if (patient.has(Finding::AcutePancreatitis)) {
        const float swelling = between(random, 1.28F, 1.5F);
        for (TubePoint& point : a.pancreas) {
            point.radius *= swelling;
        }
    }
    if (patient.has(Finding::AorticDissection)) {
        a.dissectedFrom = random.chance(0.65) ? 400.0F : 10.0F;
    }
}

/// Veins that carry the blood past a scarred liver: around the gullet and at the spleen's hilum.
void setVarices(Anatomy& a, Random& random) {
    for (int i = 0; i < 9; ++i) {
        const bool gullet = i < 5;
        Vec at = gullet ? near(random, {24, -4, 58}, 7) : near(random, {68, 18, 30}, 8);
        Tube vein{{at, 2.4F}};
        for (int bend = 0; bend < 3; ++bend) {
            at = near(random, at + Vec{gullet ? -3.0F : 4.0F, 1, gullet ? 7.0F : 3.0F}, 7);
            vein.push_back({at, between(random, 2.2F, 4)});
        }
        a.varices.push_back(vein);
    }
}

void setThrombosis(Anatomy& a, Random& random) {
    const double lot = random.uniform();
    a.thrombosed = lot < 0.56   ? Thrombosed::Main
                   : lot < 0.80 ? Thrombosed::Right
                                : Thrombosed::Left;
    const float widening = between(random, 1.35F, 1.6F);
    const IndexRange clotted = a.thrombosedTubes();
    for (std::size_t which = clotted.first; which < clotted.end; ++which) {
        for (TubePoint& point : a.portalVeins[which]) {
            point.radius *= widening;
        }
    }
}

} // namespace

Anatomy makeAnatomy(std::uint64_t seed, int index, PhantomSet set) {
    Random random(seed, index, Stream::Body);
    Anatomy a;
    a.patient = choosePatient(seed, index);
    setHabitus(a, random, set != PhantomSet::Training);
    setSolidOrgans(a, random);
    setHollowOrgans(a, random);
    setPancreas(a, random);
    setGreatVessels(a, random);
    setArteries(a);
    setLiverVessels(a);
    setDiseases(a, random);
    if (a.cirrhotic) {
        setVarices(a, random);
    }
    if (a.patient.has(Finding::PortalVeinThrombosis)) {
        setThrombosis(a, random);
    }
    return a;
}

} // namespace bolus::phantom
