// Volumes of a known body, moved by known motions: how far landmarks are off.
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include "library/registration/Agreement.h"
#include "library/registration/RegisterVolumes.h"
#include "tests/registration/MadeBody.h"

using namespace bolus;

namespace {

constexpr double degree = M_PI / 180;

struct NoProgress : Progress {
    void progress(std::string_view, std::int64_t done, std::int64_t total) override {
        lastDone = done;
        lastTotal = total;
        ++steps;
    }
    void warning(std::string_view, std::string_view, const std::filesystem::path&) override {}
    bool cancelled() const override { return steps >= stopAfter; }

    std::int64_t lastDone = 0, lastTotal = 0;
    int steps = 0, stopAfter = 1'000'000;
};

/// Turns about the three axes one after another, then a shift: from the fixed to the moving body.
struct Motion {
    double x = 0, y = 0, z = 0; // radians
    Vec3 shift{};

    static Vec3 turn(const Vec3& p, std::size_t a, std::size_t b, double angle) {
        Vec3 to = p;
        to[a] = std::cos(angle) * p[a] - std::sin(angle) * p[b];
        to[b] = std::sin(angle) * p[a] + std::cos(angle) * p[b];
        return to;
    }
    Vec3 there(const Vec3& p) const {
        return turn(turn(turn(p, 1, 2, x), 2, 0, y), 0, 1, z) + shift;
    }
    Vec3 back(const Vec3& p) const {
        return turn(turn(turn(p - shift, 0, 1, -z), 2, 0, -y), 1, 2, -x);
    }
};

const MadeGrid plainGrid = madeGrid({360, 260, 260}, {3, 3, 4});

Volume fixedScan() {
    return madeScan(plainGrid, false, [](const Vec3& p) { return p; });
}

RegistrationSide sideOf(const Volume& volume) {
    auto side = RegistrationSide::of(volume);
    if (!side) {
        qFatal("%s", side.error().message.c_str());
    }
    return *side;
}

Result<Registration> registered(const Volume& moving, const RegistrationOptions& options) {
    static const RegistrationSide fixed = sideOf(fixedScan());
    NoProgress progress;
    return registerVolumes(fixed, sideOf(moving), options, &progress);
}

/// How far points of the body truly move: mean, most; and the angle of the turn, degrees.
std::array<double, 3> movedBy(const Motion& motion) {
    double sum = 0, most = 0, count = 0;
    for (double x = -175; x <= 175; x += 10) {
        for (double y = -125; y <= 125; y += 10) {
            for (double z = -125; z <= 125; z += 10) {
                if (const Vec3 p{x, y, z}; madeHu(p, false) > -500) {
                    const double moved = distance(motion.there(p), p);
                    sum += moved;
                    most = std::max(most, moved);
                    ++count;
                }
            }
        }
    }
    const Vec3 zero = motion.there({0, 0, 0});
    const double trace = (motion.there({1, 0, 0}) - zero)[0] + (motion.there({0, 1, 0}) - zero)[1] +
                         (motion.there({0, 0, 1}) - zero)[2];
    return {sum / count, most, std::acos(std::clamp((trace - 1) / 2, -1.0, 1.0)) / degree};
}

/// Mean and largest distance from where landmarks truly are.
std::array<double, 2> errorOf(const Registration& found,
                              const std::function<Vec3(const Vec3&)>& truth,
                              const std::vector<Vec3>& landmarks = madeLandmarks()) {
    double sum = 0, most = 0;
    for (const Vec3& p : landmarks) {
        const double off = distance(found.there(p), truth(p));
        sum += off;
        most = std::max(most, off);
    }
    const auto count = static_cast<double>(landmarks.size());
    qInfo("off by %.2f mm on the mean, %.2f at most; information %.3f to %.3f, correlation %.3f, "
          "moved %.1f mm, %.1f degrees, smallest Jacobian %.2f, %s: %s",
          sum / count, most, found.quality.informationBefore, found.quality.informationAfter,
          found.quality.correlationAfter, found.quality.meanMm, found.quality.degrees,
          found.quality.smallestJacobian, verdictToken(found.quality.verdict),
          found.quality.reason.c_str());
    return {sum / count, most};
}

} // namespace

