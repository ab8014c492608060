// What a light box shows and says of slabs, turned pictures, crosshair and texts.
#include <QMouseEvent>

#include "tests/viewer/Drawing.h"
#include "ui/view/PictureTexts.h"

using namespace bolus;
using namespace bolus::test;

namespace {

QString hu(double value) {
    return QString::number(std::lround(value)).replace('-', "−") + " HU";
}

void hoverOver(SliceViewport& view, const Vec3& point) {
    const QPointF at = placeOf(view, point);
    QMouseEvent move(QEvent::MouseMove, at, view.mapToGlobal(at), Qt::NoButton, Qt::NoButton, {});
    QApplication::sendEvent(&view, &move);
}

/// One volume whose values are its slices' heights: 10 HU a millimetre.
bool openHeights(Light& light) {
    light.archive.value = [](const Vec3& p) { return 10 * p[2]; };
    Case exam = newCase(7);
    light.archive.add(exam, axialGeometry({60, 50, 41}, {2, 2, 2.5}), Phase::Arterial);
    return light.open(exam);
}

bool says(SliceViewport& view, const QString& text) {
    view.refreshOverlay();
    const OverlayModel& model = view.overlay();
    return (model.marks + model.bottomLeft).join('\n').contains(text);
}

/// The smallest area around what is brighter than this.
QRect brightArea(SliceViewport& view, int grey) {
    const QImage image = view.picture();
    QRect area;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (qRed(image.pixel(x, y)) > grey) {
                area |= QRect(x, y, 1, 1);
            }
        }
    }
    return area;
}

} // namespace

class PicturesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSlabSaysWhatItIsAndWhoseTheValuesAre() {
        Light light({700, 620});
        QVERIFY(openHeights(light));
        SliceViewport& view = light.view(0);
        light.viewer.viewState()->setPoint({0, 0, 0});
        QVERIFY(view.overlay().marks.isEmpty());
        light.viewer.viewState()->setSlab({Slab::Mode::Largest, 10});
        hoverOver(view, {4, 6, 0});
        QTRY_VERIFY(says(view, "MIP 10 mm, 5 slice")); // 0, ±2.5, ±5
        QVERIFY(says(view, "MIP " + hu(50) + " · slice " + hu(0)));
        light.viewer.viewState()->setSlab({Slab::Mode::Smallest, 10});
        QVERIFY(says(view, "MinIP " + hu(-50) + " · slice " + hu(0)));
        light.viewer.viewState()->setPoint({0, 0, 50}); // the first slice: two more below it
        QVERIFY(says(view, "MinIP 10 mm, 3 slice"));
        light.viewer.viewState()->setSlab({Slab::Mode::Mean, 4});
        QVERIFY(says(view, "Average 4 mm, 1 slice"));
        light.viewer.viewState()->setSlab({Slab::Mode::Off, 10});
        QVERIFY(!says(view, "slice"));
        QVERIFY(view.overlay().marks.isEmpty());
    }

    void aThickTurnedSlabIsWholeOnceTheHandIsStill() {
        Light light({700, 620});
        light.archive.value = [](const Vec3& p) { return 10 * p[2]; };
        Case exam = newCase(7);
        light.archive.add(exam, axialGeometry({150, 140, 80}, {1, 1, 1}), Phase::Arterial);
        QVERIFY(light.open(exam));
        SliceViewport& view = light.view(0);
        light.viewer.viewState()->setRotation(Rotation::about({1, 0, 0}, 0.3));
        light.viewer.viewState()->setPoint({0, 0, 0});
        light.viewer.viewState()->setSlab({Slab::Mode::Largest, 60});
        hoverOver(view, {4, 6, 0});
        (void)view.picture(); // the frame while it moves
        QVERIFY(view.scene().isCoarse());
        QVERIFY(says(view, "Coarse while it moves"));
        QVERIFY(says(view, "MIP … · slice"));
        QTRY_VERIFY(!view.scene().isCoarse());
        QVERIFY(!says(view, "Coarse"));
        QVERIFY(!says(view, "MIP …"));
        light.viewer.scrollBy(1);
        (void)view.picture();
        QVERIFY(view.scene().isCoarse());
        view.finish(); // before it is kept as a picture
        QVERIFY(!view.scene().isCoarse());
        QVERIFY(!says(view, "Coarse"));
    }

    void aSlabIsWhatIsDrawn() {
        Light light({700, 620});
        QVERIFY(openHeights(light));
        SliceViewport& view = light.view(0);
        light.viewer.setWindowLevel(1000, 0);
        light.viewer.viewState()->setPoint({0, 0, 0});
        QTRY_VERIFY(std::abs(greyAt(view, {20, 20, 0}) - expectedGrey(0, 1000, 0)) <= 1);
        light.viewer.viewState()->setSlab({Slab::Mode::Largest, 40}); // up to 20 mm above
        QTRY_VERIFY(std::abs(greyAt(view, {20, 20, 0}) - expectedGrey(200, 1000, 0)) <= 1);
        light.viewer.viewState()->setSlab({Slab::Mode::Mean, 40});
        QTRY_VERIFY(std::abs(greyAt(view, {20, 20, 0}) - expectedGrey(0, 1000, 0)) <= 1);
        light.viewer.viewState()->setSlab({Slab::Mode::Off, 40});
        light.viewer.viewState()->setPoint({0, 0, 20});
        QTRY_VERIFY(std::abs(greyAt(view, {20, 20, 20}) - expectedGrey(200, 1000, 0)) <= 1);
    }

    void measurementsUnderASlabSayTheyAreOfTheSlice() {
        Light light({700, 620});
        QVERIFY(openHeights(light));
        light.viewer.viewState()->setPoint({0, 0, 0});
        draw(light, Qt::Key_E, {-20, -20, 0}, {20, 20, 0});
        QVERIFY(!says(light.view(0), "slice alone"));
        light.viewer.viewState()->setSlab({Slab::Mode::Largest, 10});
        QVERIFY(says(light.view(0), "Measurements are of the slice alone"));
        const auto& shapes = drawn(light);
        QCOMPARE(shapes.size(), std::size_t(1));
        QTRY_VERIFY(result(light, shapes.front(), 0) != nullptr);
        QCOMPARE(result(light, shapes.front(), 0)->max, 0.0); // not 50
    }

    void aMirroredPictureSaysSoInItsPlane() {
        Light light({1000, 700});
        QVERIFY(light.open(threePhases(light.archive)));
        const auto state = light.viewer.viewState();
        state->setTurn(Plane::Axial, Turn{}.flippedAcross());
        for (std::size_t i = 0; i < 3; ++i) {
            QVERIFY(says(light.view(i), "MIRRORED"));
            QCOMPARE(light.view(i).overlay().edges[0], QString("L"));
        }
        state->setTurn(Plane::Axial, Turn{}.clockwise());
        QVERIFY(!says(light.view(0), "MIRRORED"));
        QVERIFY(says(light.view(0), "Turned 90° to the right"));
        light.viewer.setPlane(Plane::Coronal);
        QVERIFY(!says(light.view(0), "Turned"));
        QCOMPARE(light.view(0).overlay().edges[0], QString("R"));
    }

    void anotherCaseBeginsUpright() {
        Light light({700, 620});
        QVERIFY(openHeights(light));
        light.viewer.viewState()->setTurn(Plane::Axial, Turn{}.flippedAcross());
        light.viewer.viewState()->setSlab({Slab::Mode::Mean, 10});
        light.viewer.viewState()->setSmooth(false);
        Case other = newCase(9);
        light.archive.add(other, axialGeometry({60, 50, 41}, {2, 2, 2.5}), Phase::Arterial);
        QVERIFY(light.open(other));
        light.view(0).refreshOverlay();
        QVERIFY(light.view(0).overlay().marks.isEmpty());
        QVERIFY(!light.viewer.viewState()->smooth()); // the reader's habit
    }

    void clickedPlacesFollowTheTurn_data() {
        QTest::addColumn<int>("quarters");
        QTest::addColumn<bool>("mirrored");
        for (int quarters = 0; quarters < 4; ++quarters) {
            QTest::addRow("%d quarters", quarters) << quarters << false;
            QTest::addRow("%d quarters, mirrored", quarters) << quarters << true;
        }
    }
    void clickedPlacesFollowTheTurn() {
        QFETCH(int, quarters);
        QFETCH(bool, mirrored);
        Light light({700, 620});
        light.archive.value = [](const Vec3& p) { // one bright corner of the patient
            return p[0] > 20 && p[0] < 24 && p[1] < -10 && p[1] > -14 ? 1000.0 : 0.0;
        };
        Case exam = newCase(7);
        light.archive.add(exam, axialGeometry({60, 50, 41}, {2, 2, 2.5}), Phase::Arterial);
        QVERIFY(light.open(exam));
        SliceViewport& view = light.view(0);
        light.viewer.viewState()->setTurn(Plane::Axial, {quarters, mirrored});
        light.viewer.viewState()->setPoint({-30, 30, 0});
        light.viewer.setWindowLevel(100, 900);
        QTRY_VERIFY(!brightArea(view, 128).isEmpty());
        const QPointF seen = QPointF(brightArea(view, 128).center()) / view.devicePixelRatioF();
        QTest::mouseClick(&view, Qt::LeftButton, {}, seen.toPoint());
        const Vec3 found = view.scene().point();
        QVERIFY(std::abs(found[0] - 22) < 2 && std::abs(found[1] + 12) < 2);
        QTRY_VERIFY(says(view, "Crosshair: " + hu(1000)));
    }

    void regionsMeasureTheSameHoweverThePictureLies() {
        Light light({700, 620});
        Case exam = newCase(7);
        light.archive.add(exam, axialGeometry({60, 50, 41}, {2, 2, 2.5}), Phase::Arterial);
        QVERIFY(light.open(exam));
        std::optional<double> mean;
        for (const Turn& turn : {Turn{}, Turn{1, false}, Turn{2, true}, Turn{3, true}}) {
            light.viewer.viewState()->setTurn(Plane::Axial, turn);
            light.viewer.viewState()->setPoint({0, 0, 0});
            draw(light, Qt::Key_E, {10, -20, 0}, {30, 10, 0});
            const Annotation shape = drawn(light).back();
            QTRY_VERIFY(result(light, shape, 0) != nullptr);
            const double now = result(light, shape, 0)->mean;
            QVERIFY(std::abs(now - ramp({20, -5, 0})) < 4); // a ramp's mean is its middle's
            QVERIFY(!mean || std::abs(now - *mean) < 4);
            mean = now;
            book(light).remove(shape.id);
        }
    }

    void aPictureHasAllPixelsOfTheScreen() {
        Light light({700, 620});
        QVERIFY(openHeights(light));
        SliceViewport& view = light.view(0);
        const double ratio = std::max(1.0, qEnvironmentVariable("QT_SCALE_FACTOR").toDouble());
        QCOMPARE(view.devicePixelRatioF(), ratio);
        QCOMPARE(view.picture().size(), (QSizeF(view.size()) * ratio).toSize());
    }

    void withoutSmoothingPixelsAreSquares() {
        Light light({700, 620});
        light.archive.value = [](const Vec3& p) { // 10 mm voxels, dark and bright in turn
            return std::lround(p[0] / 10 + p[1] / 10 + p[2] / 10) % 2 == 0 ? 0.0 : 1000.0;
        };
        Case exam = newCase(7);
        light.archive.add(exam, axialGeometry({11, 11, 3}, {10, 10, 10}), Phase::Arterial);
        QVERIFY(light.open(exam));
        SliceViewport& view = light.view(0);
        light.viewer.setWindowLevel(1000, 500);
        light.viewer.viewState()->setPoint({0, 0, 0});
        const auto between = [&] { // greys along a row that are neither voxel's
            const QImage image = view.picture();
            const auto [left, y] = view.scene().displayFromPatient({-48, 0, 0});
            const auto right = view.scene().displayFromPatient({48, 0, 0})[0];
            int count = 0;
            for (int x = int(left); x < int(right); ++x) {
                const int grey = qRed(image.pixel(x, int(y)));
                count += grey > 10 && grey < 245;
            }
            return count;
        };
        QTRY_VERIFY(between() > 100);
        light.viewer.viewState()->setSmooth(false);
        QTRY_COMPARE(between(), 0);
    }

    void invertedMonochrome1IsWhiteForHighAgain() {
        Light light({700, 620});
        light.archive.inverted = true;
        QVERIFY(openHeights(light));
        SliceViewport& view = light.view(0);
        light.viewer.setWindowLevel(1000, 0);
        light.viewer.viewState()->setPoint({0, 0, 30});
        const int high = expectedGrey(300, 1000, 0);
        QTRY_VERIFY(std::abs(greyAt(view, {20, 20, 30}) - (255 - high)) <= 1);
        light.viewer.viewState()->setInverted(true);
        QTRY_VERIFY(std::abs(greyAt(view, {20, 20, 30}) - high) <= 1);
        QVERIFY(says(view, "Inverted"));
    }

    void theCrosshairTellsItsValueInEveryPhase() {
        Light light({1000, 700});
        light.archive.padding = std::array<double, 2>{-3024, -3024};
        light.archive.value = [](const Vec3& p) { return p[0] < -40 ? -3024.0 : ramp(p); };
        QVERIFY(light.open(threePhases(light.archive)));
        // By hand. First phase: from (-59, -49, -50) in steps of 2, 2, 2.5 mm the nearest voxel is
        // (35, 28, 5), whose middle is (11, 7, -37.5): 200 + 33 + 49 - 412.5, rounded. Second, in
        // slices of 5 mm: (35, 28, 2), at z -40. The third begins above.
        light.viewer.goTo({11.4, 6.7, -38});
        const auto value = [&](std::size_t i) {
            light.view(i).refreshOverlay();
            const QStringList lines = light.view(i).overlay().bottomLeft.filter("Crosshair");
            return lines.value(0);
        };
        QCOMPARE(value(0), QString("Crosshair: −131 HU"));
        QCOMPARE(value(1), QString("Crosshair: −158 HU"));
        QCOMPARE(value(2), QString("Crosshair: outside this series"));
        light.viewer.goTo({-50, 6, 0});
        QCOMPARE(value(0), QString("Crosshair: Outside the scanner's image"));
        light.viewer.goTo({500, 6, 0});
        QCOMPARE(value(0), QString("Crosshair: outside this series"));
        hoverOver(light.view(0), {11, 5, 0});
        QVERIFY(light.view(0).overlay().bottomLeft.front().startsWith("Mouse: "));
        light.viewer.setCrosshairVisible(false);
        QVERIFY(value(0).isEmpty());
    }

    void textsAreFullReducedOrNone() {
        Light light({1000, 700});
        light.archive.padding.reset();
        Case exam = threePhases(light.archive);
        exam.volumes[1].geometryFlags = {GeometryFlag::UnevenSpacing};
        QVERIFY(light.open(exam));
        light.viewer.viewState()->setTurn(Plane::Axial, Turn{}.flippedAcross());
        const auto model = [&] {
            light.view(1).refreshOverlay();
            return light.view(1).overlay();
        };
        const auto everything = [&] {
            const OverlayModel m = model();
            return (m.topLeft + m.topRight + m.bottomLeft + m.bottomRight).join('\n');
        };
        QVERIFY(everything().contains("Doe Jane") && everything().contains("P7"));
        light.viewer.setTextChoice({TextChoice::Amount::Reduced, false});
        QCOMPARE(model().topRight, QStringList{"Doe Jane"});
        QVERIFY(!everything().contains("Series 2") && everything().contains("W 400"));
        light.viewer.setTextChoice({TextChoice::Amount::None, false});
        QVERIFY(model().topRight.isEmpty() && model().bottomRight.isEmpty());
        QVERIFY(model().bottomLeft.isEmpty() && model().barMm == 0);
        for (const auto amount :
             {TextChoice::Amount::Full, TextChoice::Amount::Reduced, TextChoice::Amount::None}) {
            light.viewer.setTextChoice({amount, true}); // what is never hidden
            QVERIFY(model().marks.contains("MIRRORED"));
            QCOMPARE(model().edges[0], QString("L"));
            QVERIFY(model().topLeft.contains("Uneven slice spacing: lengths uncertain"));
        }
    }

    void aHiddenPatientStandsNowhere() {
        Light light({1000, 700});
        QVERIFY(light.open(threePhases(light.archive)));
        QVERIFY(light.view(0).overlay().topRight.contains("2024-01-31"));
        light.viewer.setTextChoice({TextChoice::Amount::Full, true});
        for (std::size_t i = 0; i < 3; ++i) {
            light.view(i).refreshOverlay();
            const OverlayModel& m = light.view(i).overlay();
            const QString all =
                (m.topLeft + m.topRight + m.bottomLeft + m.bottomRight + m.marks).join('\n');
            for (const char* who : {"Doe", "Jane", "P7", "2024"}) {
                QVERIFY2(!all.contains(who), who);
            }
            QVERIFY(all.contains("CT abdomen"));
        }
        QVERIFY(light.open(threePhases(light.archive, 8))); // and in what is opened next
        QVERIFY(!light.view(0).overlay().topRight.join(' ').contains("Doe"));
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication app(argc, argv);
    PicturesTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_pictures.moc"
