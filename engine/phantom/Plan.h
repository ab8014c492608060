// What is wrong with one exam, and where.
#pragma once

#include "engine/phantom/Anatomy.h"
#include "engine/phantom/Random.h"

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

/// No lesion (an eighth of exams), or those of one finding or of two in different organs.
std::vector<PhantomLesion> planLesions(const Anatomy& anatomy, Random& random);

} // namespace bolus::phantom