class TestRegistration : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void agreementIsNumpys();
    void findsRigidMotions_data();
    void findsRigidMotions();
    void findsDeformations_data();
    void findsDeformations();
    void findsItAcrossFrames();
    void aRimThatMeetsByChanceTellsNothing();
    void isTheSameEachTime();
    void stopsWhenCancelled();
    void refusesWhatCannotBeRegistered();
    void doesNotTrustAnotherPart();
};

/// The grids of make_agreement_golden.py: 13 × 11 × 9 cells of 1 mm, values by a formula.
void TestRegistration::agreementIsNumpys() {
    constexpr std::size_t nx = 13, ny = 11, nz = 9;
    CoarseVolume fixed, moving;
    for (CoarseVolume* volume : {&fixed, &moving}) {
        volume->image = FloatImage::New();
        volume->image->SetRegions(FloatImage::SizeType{{nx, ny, nz}});
        volume->image->Allocate();
        volume->scanned.assign(nx * ny * nz, 1);
    }
    fixed.range = {0, 39};
    moving.range = {0, 68};
    std::vector<std::uint32_t> cells;
    for (std::size_t z = 0; z < nz; ++z) {
        for (std::size_t y = 0; y < ny; ++y) {
            for (std::size_t x = 0; x < nx; ++x) {
                const std::size_t cell = (z * ny + y) * nx + x;
                const auto value = static_cast<float>((z * 3 + y * 5 + x * 7) % 40);
                fixed.image->GetBufferPointer()[cell] = value;
                moving.image->GetBufferPointer()[cell] =
                    value * 1.5F + static_cast<float>((z * 2 + y * 9 + x * 4) % 11);
                cells.push_back(static_cast<std::uint32_t>(cell));
            }
        }
    }
    QFile file(BOLUS_SOURCE_DIR "/tests/registration/golden_agreement.json");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonArray rows = QJsonDocument::fromJson(file.readAll()).array();
    QCOMPARE(rows.size(), 5);
    for (const QJsonValue row : rows) {
        const QJsonArray mm = row["shift"].toArray();
        const Vec3 shift{mm[0].toDouble(), mm[1].toDouble(), mm[2].toDouble()};
        const Agreement found =
            agreementOf(fixed, moving, cells, [&](const Vec3& p) { return p + shift; });
        QVERIFY(std::abs(found.overlap - row["overlap"].toDouble()) < 1e-9);
        QVERIFY2(std::abs(found.correlation - row["correlation"].toDouble()) < 1e-6,
                 qPrintable(QString::number(found.correlation, 'g', 12)));
        QVERIFY2(std::abs(found.information - row["information"].toDouble()) < 1e-6,
                 qPrintable(QString::number(found.information)));
    }
}

void TestRegistration::findsRigidMotions_data() {
    QTest::addColumn<QList<double>>("turns");
    QTest::addColumn<QList<double>>("shift");
    QTest::addColumn<QList<double>>("spacing");
    QTest::addColumn<double>("tilt");
    QTest::newRow("none") << QList<double>{0, 0, 0} << QList<double>{0, 0, 0}
                          << QList<double>{3, 3, 4} << 0.;
    QTest::newRow("breath") << QList<double>{0, 0, 0} << QList<double>{1, -4, 17}
                            << QList<double>{3, 3, 4} << 0.;
    QTest::newRow("turned") << QList<double>{3, -4, 5} << QList<double>{-6, 8, -9}
                            << QList<double>{3, 3, 4} << 0.;
    QTest::newRow("other spacing")
        << QList<double>{2, 0, -3} << QList<double>{5, 5, 5} << QList<double>{1.9, 1.9, 6} << 0.;
    QTest::newRow("tilted") << QList<double>{-2, 1, 2} << QList<double>{4, -3, 11}
                            << QList<double>{2.5, 2.5, 5} << 20.;
}

