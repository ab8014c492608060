// Who is scanned, and for what.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/phantom/Phantom.h"

namespace bolus::phantom {

enum class Organ {
    Liver,
    PortalVein,
    Biliary,
    Kidneys,
    Spleen,
    Pancreas,
    Adrenals,
    Aorta,
    Peritoneum,
    Chest
};
Organ organOf(Finding finding); // not for Normal
/// Of the liver as a whole, so that a focal lesion may lie in it.
bool isDiffuse(Finding finding);

struct Millimetres { // whole ones, both ends included
    int low, high;
};

/// Sizes that are common and seen with eight slices of about 6.5 mm and 32 × 32 pixels of about
/// 1.4 mm to a token. Gallstones: the largest. Hydronephrosis: the pelvis. Fluid: its depth.
/// What the anatomy gives (portal vein, swollen pancreas, split aorta) has none here.
Millimetres diametersOf(Finding finding);

struct Patient {
    bool female = false;
    int age = 60;
    std::vector<Finding> findings; // up to three; none in one exam of twelve

    bool has(Finding finding) const;
};

/// One, two or three findings in 45, 35 and 20 of a hundred exams that have any; no two focal ones
/// in an organ, and rather those that come together in people.
Patient choosePatient(std::uint64_t seed, int index);

} // namespace bolus::phantom
