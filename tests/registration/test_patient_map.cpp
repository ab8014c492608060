// Points there and back, by hand, rigidly and through a deformation; and the same for VTK.
#include <random>

#include <QTest>

#include "viewer/PatientMap.h"

using namespace bolus;

namespace {

Registration turned() {
    Registration registration;
    const double c = std::cos(0.3), s = std::sin(0.3);
    registration.rigid = {c, -s, 0, 12, s, c, 0, -7, 0, 0, 1, 31, 0, 0, 0, 1};
    return registration;
}

/// 10 mm apart, a bump of `mm` about the origin.
DisplacementGrid bump(double mm) {
    DisplacementGrid grid;
    grid.origin = {-100, -80, -60};
    grid.spacing = {10, 8, 12};
    grid.size = {21, 21, 11};
    for (std::size_t k = 0; k < 11; ++k) {
        for (std::size_t j = 0; j < 21; ++j) {
            for (std::size_t i = 0; i < 21; ++i) {
                const Vec3 p = grid.position(i, j, k);
                const double share = std::exp(-dot(p, p) / 3200);
                for (const double part : {0.5, -0.7, 0.5}) {
                    grid.mm.push_back(static_cast<float>(mm * part * share));
                }
            }
        }
    }
    return grid;
}

std::vector<Vec3> manyPoints() {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> mm(-150, 150); // also beyond the grid
    std::vector<Vec3> points;
    for (int i = 0; i < 500; ++i) {
        points.push_back({mm(random), mm(random), mm(random)});
    }
    return points;
}

} // namespace

class TestPatientMap : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void byPositionNothingMoves();
    void aShiftIsExact();
    void aRigidMapTurnsAndComesBack();
    void aDeformationComesBack();
    void whatFoldsStaysFinite();
    void damagedMapsCountForNothing();
    void theSmallestJacobianTellsFolds();
};

void TestPatientMap::byPositionNothingMoves() {
    const PatientMap map;
    QVERIFY(map.isIdentity());
    for (const Vec3& p : manyPoints()) {
        QCOMPARE(map.there(p), p);
        QCOMPARE(map.back(p), p);
    }
}

void TestPatientMap::aShiftIsExact() {
    const PatientMap map = PatientMap::shift({1, 2, -8});
    QVERIFY(!map.isIdentity());
    QCOMPARE(map.there({10, 10, 10}), (Vec3{11, 12, 2}));
    QCOMPARE(map.back({11, 12, 2}), (Vec3{10, 10, 10}));
    QCOMPARE(map.shifted({-1, -2, 8}).isIdentity(), true);
}

void TestPatientMap::aRigidMapTurnsAndComesBack() {
    const PatientMap map = PatientMap::registered(turned()).shifted({0, 0, 2});
    const Vec3 to = map.there({100, 0, 0}); // by hand: cos 0.3 · 100 + 12, sin 0.3 · 100 − 7
    QVERIFY(distance(to, {107.53364891, 22.55202067, 33}) < 1e-6);
    for (const Vec3& p : manyPoints()) {
        QVERIFY(distance(map.back(map.there(p)), p) < 1e-9);
    }
}

void TestPatientMap::aDeformationComesBack() {
    Registration registration = turned();
    registration.grid = bump(15);
    QVERIFY(registration.grid->smallestJacobian() > 0);
    const PatientMap map = PatientMap::registered(registration).shifted({3, 0, 0});
    double farthest = 0;
    for (const Vec3& p : manyPoints()) {
        const Vec3 q = map.there(p);
        farthest = std::max(farthest, distance(q, PatientMap::registered(turned()).there(p)));
        QVERIFY(distance(map.back(q), p) < 1e-3);
        QVERIFY(distance(map.there(map.back(p)), p) < 1e-3);
    }
    QVERIFY(farthest > 10); // the bump counts
    // at a node the displacement is the node's, half way the mean of two
    const DisplacementGrid& grid = *registration.grid;
    const Vec3 node = grid.node(10, 10, 5), next = grid.node(11, 10, 5);
    QVERIFY(distance(grid.at(grid.position(10, 10, 5)), node) < 1e-9);
    const Vec3 between = 0.5 * (grid.position(10, 10, 5) + grid.position(11, 10, 5));
    QVERIFY(distance(grid.at(between), 0.5 * (node + next)) < 1e-9);
    QVERIFY(distance(grid.at({900, 0, 0}), grid.at({100, 0, 0})) < 1e-9); // as on the edge
}

void TestPatientMap::whatFoldsStaysFinite() {
    Registration registration;
    registration.grid = bump(300);
    const PatientMap map = PatientMap::registered(registration);
    for (const Vec3& p : manyPoints()) {
        QVERIFY(std::isfinite(norm(map.back(p))));
    }
}

void TestPatientMap::damagedMapsCountForNothing() {
    Registration sheared = turned();
    sheared.rigid[1] += 0.2;
    Registration cut = turned();
    cut.grid = bump(5);
    cut.grid->mm.pop_back();
    Registration notANumber = turned();
    notANumber.rigid[3] = std::numeric_limits<double>::quiet_NaN();
    Registration huge = turned();
    huge.grid = bump(5);
    huge.grid->size = {std::size_t(1) << 40U, 2, 2};
    for (const auto& damaged : {sheared, cut, notANumber, huge}) {
        QVERIFY(!damaged.isUsable());
        QVERIFY(PatientMap::registered(damaged).isIdentity());
    }
}

void TestPatientMap::theSmallestJacobianTellsFolds() {
    DisplacementGrid grid;
    grid.spacing = {10, 10, 10};
    grid.size = {3, 3, 3};
    grid.mm.assign(81, 0);
    QCOMPARE(grid.smallestJacobian(), 1.0);
    for (std::size_t node = 0; node < 27; ++node) { // along x everything shrinks by half
        grid.mm[3 * node] = -5.0F * static_cast<float>(node % 3);
    }
    QVERIFY(std::abs(grid.smallestJacobian() - 0.5) < 1e-9);
    grid.mm[3 * 13] += 8; // the middle passes its neighbour: 1 − 0.5 − 0.8
    QVERIFY(std::abs(grid.smallestJacobian() + 0.3) < 1e-6);
}

QTEST_APPLESS_MAIN(TestPatientMap)
#include "test_patient_map.moc"
