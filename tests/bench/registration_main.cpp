// bench_registration: how long registering two phases takes, and how far organs are off before and
// after, on phantom exams whose breath holds are known.
#include <cstdio>

#include "engine/phantom/PhaseLabels.h"
#include "library/registration/RegisterVolumes.h"
#include "tests/bench/Measure.h"

namespace bolus::bench {

namespace {

struct Pair {
    Volume fixed, moving;
    std::vector<Vec3> marks; // of the fixed phase
    Vec3 moved{};
};

/// Of 512 columns and 2.5 mm, as a scanner writes them.
Pair pairOf(const PhantomExam& exam) {
    const std::size_t last = exam.phases.size() - 1;
    const PhantomGrid grid = scanGrid(exam, 512, 2.5);
    const auto from = phantom::breathingShift(exam, 0), to = phantom::breathingShift(exam, last);
    Pair pair{{renderPhase(exam, 0, grid.size, grid.spacing), "HU"},
              {renderPhase(exam, last, grid.size, grid.spacing), "HU"},
              {},
              {double(to.x - from.x), double(to.y - from.y), double(to.z - from.z)}};
    for (const PhantomLesion& lesion : exam.lesions) {
        pair.marks.push_back(lesion.centre + Vec3{double(from.x), double(from.y), double(from.z)});
    }
    return pair;
}

double errorOf(const Registration& found, const Pair& pair) {
    double sum = 0;
    for (const Vec3& mark : pair.marks) {
        sum += distance(found.there(mark), mark + pair.moved);
    }
    return sum / static_cast<double>(pair.marks.size());
}

struct Tally {
    std::vector<double> seconds, mm;
};

void measure(const RegistrationSide& fixed, const RegistrationSide& moving, const Pair& pair,
             bool deformable, Tally& tally) {
    Result<Registration> found = cancelledError();
    tally.seconds.push_back(secondsOf(
        [&] { found = registerVolumes(fixed, moving, {.deformable = deformable}, nullptr); }));
    tally.mm.push_back(found ? errorOf(*found, pair) : norm(pair.moved));
}

void run(int exams) {
    PhantomOptions options;
    options.minPhases = 3;
    Tally preparing, rigid, smooth;
    std::vector<double> before;
    for (int index = 0; static_cast<int>(before.size()) < exams; ++index) {
        const PhantomExam exam = planExam(options, index);
        const auto shift = phantom::breathingShift(exam, exam.phases.size() - 1);
        if (exam.lesions.empty() || std::abs(shift.z) < 5) {
            continue; // nothing moved that could be seen
        }
        const Pair pair = pairOf(exam);
        Result<RegistrationSide> fixed = cancelledError(), moving = cancelledError();
        preparing.seconds.push_back(secondsOf([&] { fixed = RegistrationSide::of(pair.fixed); }));
        moving = RegistrationSide::of(pair.moving);
        if (!fixed || !moving) {
            continue;
        }
        before.push_back(norm(pair.moved));
        measure(*fixed, *moving, pair, false, rigid);
        measure(*fixed, *moving, pair, true, smooth);
    }
    const auto tell = [](const char* what, const char* unit, const std::vector<double>& ours,
                         const std::vector<double>& byPosition = {}) {
        const bool compared = !byPosition.empty();
        print({what, unit, median(ours), compared ? "by position" : "", median(byPosition),
               compared ? medianRatio(ours, byPosition) : 0, Target{}});
    };
    tell("bringing a phase of 512 columns to a few mm", "s", preparing.seconds);
    tell("registering two phases rigidly", "s", rigid.seconds);
    tell("registering two phases rigidly and by a deformation", "s", smooth.seconds);
    tell("organs off, registered rigidly", "mm", rigid.mm, before);
    tell("organs off, registered by a deformation", "mm", smooth.mm, before);
}

} // namespace

} // namespace bolus::bench

int main(int argc, char** argv) {
    bolus::bench::run(argc > 1 ? std::max(1, std::atoi(argv[1])) : 5);
    return 0;
}
