#include "library/registration/Agreement.h"

#include <algorithm>
#include <cmath>

namespace bolus {

namespace {

constexpr std::size_t bins = 32;

std::size_t binOf(double value, const std::array<double, 2>& range) {
    const double part = (value - range[0]) / (range[1] - range[0]);
    return static_cast<std::size_t>(std::clamp(part, 0.0, 1.0) * (bins - 1) + 0.5);
}

double entropyOf(std::span<const double> counts, double total) {
    double entropy = 0;
    for (const double count : counts) {
        if (count > 0) {
            entropy -= count / total * std::log(count / total);
        }
    }
    return entropy;
}

/// Counts of pairs of values.
struct Pairs {
    std::array<double, bins * bins> joint{};
    std::array<double, bins> first{}, second{};
    double count = 0, sumA = 0, sumB = 0, sumAA = 0, sumBB = 0, sumAB = 0;

    void add(double a, double b, std::size_t binA, std::size_t binB) {
        ++joint[binA * bins + binB];
        ++first[binA];
        ++second[binB];
        ++count;
        sumA += a, sumB += b;
        sumAA += a * a, sumBB += b * b, sumAB += a * b;
    }
    double information() const {
        const double a = entropyOf(first, count), b = entropyOf(second, count);
        return a + b > 0 ? 2 * (a + b - entropyOf(joint, count)) / (a + b) : 0;
    }
    double correlation() const {
        const double spreadA = sumAA - sumA * sumA / count, spreadB = sumBB - sumB * sumB / count;
        const double both = sumAB - sumA * sumB / count;
        return spreadA > 0 && spreadB > 0 ? both / std::sqrt(spreadA * spreadB) : 0;
    }
};

} // namespace

Agreement agreementOf(const CoarseVolume& fixed, const CoarseVolume& moving,
                      std::span<const std::uint32_t> samples, const PointMap& there) {
    Pairs pairs;
    for (const std::uint32_t cell : samples) {
        if (const auto value = moving.at(there(fixed.pointOf(cell)))) {
            const double own = static_cast<double>(fixed.valueOf(cell));
            pairs.add(own, *value, binOf(own, fixed.range), binOf(*value, moving.range));
        }
    }
    if (pairs.count == 0) {
        return {};
    }
    return {pairs.information(), pairs.correlation(),
            pairs.count / static_cast<double>(samples.size())};
}

// The limits are from digital phantoms and a real CT moved by hand: phases of one person reach an
// information of 0.4 to 0.64 and, in HU, a correlation of 0.9 and more; two people laid on each
// other no more than 0.35 and 0.83.
void judge(RegistrationQuality& q, const Circumstances& c) {
    constexpr double little = 0.005, leastOverlap = 0.4, leastInformation = 0.2,
                     sureInformation = 0.4, sureCorrelation = 0.86, farMm = 60, turned = 20,
                     apartMm = 5;
    const auto say = [&q](RegistrationVerdict verdict, const char* reason) {
        q.verdict = verdict;
        q.reason = reason;
    };
    if (q.informationAfter < q.informationBefore - little) {
        say(RegistrationVerdict::Failed, "The volumes agree less than by their positions.");
    } else if (q.informationAfter < leastInformation) {
        say(RegistrationVerdict::Failed, "The volumes agree too little wherever they were laid.");
    } else if (!(q.smallestJacobian > 0)) {
        say(RegistrationVerdict::Failed, "The deformation folds.");
    } else if (q.overlap < leastOverlap) {
        say(RegistrationVerdict::Doubtful, "The volumes share little of the body.");
    } else if (c.repeatedMm > apartMm) {
        say(RegistrationVerdict::Doubtful, "Two halves of the points disagree about the place.");
    } else if (c.sameFrame && (q.meanMm > farMm || q.degrees > turned)) {
        say(RegistrationVerdict::Doubtful,
            "The shift is larger than two phases of one exam lie apart.");
    } else if (q.informationAfter < sureInformation ||
               (c.isHu && q.correlationAfter < sureCorrelation)) {
        say(RegistrationVerdict::Doubtful, "The volumes agree only in part.");
    } else {
        say(RegistrationVerdict::Good, "The volumes agree.");
    }
}

} // namespace bolus