void TestRegistration::findsRigidMotions() {
    QFETCH(QList<double>, turns);
    QFETCH(QList<double>, shift);
    QFETCH(QList<double>, spacing);
    QFETCH(double, tilt);
    const Motion motion{
        turns[0] * degree, turns[1] * degree, turns[2] * degree, {shift[0], shift[1], shift[2]}};
    MadeGrid grid = madeGrid({370, 270, 270}, {spacing[0], spacing[1], spacing[2]});
    const double c = std::cos(tilt * degree), s = std::sin(tilt * degree);
    grid.direction = {1, 0, 0, 0, c, -s, 0, s, c};
    const Vec3 half{0, 130, 130};
    if (tilt > 0) { // about the middle
        grid.origin = {grid.origin[0], -(c * half[1] - s * half[2]), -(s * half[1] + c * half[2])};
    }
    const auto moving = madeScan(grid, true, [&](const Vec3& q) { return motion.back(q); });
    const auto found = registered(moving, {.deformable = false});
    QVERIFY2(found, found ? "" : found.error().message.c_str());
    const auto [mean, most] = errorOf(*found, [&](const Vec3& p) { return motion.there(p); });
    QVERIFY(mean < 0.7);
    QVERIFY(most < 1.5);
    QCOMPARE(found->quality.verdict, RegistrationVerdict::Good);
    QVERIFY(found->quality.informationAfter >= found->quality.informationBefore - 0.005);
    const auto [truly, atMost, turned] = movedBy(motion); // as the picture says it
    QVERIFY2(std::abs(found->quality.meanMm - truly) < 0.7, qPrintable(QString::number(truly)));
    QVERIFY2(std::abs(found->quality.mostMm - atMost) < 2.5, qPrintable(QString::number(atMost)));
    QVERIFY2(std::abs(found->quality.degrees - turned) < 0.4, qPrintable(QString::number(turned)));
    QVERIFY(found->quality.overlap > 0.8 && found->quality.overlap <= 1);
}

void TestRegistration::findsDeformations_data() {
    QTest::addColumn<double>("mm");
    QTest::addColumn<double>("width");
    QTest::newRow("small") << 6. << 50.;
    QTest::newRow("breath") << 14. << 70.;
}

/// The liver's side goes down and forward, the rest less: nowhere does anything fold.
void TestRegistration::findsDeformations() {
    QFETCH(double, mm);
    QFETCH(double, width);
    const auto there = [&](const Vec3& p) {
        const Vec3 from = p - Vec3{-50, 0, 30};
        const double share = std::exp(-dot(from, from) / (2 * width * width));
        return p + share * mm * Vec3{0.2, -0.4, -0.9} + Vec3{2, 1, -3};
    };
    const auto back = [&](const Vec3& q) {
        Vec3 p = q;
        for (int i = 0; i < 60; ++i) {
            p = p + (q - there(p));
        }
        return p;
    };
    const auto moving = madeScan(plainGrid, true, back);
    const auto rigid = registered(moving, {.deformable = false});
    const auto found = registered(moving, {.deformable = true});
    QVERIFY(rigid && found);
    const auto stiff = errorOf(*rigid, there, madeOrganMarks());
    const auto [mean, most] = errorOf(*found, there, madeOrganMarks());
    QVERIFY(mean < 0.6 * stiff[0]);
    QVERIFY(mean < 1.5);
    QVERIFY(found->grid && found->isUsable());
    QVERIFY(found->quality.smallestJacobian > 0);
    QCOMPARE(found->quality.smallestJacobian, found->grid->smallestJacobian());
    QVERIFY(found->quality.verdict == RegistrationVerdict::Good);
    QVERIFY(found->quality.informationAfter > rigid->quality.informationAfter);
}

void TestRegistration::findsItAcrossFrames() {
    const Motion motion{0, 0, 4 * degree, {210, -340, 1270}};
    MadeGrid grid = madeGrid({360, 260, 200}, {3, 3, 5}, motion.shift + Vec3{0, 0, 40});
    const auto moving = madeScan(grid, true, [&](const Vec3& q) { return motion.back(q); });
    const auto found = registered(moving, {.deformable = false, .sameFrame = false});
    QVERIFY2(found, found ? "" : found.error().message.c_str());
    const auto [mean, most] = errorOf(*found, [&](const Vec3& p) { return motion.there(p); });
    QVERIFY(mean < 1);
    QCOMPARE(found->quality.verdict, RegistrationVerdict::Good);
}

