#include <algorithm>
#include <cmath>

#include <QtTest>

#include "engine/phantom/Anatomy.h"
#include "engine/phantom/Phantom.h"

using namespace bolus;
using phantom::Vec;

namespace {

constexpr std::size_t organs = 16;

std::size_t classNamed(const std::string& name) {
    const auto& names = truthClasses();
    return std::size_t(std::ranges::find(names, name) - names.begin());
}

std::array<double, 3> cellMm(const PhantomExam& exam) {
    std::array<double, 3> mm{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        mm[axis] = (exam.boxHigh[axis] - exam.boxLow[axis]) / gridSize[2 - axis];
    }
    return mm;
}

/// D-major, as the tokens.
std::size_t cellOf(const PhantomExam& exam, const std::array<double, 3>& p) {
    const auto mm = cellMm(exam);
    std::size_t cell = 0;
    for (std::size_t d = 0; d < 3; ++d) {
        const std::size_t axis = 2 - d;
        cell =
            cell * std::size_t(gridSize[d]) + std::size_t((p[axis] - exam.boxLow[axis]) / mm[axis]);
    }
    return cell;
}

std::vector<double> column(const std::vector<float>& truth, std::size_t which) {
    std::vector<double> values;
    for (std::size_t cell = 0; cell < gridCells; ++cell) {
        values.push_back(truth[cell * truthClasses().size() + which]);
    }
    return values;
}

double volumeMl(const PhantomExam& exam, const std::vector<float>& truth, const std::string& name) {
    const auto mm = cellMm(exam);
    double sum = 0;
    for (const double value : column(truth, classNamed(name))) {
        sum += value * value * value;
    }
    return sum * mm[0] * mm[1] * mm[2] / 1000;
}

/// Exams in which `finding` is there once.
std::vector<PhantomExam> examsWith(Finding finding, int searched = 500) {
    std::vector<PhantomExam> found;
    for (int index = 0; index < searched; ++index) {
        PhantomExam exam = planExam({}, index);
        if (std::ranges::count(exam.lesions, finding, &PhantomLesion::finding) == 1) {
            found.push_back(std::move(exam));
        }
    }
    return found;
}

const PhantomLesion& lesionOf(const PhantomExam& exam, Finding finding) {
    return *std::ranges::find(exam.lesions, finding, &PhantomLesion::finding);
}

} // namespace

class PhantomTruthTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void classesAreOrgansAndThenFindings() {
        const auto& names = truthClasses();
        QCOMPARE(names.size(), organs + findingCount - 1);
        QCOMPARE(names.front(), std::string("liver"));
        QCOMPARE(names[organs - 1], std::string("fluid"));
        for (std::size_t f = 1; f < findingCount; ++f) {
            QCOMPARE(names[organs + f - 1], std::string(findingToken(Finding(f))));
        }
    }

    void onlyWhatThereIsHasAPlace() {
        int normal = 0;
        for (int index = 0; index < 60; ++index) {
            const PhantomExam exam = planExam({}, index);
            const std::vector<float> truth = truthGrid(exam);
            QCOMPARE(truth.size(), gridCells * truthClasses().size());
            QVERIFY(std::ranges::all_of(truth, [](float v) { return v >= 0 && v <= 1; }));
            const std::vector<Finding> findings = findingsOf(exam);
            normal += findings.empty();
            for (std::size_t f = 1; f < findingCount; ++f) {
                const auto values = column(truth, classNamed(findingToken(Finding(f))));
                const bool there = std::ranges::any_of(values, [](double v) { return v > 0; });
                QVERIFY2(
                    there == (std::ranges::count(findings, Finding(f)) > 0),
                    qPrintable(QString("%1 of exam %2").arg(findingToken(Finding(f))).arg(index)));
            }
        }
        QVERIFY(normal > 0);
    }

    void aLesionIsInTheCellOfItsMiddle_data() {
        QTest::addColumn<int>("finding");
        for (const Finding finding :
             {Finding::HepaticCyst, Finding::Hcc, Finding::FocalNodularHyperplasia,
              Finding::RenalCyst, Finding::ClearCellRcc, Finding::RenalStone,
              Finding::NeuroendocrineTumor, Finding::AdrenalAdenoma, Finding::Gallstones}) {
            QTest::addRow("%s", findingToken(finding)) << int(finding);
        }
    }

    /// A ball lies mostly in the cell of its middle.
    void aLesionIsInTheCellOfItsMiddle() {
        QFETCH(int, finding);
        const std::size_t which = classNamed(findingToken(Finding(finding)));
        const auto exams = examsWith(Finding(finding));
        QVERIFY(exams.size() >= 3);
        for (std::size_t n = 0; n < 3; ++n) {
            const auto values = column(truthGrid(exams[n]), which);
            const auto& centre = lesionOf(exams[n], Finding(finding)).centre;
            const double largest = std::ranges::max(values);
            QVERIFY(largest > 0.1);
            // Between two cells it may be cut from one of them by a neighbour: a tenth of a share.
            QVERIFY2(values[cellOf(exams[n], centre)] > 0.9 * largest,
                     qPrintable(QString("exam %1").arg(exams[n].index)));
        }
    }

    /// π/6·d³, with which the counting has nothing to do.
    void ballsHaveTheirVolume() {
        for (const Finding finding :
             {Finding::HepaticCyst, Finding::FocalNodularHyperplasia, Finding::RenalStone}) {
            const auto exams = examsWith(finding);
            double measured = 0, planned = 0;
            for (std::size_t n = 0; n < std::min<std::size_t>(exams.size(), 6); ++n) {
                const double d = lesionOf(exams[n], finding).diameter;
                planned += M_PI / 6 * d * d * d / 1000;
                measured += volumeMl(exams[n], truthGrid(exams[n]), findingToken(finding));
            }
            QVERIFY2(std::abs(measured / planned - 1) < 0.2,
                     qPrintable(QString("%1: %2 of %3 mL")
                                    .arg(findingToken(finding))
                                    .arg(measured)
                                    .arg(planned)));
        }
    }

    /// Counted at three times the resolution from the organ's own surface.
    void theLiverHasItsVolume() {
        const PhantomExam exam = examsWith(Finding::RenalCyst).front();
        const phantom::Anatomy a = phantom::makeAnatomy(exam.seed, exam.index, exam.set);
        constexpr double step = 3;
        double ml = 0;
        for (double z = exam.boxLow[2]; z < exam.boxHigh[2]; z += step) {
            for (double y = exam.boxLow[1]; y < exam.boxHigh[1]; y += step) {
                for (double x = exam.boxLow[0]; x < exam.boxHigh[0]; x += step) {
                    ml += a.liver(Vec{float(x), float(y), float(z)} / a.scale) < 0;
                }
            }
        }
        ml *= step * step * step / 1000;
        const double counted = volumeMl(exam, truthGrid(exam), "liver"); // without vessels
        QVERIFY2(counted < 1.02 * ml && counted > 0.85 * ml,
                 qPrintable(QString("%1 of %2 mL").arg(counted).arg(ml)));
        QVERIFY(counted > 700 && counted < 2600);
    }

    void sidesArePatientsSides() {
        const PhantomExam exam = planExam({}, 4);
        const auto truth = truthGrid(exam);
        const auto right = column(truth, classNamed("right_kidney")),
                   left = column(truth, classNamed("left_kidney"));
        QVERIFY(std::ranges::max(right) > 0.5 && std::ranges::max(left) > 0.5);
        for (std::size_t cell = 0; cell < gridCells; ++cell) {
            const std::size_t w = cell % 8; // to the patient's left
            QVERIFY(!(right[cell] > 0 && w > 4) && !(left[cell] > 0 && w < 3));
        }
    }

    void diffuseDiseaseIsWhereTheLiverIs() {
        for (const Finding finding : {Finding::Steatosis, Finding::Cirrhosis}) {
            const auto exams = examsWith(finding);
            QVERIFY(!exams.empty());
            const auto truth = truthGrid(exams.front());
            const double liver = volumeMl(exams.front(), truth, "liver"),
                         sick = volumeMl(exams.front(), truth, findingToken(finding));
            QVERIFY(liver > 400);
            QVERIFY2(sick > 0.6 * liver && sick < 1.02 * liver, findingToken(finding));
        }
    }

    void fluidIsFluid() {
        for (const Finding finding : {Finding::Ascites, Finding::PleuralEffusion}) {
            const PhantomExam exam = examsWith(finding).front();
            QVERIFY(volumeMl(exam, truthGrid(exam), "fluid") > 50);
        }
    }
};

QTEST_GUILESS_MAIN(PhantomTruthTest)
#include "test_phantom_truth.moc"
