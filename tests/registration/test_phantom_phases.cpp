// Phases of digital phantoms, in which each breath hold moves the organs within a body wall that
// stays: no smooth map can be right on both sides of it, but organs must come to their places.
#include <QTest>

#include "engine/phantom/PhaseLabels.h"
#include "library/registration/RegisterVolumes.h"

using namespace bolus;

namespace {

Volume phaseOf(const PhantomExam& exam, std::size_t phase) {
    const PhantomGrid grid = scanGrid(exam, 128, 4);
    return {renderPhase(exam, phase, grid.size, grid.spacing), "HU"};
}

/// In the middle of organs, from the plan: lesions, and where they are few the box's middle.
std::vector<Vec3> marksOf(const PhantomExam& exam) {
    std::vector<Vec3> marks;
    for (const PhantomLesion& lesion : exam.lesions) {
        marks.push_back(lesion.centre);
    }
    return marks;
}

} // namespace

class TestPhantomPhases : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void organsComeToTheirPlaces();
    void otherPeopleAreNotCalledGood();
};

void TestPhantomPhases::organsComeToTheirPlaces() {
    PhantomOptions options;
    options.minPhases = 3;
    double before = 0, rigidly = 0, deformed = 0;
    int count = 0;
    for (int index = 0; index < 60 && count < 3; ++index) {
        const PhantomExam exam = planExam(options, index);
        const std::size_t last = exam.phases.size() - 1;
        const auto from = phantom::breathingShift(exam, 0),
                   to = phantom::breathingShift(exam, last);
        const Vec3 truth{double(to.x - from.x), double(to.y - from.y), double(to.z - from.z)};
        const auto marks = marksOf(exam);
        if (marks.empty() || norm(truth) < 5) {
            continue; // nothing to be seen of a move
        }
        const auto fixed = RegistrationSide::of(phaseOf(exam, 0));
        const auto moving = RegistrationSide::of(phaseOf(exam, last));
        QVERIFY(fixed && moving);
        const auto rigid = registerVolumes(*fixed, *moving, {.deformable = false}, nullptr);
        const auto smooth = registerVolumes(*fixed, *moving, {}, nullptr);
        QVERIFY(rigid && smooth);
        QVERIFY(smooth->quality.verdict != RegistrationVerdict::Failed);
        QVERIFY(smooth->quality.smallestJacobian > 0);
        for (const Vec3& mark : marks) {
            const Vec3 start{mark[0] + double(from.x), mark[1] + double(from.y),
                             mark[2] + double(from.z)};
            before += norm(truth);
            rigidly += distance(rigid->there(start), start + truth);
            deformed += distance(smooth->there(start), start + truth);
        }
        qInfo("exam %d, %zu marks, moved %.1f mm; sums %.1f, %.1f, %.1f; information %.3f, %.3f, "
              "%.3f; correlation %.3f; %s: %s",
              index, marks.size(), norm(truth), before, rigidly, deformed,
              rigid->quality.informationBefore, rigid->quality.informationAfter,
              smooth->quality.informationAfter, smooth->quality.correlationAfter,
              verdictToken(smooth->quality.verdict), smooth->quality.reason.c_str());
        ++count;
    }
    QCOMPARE(count, 3);
    QVERIFY(deformed < 0.5 * before);
    QVERIFY(deformed < rigidly);
}

void TestPhantomPhases::otherPeopleAreNotCalledGood() {
    const PhantomOptions options;
    int good = 0, judged = 0;
    for (int index = 0; index < 5; ++index) {
        const auto one = RegistrationSide::of(phaseOf(planExam(options, index), 0));
        const auto other = RegistrationSide::of(phaseOf(planExam(options, index + 20), 1));
        QVERIFY(one && other);
        const auto found = registerVolumes(*one, *other, {.sameFrame = false}, nullptr);
        if (found) {
            ++judged;
            qInfo("information %.3f to %.3f, correlation %.3f, overlap %.2f, %s: %s",
                  found->quality.informationBefore, found->quality.informationAfter,
                  found->quality.correlationAfter, found->quality.overlap,
                  verdictToken(found->quality.verdict), found->quality.reason.c_str());
            good += found->quality.verdict == RegistrationVerdict::Good;
        } else {
            QVERIFY2(found.error().message.contains("too little"), found.error().message.c_str());
        }
    }
    QVERIFY(judged >= 3);
    QCOMPARE(good, 0);
}

QTEST_APPLESS_MAIN(TestPhantomPhases)
#include "test_phantom_phases.moc"
