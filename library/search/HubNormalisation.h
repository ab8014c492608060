// Lessens the rank of cases that are near to every phrase.
#pragma once

#include <span>
#include <vector>

namespace bolus {

/// Query-bank normalisation with a dynamic inverted softmax (Bogolin, Croitoru, Jin, Liu, Albanie,
/// CVPR 2022): the bank are phrases that the library's reports hold, never queries. Where the
/// nearest case is nearest to a phrase of the bank too, each case's similarity is divided, in
/// exponents of `inverseTemperature`, by its sum of similarities to the bank; else nothing changes.
/// Both are looked at among these cases alone, which are the nearest ones.
///
/// `toQuery`: cosine of each case; `toBank`: by phrase, cosine of each case. Gives a value a case
/// to rank by, the higher the nearer.
std::vector<double> normalisedForHubs(std::span<const double> toQuery,
                                      std::span<const std::vector<double>> toBank,
                                      double inverseTemperature = 20);

} // namespace bolus
