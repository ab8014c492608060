// One phase over another on the light box: keys, texts, colours, and what is refused.
#include "tests/viewer/Drawing.h"
#include "ui/view/Alignment.h"
#include "ui/view/ViewerOverlays.h"

using namespace bolus;
using namespace bolus::test;

namespace {

using Kind = ViewerOverlays::Kind;

/// Each series has values of its own here.
class Box {
public:
    explicit Box(Case exam, std::map<std::string, Volume> volumes) : m_volumes(std::move(volumes)) {
        viewer.resize(1100, 700);
        viewer.show();
        (void)QTest::qWaitForWindowExposed(&viewer);
        QSignalSpy shown(&viewer, &ViewerWidget::caseShown);
        viewer.showCase(exam);
        (void)shown.wait(10000);
    }
    SliceViewport& view(std::size_t i) { return *viewer.viewports().at(i); }
    ViewerOverlays& overlays() { return viewer.overlays(); }
    void press(int key) { QTest::keyClick(&viewer, Qt::Key(key)); }
    void hoverAt(std::size_t i, const Vec3& point) {
        hover(view(i), pixel(view(i), point));
        QTest::qWait(20);
    }

private:
    std::map<std::string, Volume> m_volumes;

public:
    ViewerWidget viewer{nullptr, [this](const VolumeRecord& record, Progress*) -> Result<Volume> {
                            const auto found = m_volumes.find(record.seriesUid);
                            return found == m_volumes.end()
                                       ? fail(ErrorCode::BadInput, "Slice 3 does not decode.")
                                       : Result<Volume>(found->second);
                        }};
};

struct Exam {
    Case exam = newCase(7);
    std::map<std::string, Volume> volumes;

    void add(const VolumeGeometry& geometry, Phase phase, const ValueAt& value,
             const std::string& unit = "HU", bool readable = true) {
        const std::string uid = "1.7." + std::to_string(exam.volumes.size() + 1);
        exam.volumes.push_back(makeRecord(geometry, uid, phase));
        if (readable) {
            volumes[uid] = makeVolume(geometry, value, unit);
        }
    }
};

const VolumeGeometry fine = axialGeometry({60, 50, 41}, {2, 2, 2.5}),
                     coarse = axialGeometry({80, 70, 21}, {1.5, 1.4, 5});

Exam threeOfThem() {
    Exam exam;
    exam.add(fine, Phase::PreContrast, [](const Vec3&) { return 40; });
    exam.add(coarse, Phase::Arterial, [](const Vec3& p) { return p[0] > 0 ? 150 : 64; });
    exam.add(fine, Phase::PortalVenous, [](const Vec3&) { return 100; });
    return exam;
}

QStringList marks(SliceViewport& view) {
    return view.overlay().marks;
}

const Vec3 left{20, 3, 0}, right{-20, 3, 0}; // of the patient

} // namespace

class OverlaysTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aKeySubtractsThePhaseWithoutContrast() {
        Exam made = threeOfThem();
        Box box(made.exam, made.volumes);
        box.viewer.setActiveViewport(1);
        box.press(Qt::Key_U);
        QTRY_COMPARE(marks(box.view(1)), QStringList("Arterial − Pre-contrast, by position"));
        QVERIFY(marks(box.view(0)).isEmpty() && marks(box.view(2)).isEmpty());
        QCOMPARE(greyAt(box.view(1), left), expectedGrey(110, 300, 0));
        QCOMPARE(greyAt(box.view(1), right), expectedGrey(24, 300, 0));
        QCOMPARE(box.view(1).overlay().layerLegends.at(0).label, QString("Difference"));
        QCOMPARE(box.view(1).overlay().layerLegends.at(0).high, QString("+150 HU"));
        QCOMPARE(box.view(1).overlay().bottomRight.last(), QString("± 150 HU"));
        box.hoverAt(1, left);
        QCOMPARE(box.view(1).overlay().bottomLeft.first(), QString("150 − 40 = 110 HU"));
        box.press(Qt::Key_U);
        QTRY_VERIFY(marks(box.view(1)).isEmpty());
        box.hoverAt(1, left);
        QCOMPARE(box.view(1).overlay().bottomLeft.first(), QString("150 HU"));
    }

    void theUnenhancedPhaseIsNotWhatIsSubtractedFrom() {
        Exam made = threeOfThem();
        Box box(made.exam, made.volumes);
        QSignalSpy refused(&box.overlays(), &ViewerOverlays::refused);
        box.viewer.setActiveViewport(0);
        box.press(Qt::Key_U);
        QCOMPARE(refused.size(), 1);
        QVERIFY(refused.first().first().toString().contains("unenhanced phase"));
        QCOMPARE(box.overlays().partner(Kind::Difference), -1);
        box.overlays().choose(Kind::Difference, 1); // whoever wants that has it
        QTRY_COMPARE(marks(box.view(0)), QStringList("Pre-contrast − Arterial, by position"));
    }

    void draggingTheWindowWidensTheDifferenceAlone() {
        Exam made = threeOfThem();
        Box box(made.exam, made.volumes);
        box.viewer.setActiveViewport(1);
        box.press(Qt::Key_U);
        QTRY_VERIFY(box.view(1).scene().layers().difference() != nullptr);
        const auto before = box.viewer.windowLevel();
        const QPoint middle = box.view(1).rect().center();
        dragMouse(box.view(1), Qt::LeftButton, middle, middle + QPoint(80, 0));
        QVERIFY(box.view(1).scene().layers().difference()->style.high > 200);
        QCOMPARE(box.view(1).scene().layers().difference()->style.low,
                 -box.view(1).scene().layers().difference()->style.high);
        QCOMPARE(box.viewer.windowLevel(), before);
    }

    void aKeyLaysAnotherPhaseInColourOverThisOne() {
        Exam made = threeOfThem();
        Box box(made.exam, made.volumes);
        QCOMPARE(box.viewer.activeViewport(), &box.view(0));
        const int plain = greyAt(box.view(0), left);
        box.press(Qt::Key_G);
        QTRY_COMPARE(marks(box.view(0)), QStringList("Arterial over Pre-contrast, by position"));
        LayerStyle style = box.overlays().layers().at(0).style;
        style.opacity = 1;
        style.threshold = 0.5; // 80 HU
        style.low = 0;
        style.high = 160;
        box.overlays().setStyle("color", style);
        const Rgb hot = colorAt(ColorMap::HotIron, 150 / 160.0);
        QTRY_COMPARE(colorAt(box.view(0), left), QColor(hot[0], hot[1], hot[2]));
        QCOMPARE(greyAt(box.view(0), right), plain); // below the threshold: the picture
        box.hoverAt(0, left);
        QCOMPARE(box.view(0).overlay().bottomLeft.first(), QString("40 HU, colour 150 HU"));
        box.press(Qt::Key_G);
        QTRY_COMPARE(greyAt(box.view(0), left), plain);
    }

    void whatIsChosenStaysWithTheSeries() {
        Exam made = threeOfThem();
        Box box(made.exam, made.volumes);
        box.overlays().choose(Kind::Difference, 2);
        QTRY_COMPARE(marks(box.view(0)), QStringList("Pre-contrast − Portal venous, by position"));
        box.viewer.setLayoutCount(1); // what is subtracted does not hang any more
        QTRY_COMPARE(box.viewer.viewports().size(), std::size_t(1));
        QTRY_COMPARE(marks(box.view(0)), QStringList("Pre-contrast − Portal venous, by position"));
        QVERIFY(box.view(0).scene().layers().difference() != nullptr);
        box.press(Qt::Key_U);
        QCOMPARE(box.overlays().partner(Kind::Difference), -1);
        box.press(Qt::Key_U); // the same again
        QCOMPARE(box.overlays().partner(Kind::Difference), 2);
    }

    void wherePaddingOrNothingIsThereIsNoNumber() {
        Exam made = threeOfThem();
        made.volumes["1.7.1"] =
            makeVolume(fine, [](const Vec3& p) { return p[0] > 0 ? -2000 : 40; });
        made.volumes["1.7.1"].padding = {-2000, -2000};
        Box box(made.exam, made.volumes);
        box.viewer.setActiveViewport(1);
        box.press(Qt::Key_U);
        QTRY_VERIFY(box.view(1).scene().layers().difference() != nullptr);
        QTRY_COMPARE(greyAt(box.view(1), left), 0);
        QCOMPARE(greyAt(box.view(1), right), expectedGrey(24, 300, 0));
        box.hoverAt(1, left);
        QCOMPARE(box.view(1).overlay().bottomLeft.first(), QString("no value to subtract here"));
    }

    void otherUnitsAndPlacesApartAreRefused() {
        Exam made = threeOfThem();
        made.add(
            fine, Phase::Delayed, [](const Vec3&) { return 5; }, "SUVbw");
        made.add(axialGeometry({20, 20, 10}, {2, 2, 2}, {0, 0, 500}), Phase::PostContrast,
                 [](const Vec3&) { return 5; });
        Box box(made.exam, made.volumes);
        QSignalSpy refused(&box.overlays(), &ViewerOverlays::refused);
        box.overlays().choose(Kind::Difference, 3);
        QTRY_COMPARE(refused.size(), 1);
        QCOMPARE(
            refused.takeFirst().first().toString(),
            QString("Delayed cannot be subtracted from Pre-contrast: one is in SUVbw, the other "
                    "in HU."));
        box.overlays().choose(Kind::Difference, 4);
        QTRY_COMPARE(refused.size(), 1);
        QVERIFY(refused.takeFirst().first().toString().contains("do not overlap"));
        QVERIFY(marks(box.view(0)).isEmpty());
        QCOMPARE(box.overlays().partner(Kind::Difference), -1);
        box.overlays().choose(Kind::Color, 3); // colours may be of other values
        QTRY_COMPARE(marks(box.view(0)), QStringList("Delayed over Pre-contrast, by position"));
        QVERIFY(refused.isEmpty());
    }

    void anotherFrameOfReferenceIsSaidOnThePicture() {
        Exam made = threeOfThem();
        made.exam.volumes[1].frameOfReferenceUid = "1.9";
        Box box(made.exam, made.volumes);
        box.press(Qt::Key_G);
        QTRY_COMPARE(marks(box.view(0)).size(), 2);
        QVERIFY(marks(box.view(0)).last().startsWith("Not registered"));
    }

    void whatIsAlignedByHandIsSubtractedThere() {
        Exam made = threeOfThem();
        made.volumes["1.7.1"] = makeVolume(fine, [](const Vec3& p) { return 40 + 2 * p[0]; });
        Box box(made.exam, made.volumes);
        Alignment alignment;
        alignment.byHand[alignmentKey(made.exam.volumes[0])] = {10, 0, 0};
        box.viewer.setAlignment(alignment);
        box.viewer.setActiveViewport(1);
        box.press(Qt::Key_U);
        QTRY_VERIFY(marks(box.view(1)).contains("Arterial − Pre-contrast, aligned by hand"));

        const auto sample = sampleLayer(box.view(1).scene().layers().difference()->source, left);
        QVERIFY(sample);
        const double x =
            coarse.patientFromIndex({std::round(coarse.indexFromPatient(left)[0]), 0, 0})[0];
        QVERIFY(std::abs(sample->subtrahend - (40 + 2 * (x + 10))) < 0.51);
        box.viewer.setAlignment({});
        QTRY_VERIFY(marks(box.view(1)).contains("Arterial − Pre-contrast, by position"));
        const auto plain = sampleLayer(box.view(1).scene().layers().difference()->source, left);
        QVERIFY(plain && std::abs(plain->subtrahend - (40 + 2 * x)) < 0.51);
    }

    void whatIsCutByAMapStaysWhenNothingMoved() {
        Exam made = threeOfThem();
        Box box(made.exam, made.volumes);
        box.viewer.setActiveViewport(1);
        Alignment alignment;
        alignment.byHand[alignmentKey(made.exam.volumes[0])] = {0, 0, 7.5};
        box.viewer.setAlignment(alignment);
        box.press(Qt::Key_U);
        const auto layers = [&] { return box.view(1).scene().layers().all(); };
        QTRY_COMPARE(layers().size(), std::size_t(1));
        QTRY_VERIFY(layers().front().source.values);
        const auto before = layers();
        QVERIFY(before.front().source.map);
        box.overlays().refresh();
        QVERIFY(layers() == before);
        alignment.byHand.begin()->second = {0, 0, 2.5};
        box.viewer.setAlignment(alignment);
        QVERIFY(!(layers() == before));
        QVERIFY(std::abs((*layers().front().source.map)({0, 0, 0})[2] - 2.5) < 1e-9);
    }

    void phasesThatTakeTurnsShowWhatLiesOverThem() {
        Exam made = threeOfThem();
        Box box(made.exam, made.volumes);
        box.viewer.setActiveViewport(1);
        box.press(Qt::Key_U);
        QTRY_VERIFY(box.view(1).scene().layers().difference() != nullptr);
        (void)box.viewer.readPhases();
        QTRY_VERIFY(box.viewer.showForNow(2));
        QVERIFY(box.view(1).scene().layers().all().empty()); // nothing was laid over that one
        QTRY_VERIFY(marks(box.view(1)).isEmpty());
        QCOMPARE(greyAt(box.view(1), left), greyAt(box.view(2), left));
        box.hoverAt(1, left);
        QCOMPARE(box.view(1).overlay().bottomLeft.first(), QString("100 HU"));
        QVERIFY(box.viewer.showForNow(1));
        QVERIFY(box.view(1).scene().layers().difference() != nullptr);
        QTRY_COMPARE(marks(box.view(1)), QStringList("Arterial − Pre-contrast, by position"));
    }

    void whatCannotBeReadIsSaidOnThePicture() {
        Exam made = threeOfThem();
        made.volumes.erase("1.7.1");
        Box box(made.exam, made.volumes);
        box.viewer.setActiveViewport(1);
        box.press(Qt::Key_U);
        QTRY_COMPARE(marks(box.view(1)).value(1), QString("Slice 3 does not decode."));
        QVERIFY(greyAt(box.view(1), left) > 0); // the source stays to be seen
    }

    void anExamOfOnePhaseHasNothingToCompare() {
        Exam made;
        made.add(fine, Phase::PortalVenous, [](const Vec3&) { return 40; });
        Box box(made.exam, made.volumes);
        QSignalSpy refused(&box.overlays(), &ViewerOverlays::refused);
        box.press(Qt::Key_U);
        QCOMPARE(refused.size(), 1);
    }

    void measurementsInADifferenceSayThatTheyAreOfTheSource() {
        Exam made = threeOfThem();
        Box box(made.exam, made.volumes);
        box.viewer.setActiveViewport(1);
        box.press(Qt::Key_U);
        QTRY_VERIFY(box.view(1).scene().layers().difference() != nullptr);
        box.press(Qt::Key_E);
        dragMouse(box.view(1), Qt::LeftButton, pixel(box.view(1), {15, -15, 0}),
                  pixel(box.view(1), {35, 15, 0}));
        const auto lines = [&] {
            const auto* told = label(box.view(1));
            return told == nullptr ? QStringList() : told->lines;
        };
        QTRY_VERIFY(lines().contains("of Arterial, not of the difference"));
        QTRY_VERIFY(lines().join(' ').contains("150"));
        QVERIFY(!label(box.view(0))->lines.join(' ').contains("difference"));
    }

    void anotherCaseBeginsWithoutAny() {
        Exam made = threeOfThem();
        Box box(made.exam, made.volumes);
        box.press(Qt::Key_G);
        QTRY_VERIFY(!marks(box.view(0)).isEmpty());
        Case other = made.exam;
        other.id = 8;
        QSignalSpy shown(&box.viewer, &ViewerWidget::caseShown);
        box.viewer.showCase(other);
        QVERIFY(shown.wait(10000));
        QTRY_VERIFY(marks(box.view(0)).isEmpty());
        QVERIFY(box.overlays().layers().empty());
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication app(argc, argv);
    OverlaysTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_overlays.moc"
