// What is wrong with one exam, and where.
#pragma once

#include "engine/phantom/Anatomy.h"
#include "engine/phantom/Random.h"

namespace bolus::phantom {

/// The lesions of the patient's findings, in their order.
std::vector<PhantomLesion> planLesions(const Anatomy& anatomy, Random& random);

} // namespace bolus::phantom
