#include "engine/phantom/Scan.h"

#include <algorithm>

#include "engine/phantom/Random.h"

namespace bolus::phantom {

namespace {

struct Kernel {
    const char* name;
    double sharpness;
};

/// A smooth, a middle and a sharp soft-tissue kernel; the makers' order is that of the styles in
/// which series are named.
struct Maker {
    const char* name;
    std::array<Kernel, 3> kernels;
    bool countsHundreds; // series 201, 301, … instead of 2, 3, …
};

constexpr std::array<Maker, 7> makers{{
    {"A", {{{"B20f", 1.30}, {"B30f", 1.05}, {"B40f", 0.82}}}, false},
    {"B", {{{"SOFT", 1.25}, {"STANDARD", 1.00}, {"DETAIL", 0.78}}}, false},
    {"C", {{{"Br32", 1.28}, {"Br36", 1.08}, {"Br44", 0.84}}}, false},
    {"D", {{{"FC03", 1.22}, {"FC08", 1.02}, {"FC13", 0.80}}}, false},
    {"E", {{{"I26f", 1.26}, {"I30f", 1.04}, {"I41f", 0.83}}}, false},
    {"F", {{{"A", 1.24}, {"B", 1.00}, {"C", 0.80}}}, true},
    {"G", {{{"Br36", 1.10}, {"Br40", 0.96}, {"Br49", 0.76}}}, false},
}};

struct Share {
    double upTo, sliceMm;
};
constexpr std::array<Share, 7> sliceShares{
    {{0.42, 6}, {0.85, 5}, {0.92, 4}, {0.985, 3}, {0.994, 2}, {0.998, 1.5}, {1, 1}}};

double sliceOf(Random& random) {
    const double lot = random.uniform();
    return std::ranges::find_if(sliceShares, [&](const Share& s) { return lot < s.upTo; })->sliceMm;
}

/// The field of view differs from the body's width, and nobody lies quite in the middle.
void setBox(PhantomExam& exam, const Anatomy& a, Random& random) {
    const double wanted = random.uniform(1, 1.08);
    const double side = std::floor(2 * a.halfWidth * a.scale.x * wanted + 0.5);
    const std::array<double, 3> half{side / 2, side / 2, a.halfLength};
    const double aside = random.integer(-5, 5), table = random.integer(-7, 7);
    const std::array<double, 3> centre{aside, std::floor(a.centre.y * a.scale.y) + table,
                                       std::floor(a.centre.z * a.scale.z)};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        exam.boxLow[axis] = centre[axis] - half[axis];
        exam.boxHigh[axis] = centre[axis] + half[axis];
    }
}

/// As a scanner counts: the scout first, and the scans that watch the bolus arrive in between.
std::vector<int> countSeries(const PhantomExam& exam, const Maker& maker, Random& random) {
    std::vector<int> numbers;
    int next = random.chance(0.2) ? 3 : 2;
    bool watched = false;
    for (const Phase phase : exam.phases) {
        if (phase != Phase::PreContrast && !watched) {
            next += random.integer(0, 2);
            watched = true;
        } else if (random.chance(0.15)) {
            ++next; // a scan begun again
        }
        numbers.push_back(maker.countsHundreds ? 100 * next + 1 : next);
        ++next;
    }
    return numbers;
}

double lowestLesion(const PhantomExam& exam) {
    constexpr double breath = 15;
    double lowest = exam.boxHigh[2];
    for (const PhantomLesion& lesion : exam.lesions) {
        lowest = std::min(lowest, lesion.centre[2] - lesion.diameter / 2 - breath);
    }
    return lowest;
}

/// Which phases stop below the liver: never all, so that the box is what the exam covers.
std::array<bool, 2> shortPhases(const PhantomExam& exam, Random& random) {
    const double lot = random.uniform();
    const bool both = exam.phases.back() >= Phase::PortalVenous && lot < 0.04;
    return {both || (lot >= 0.04 && lot < 0.10), both || (lot >= 0.10 && lot < 0.18)};
}

void setCoverage(PhantomExam& exam, Random& random) {
    const std::array<bool, 2> isShort = shortPhases(exam, random);
    const double length = exam.boxHigh[2] - exam.boxLow[2];
    const double wanted = std::floor(exam.boxLow[2] + random.uniform(0.22, 0.38) * length);
    const double low = std::min(wanted, std::floor(lowestLesion(exam)));
    const bool worthwhile = low > exam.boxLow[2] + 0.12 * length;
    for (const Phase phase : exam.phases) {
        const bool cut = worthwhile && ((phase == Phase::PreContrast && isShort[0]) ||
                                        (phase == Phase::Arterial && isShort[1]));
        exam.scan.coverLow.push_back(cut ? low : exam.boxLow[2]);
        exam.scan.coverHigh.push_back(exam.boxHigh[2]);
    }
}

void setScanner(PhantomExam& exam, double sliceMm, Random& random) {
    const Maker& maker = random.pick(makers);
    const double lot = random.uniform();
    const Kernel& kernel = maker.kernels[lot < 0.2 ? 0 : lot < 0.8 ? 1 : 2];
    PhantomScan& scan = exam.scan;
    scan.maker = maker.name;
    scan.kernel = kernel.name;
    scan.sharpness = kernel.sharpness * random.uniform(0.95, 1.05);
    const double width = (exam.boxHigh[0] - exam.boxLow[0]) / 380; // more body, fewer photons
    scan.noiseHu = std::clamp(random.uniform(6, 12) * width / scan.sharpness, 4.0, 18.0);
    const double own = sliceOf(random);
    scan.sliceMm = sliceMm > 0 ? sliceMm : own;
    scan.seriesNumbers = countSeries(exam, maker, random);
}

} // namespace

void planScan(PhantomExam& exam, const Anatomy& anatomy, double sliceMm) {
    Random random(exam.seed, exam.index, Stream::Scanner);
    exam.scan = {};
    setBox(exam, anatomy, random);
    setScanner(exam, sliceMm, random);
    setCoverage(exam, random);
}

SliceRange coveredSlices(const PhantomExam& exam, std::size_t phase, double firstZ, double spacingZ,
                         int count) {
    const double low = exam.scan.coverLow.at(phase), high = exam.scan.coverHigh.at(phase);
    const auto slice = [&](double z) { return (z - firstZ) / spacingZ; };
    const int last = count - 1;
    const int from = static_cast<int>(std::clamp(std::ceil(slice(low)), 0.0, double(last)));
    const int to =
        static_cast<int>(std::clamp(std::floor(slice(high)), double(from), double(last)));
    return {from, to - from + 1};
}

int imageNumberAt(const PhantomExam& exam, std::size_t phase, double z) {
    const PhantomGrid grid = scanGrid(exam, 1, exam.scan.sliceMm);
    const double middle = (exam.boxLow[2] + exam.boxHigh[2]) / 2;
    const auto count = static_cast<int>(grid.size[2]);
    const double first = middle - exam.scan.sliceMm * (count - 1) / 2.0;
    const SliceRange covered = coveredSlices(exam, phase, first, exam.scan.sliceMm, count);
    const auto slice = static_cast<int>(std::floor((z - first) / exam.scan.sliceMm + 0.5));
    return std::clamp(slice - covered.first, 0, covered.count - 1) + 1;
}

} // namespace bolus::phantom
