// Attenuation of organs and lesions over time after an intravenous bolus of contrast medium.
#pragma once

#include <array>

#include "engine/phantom/Labels.h"
#include "engine/phantom/Phantom.h"

namespace bolus::phantom {

/// Seconds after the start of injection at which the curves have their knots.
inline constexpr std::array<float, 10> knotSeconds{0, 15, 25, 35, 45, 70, 100, 180, 300, 600};

struct Curve {
    float baseline = 0;                           // HU without contrast
    std::array<float, knotSeconds.size()> rise{}; // HU above it at the knots
};

const Curve& tissueCurve(Label tissue);
/// Parts of a lesion, from 0: see LesionParts.h.
const Curve& lesionCurve(Finding finding, int part);
/// Whether that curve is a difference from the liver around it.
bool isRelativeToLiver(Finding finding, int part);

/// HU at a time; before 0 s it is the baseline. `dose` scales the enhancement.
float huAt(const Curve& curve, double seconds, float dose = 1);

/// HU of every label of one phase of an exam, with the exam's own variation.
std::array<float, 256> huTable(const PhantomExam& exam, std::size_t phase);

} // namespace bolus::phantom
