// Paint a person and what is wrong with them, in order.
#pragma once

#include "engine/phantom/Anatomy.h"
#include "engine/phantom/Canvas.h"

namespace bolus::phantom {

/// Skin, fat, muscle, ribs, spine: what breathing does not move. Starts from air.
void paintBody(Canvas& canvas, const Anatomy& anatomy);
/// Everything inside, on a canvas whose origin is moved by the breathing shift.
void paintOrgans(Canvas& canvas, const Anatomy& anatomy);
void paintLesions(Canvas& canvas, const Anatomy& anatomy, const PhantomExam& exam);

} // namespace bolus::phantom
