// How well two volumes agree under a map, and what is to be thought of it. Private to
// library/registration.
#pragma once

#include <functional>
#include <span>

#include "library/domain/Registration.h"
#include "library/registration/CoarseVolume.h"

namespace bolus {

using PointMap = std::function<Vec3(const Vec3&)>;

struct Agreement {
    double information = 0; // mutual information over the mean entropy, 0 … 1
    double correlation = 0; // -1 … 1
    double overlap = 0;     // share of the samples that the moving volume covers
};

/// From so many of the samples on, an agreement tells something: the information of a few pairs is
/// high whatever they are.
inline constexpr double tellingOverlap = 0.3;

/// At these cells of the fixed volume.
Agreement agreementOf(const CoarseVolume& fixed, const CoarseVolume& moving,
                      std::span<const std::uint32_t> samples, const PointMap& there);

struct Circumstances {
    bool sameFrame = true, isHu = true;
    double repeatedMm = 0; // how far apart two halves of the samples put the body
};
/// Sets verdict and reason from the numbers.
void judge(RegistrationQuality& quality, const Circumstances& circumstances);

} // namespace bolus