/// By position only a rim of the bodies meets: a few pairs of values, which agree by chance.
void TestRegistration::aRimThatMeetsByChanceTellsNothing() {
    const Vec3 away{322, 0, 0};
    const auto moving = madeScan(madeGrid({360, 260, 260}, {3, 3, 4}, away), true,
                                 [&](const Vec3& q) { return q - away; });
    const auto found = registered(moving, {.deformable = false, .sameFrame = false});
    QVERIFY2(found, found ? "" : found.error().message.c_str());
    errorOf(*found, [&](const Vec3& p) { return p + away; });
    QCOMPARE(found->quality.informationBefore, 0.0);
    QCOMPARE(found->quality.verdict, RegistrationVerdict::Good);
}

void TestRegistration::isTheSameEachTime() {
    const auto moving = madeScan(plainGrid, true, [](const Vec3& q) {
        return q - Vec3{3, 2, 8 * std::exp(-dot(q, q) / 8000)};
    });
    const auto first = registered(moving, {}), second = registered(moving, {});
    QVERIFY(first && second && first->grid && second->grid);
    QCOMPARE(first->rigid, second->rigid);
    QVERIFY(first->grid->mm == second->grid->mm);
    QCOMPARE(first->quality.informationAfter, second->quality.informationAfter);
}

void TestRegistration::stopsWhenCancelled() {
    const auto moving = sideOf(fixedScan());
    NoProgress whole;
    QVERIFY(registerVolumes(moving, moving, {}, &whole));
    QVERIFY(whole.steps > 20);
    QVERIFY(whole.lastDone <= whole.lastTotal);
    for (const int after : {0, 1, whole.steps / 2, whole.steps - 1}) {
        NoProgress progress;
        progress.stopAfter = after;
        const auto found = registerVolumes(moving, moving, {}, &progress);
        QVERIFY(!found);
        QCOMPARE(found.error().code, ErrorCode::Cancelled);
        QCOMPARE(progress.steps, after); // not one evaluation more
    }
}

void TestRegistration::refusesWhatCannotBeRegistered() {
    auto flat =
        madeScan(madeGrid({360, 260, 9}, {2, 2, 3}), false, [](const Vec3& p) { return p; });
    const auto fewSlices = RegistrationSide::of(flat);
    QVERIFY(!fewSlices);
    QCOMPARE(fewSlices.error().code, ErrorCode::BadInput);
    const auto air = madeScan(madeGrid({200, 200, 200}, {5, 5, 5}, {900, 0, 0}), false,
                              [](const Vec3& p) { return p; });
    QVERIFY(!RegistrationSide::of(air));

    Volume other = fixedScan();
    other.unit = "";
    const auto kinds = registered(other, {});
    QVERIFY(!kinds);
    QVERIFY(QString::fromStdString(kinds.error().message).contains("different kinds"));

    const Vec3 away{0, 0, 700};
    const auto elsewhere = madeScan(madeGrid({360, 260, 200}, {4, 4, 4}, away), false,
                                    [&](const Vec3& p) { return p - away; });
    const auto apart = registered(elsewhere, {});
    QVERIFY(!apart);
    QCOMPARE(apart.error().code, ErrorCode::BadInput);
    QVERIFY(QString::fromStdString(apart.error().message).contains("too little"));
}

/// Another body in the same place: whatever is found, it is not called good.
void TestRegistration::doesNotTrustAnotherPart() {
    const auto moving = madeScan(plainGrid, true, [](const Vec3& p) {
        return Vec3{p[1] * 0.9, p[0] * 1.1, -p[2] * 1.3 + 70}; // its organs all elsewhere
    });
    const auto found = registered(moving, {});
    if (found) {
        errorOf(*found, [](const Vec3& p) { return p; });
        QVERIFY(found->quality.verdict != RegistrationVerdict::Good);
        QVERIFY(!found->quality.reason.empty());
    } else {
        QCOMPARE(found.error().code, ErrorCode::BadInput);
        QVERIFY(QString::fromStdString(found.error().message).contains("too little"));
    }
}

QTEST_APPLESS_MAIN(TestRegistration)
#include "test_registration.moc"
