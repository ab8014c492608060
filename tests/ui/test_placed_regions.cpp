// Regions in phases that are registered to each other: a body that moved by a known way, and the
// means of its lesion counted by hand in the test.
#include <QTableWidget>

#include "tests/ui/Fixture.h"
#include "tests/viewer/LightBox.h"
#include "ui/measure/CurveTimes.h"
#include "ui/measure/MeasurePanel.h"
#include "ui/measure/WashoutText.h"
#include "ui/view/Alignment.h"
#include "ui/view/Graphics.h"

using namespace bolus;
using namespace bolus::test;

namespace {

const Vec3 lesion{-20, 10, 0}, breath{8, -6, 12}; // where it lies at first, and how far it goes
constexpr double lesionMm = 16;

/// No two neighbours are alike within the lesion, so that a mean tells which voxels it is of.
double lesionValue(const Vec3& p, double mean) {
    const Vec3 d = p - lesion;
    return norm(d) < lesionMm ? std::round(mean + 2 * d[0] + d[1]) : -100;
}

/// Without contrast, portal venous and delayed; the portal venous phase in another breath.
struct Breathing {
    Case exam = newCase(7);
    Vec3 moved = breath;
    std::map<Phase, double> means{
        {Phase::PreContrast, 10}, {Phase::PortalVenous, 90}, {Phase::Delayed, 40}};
    ViewerWidget viewer{nullptr, [this](const VolumeRecord& record, Progress*) -> Result<Volume> {
                            return makeVolume(VolumeGeometry::of(record), [&](const Vec3& p) {
                                return valueAt(p, record.phase.phase);
                            });
                        }};
    MeasurePanel panel{viewer};

    Breathing() {
        const std::map<Phase, const char*> times{{Phase::PreContrast, "100000"},
                                                 {Phase::PortalVenous, "100210"},
                                                 {Phase::Delayed, "101600"}};
        for (const auto& [phase, time] : times) {
            exam.volumes.push_back(makeRecord(axialGeometry({60, 50, 21}, {2, 2, 4}),
                                              "1.7." + std::to_string(exam.volumes.size() + 1),
                                              phase));
            exam.volumes.back().acquisitionTime = time;
            exam.volumes.back().contrastStart = phase == Phase::PreContrast ? "" : "100100";
        }
    }
    double valueAt(const Vec3& p, Phase phase) const {
        return lesionValue(phase == Phase::PortalVenous ? p - moved : p, means.at(phase));
    }
    bool open() {
        panel.setCase(exam);
        panel.resize(1300, 280);
        panel.show();
        viewer.resize(1300, 460);
        viewer.show();
        QSignalSpy shown(&viewer, &ViewerWidget::caseShown);
        viewer.showCase(exam);
        return QTest::qWaitForWindowExposed(&viewer) && QTest::qWaitForWindowExposed(&panel) &&
               (!shown.isEmpty() || shown.wait(10000));
    }
    void registerPortal(RegistrationVerdict verdict = RegistrationVerdict::Good) {
        Registration registration;
        for (std::size_t i = 0; i < 3; ++i) {
            registration.rigid[4 * i + 3] = moved[i];
        }
        registration.quality.verdict = verdict;
        registration.quality.meanMm = norm(moved);
        Alignment alignment;
        alignment.reference = alignmentKey(exam.volumes[0]);
        alignment.registered[alignmentKey(exam.volumes[1])] = {PatientMap::registered(registration),
                                                               registration.quality};
        viewer.setAlignment(alignment);
    }
    SliceViewport& view(std::size_t i) { return *viewer.viewports().at(i); }

    /// Drawn with the mouse from corner to corner about the lesion, on the view's own picture.
    Annotation draw(std::size_t in, const Vec3& about) {
        viewer.setFocus();
        viewer.setActiveViewport(static_cast<int>(in));
        viewer.viewState()->setPoint(view(in).scene().map().back(about));
        QTest::keyClick(&viewer, Qt::Key_E);
        const QPoint from = placeOf(view(in), about + Vec3{-10, -7, 0}).toPoint(),
                     to = placeOf(view(in), about + Vec3{10, 7, 0}).toPoint();
        dragMouse(view(in), Qt::LeftButton, from, to);
        const auto& all = viewer.annotations().of(exam.id);
        return all.empty() ? Annotation() : all.back();
    }
    const RegionStatistics* result(const Annotation& a, std::size_t phase) {
        return viewer.annotations().result(a, measuredKey(exam.volumes[phase]));
    }
    QString cell(int row, int column) {
        const auto* item = child<QTableWidget>(panel, "measureTable")->item(row, column);
        return item == nullptr ? QString() : item->text();
    }
    MeasureTable table() { return MeasureTable::of(exam, {{}, {}, {}}, viewer); }
};

struct Counted {
    double mean = 0;
    std::size_t voxels = 0;
};

/// Voxels of the slice nearest to an ellipse along x and y, moved by so much.
Counted countedIn(const Breathing& made, std::size_t phase, const Annotation& a, const Vec3& by) {
    const auto geometry = VolumeGeometry::of(made.exam.volumes[phase]);
    const Vec3 centre = a.points[0] + by;
    const double rx = distance(a.points[1], a.points[0]), ry = distance(a.points[2], a.points[0]);
    const double z = geometry.origin[2] + 4 * std::round((centre[2] - geometry.origin[2]) / 4);
    Counted counted;
    for (std::size_t j = 0; j < geometry.size[1]; ++j) {
        for (std::size_t i = 0; i < geometry.size[0]; ++i) {
            const Vec3 p{geometry.origin[0] + 2.0 * static_cast<double>(i),
                         geometry.origin[1] + 2.0 * static_cast<double>(j), z};
            const double x = (p[0] - centre[0]) / rx, y = (p[1] - centre[1]) / ry;
            if (x * x + y * y <= 1) {
                counted.mean += made.valueAt(p, made.exam.volumes[phase].phase.phase);
                ++counted.voxels;
            }
        }
    }
    counted.mean /= static_cast<double>(counted.voxels);
    return counted;
}

bool agree(const RegionStatistics* s, const Counted& counted) {
    if (s != nullptr && s->voxels == counted.voxels && std::abs(s->mean - counted.mean) < 1e-9) {
        return true;
    }
    qWarning("%g of %zu voxels, not %g of %zu", s ? s->mean : 0.0, s ? s->voxels : 0, counted.mean,
             counted.voxels);
    return false;
}

} // namespace

class PlacedRegionsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theMovedLesionIsReadWhereItLies() {
        Breathing made;
        QVERIFY(made.open());
        made.registerPortal();
        const Annotation a = made.draw(0, lesion);
        QVERIFY(a.isValid() && a.part == 0);
        for (const std::size_t phase : {0U, 1U, 2U}) {
            QTRY_VERIFY(made.result(a, phase) != nullptr);
            const Vec3 by = phase == 1 ? breath : Vec3{};
            QVERIFY(agree(made.result(a, phase), countedIn(made, phase, a, by)));
            QVERIFY(std::abs(made.result(a, phase)->mean -
                             made.means[made.exam.volumes[phase].phase.phase]) < 3);
        }
        QVERIFY(countedIn(made, 1, a, {}).mean < 60); // what lies at equal coordinates
    }

    void drawnInTheMovedPhaseItIsReadInTheOthers() {
        Breathing made;
        QVERIFY(made.open());
        made.registerPortal();
        const Annotation a = made.draw(1, lesion + breath);
        QVERIFY(a.isValid());
        QCOMPARE(a.seriesUid, made.exam.volumes[1].seriesUid);
        for (const std::size_t phase : {0U, 1U, 2U}) {
            QTRY_VERIFY(made.result(a, phase) != nullptr);
            const Vec3 by = phase == 1 ? Vec3{} : -1.0 * breath;
            QVERIFY(agree(made.result(a, phase), countedIn(made, phase, a, by)));
        }
    }

    void itIsMeasuredAnewWhenTheRegistrationComesOrGoes() {
        Breathing made;
        QVERIFY(made.open());
        const Annotation a = made.draw(0, lesion);
        QTRY_VERIFY(made.result(a, 1) != nullptr);
        QVERIFY(agree(made.result(a, 1), countedIn(made, 1, a, {})));
        made.registerPortal();
        QTRY_VERIFY(made.result(a, 1) != nullptr);
        QVERIFY(agree(made.result(a, 1), countedIn(made, 1, a, breath)));
        made.viewer.setLinkedByRegistration(false);
        QTRY_VERIFY(made.result(a, 1) != nullptr);
        QVERIFY(agree(made.result(a, 1), countedIn(made, 1, a, {})));
        QTRY_VERIFY(made.cell(0, 3).contains("placed by position: by registration 15.6 mm away"));
        made.registerPortal(RegistrationVerdict::Doubtful);
        QTRY_VERIFY(made.result(a, 1) != nullptr);
        QTRY_VERIFY(!made.cell(0, 3).contains("placed"));
    }

    void howItWasPlacedIsSaidEverywhere() {
        Breathing made;
        QVERIFY(made.open());
        made.registerPortal();
        const Annotation a = made.draw(0, lesion);
        const QString words = "placed by registration, 15.6 mm away";
        QTRY_VERIFY(made.cell(0, 3).contains(words));
        QVERIFY(!made.cell(0, 2).contains("placed"));
        QTRY_VERIFY(made.cell(0, 4).contains("HU")); // washout takes the delayed phase, too
        const MeasureTable table = made.table();
        QVERIFY(table.toCsv().contains(words));
        QVERIFY(table.toText().contains(words));
        const QString washout = washoutText(table, table.rows[0], curveTimes(table.phases));
        QVERIFY2(washout.contains("Caution, Portal venous: " + words), qPrintable(washout));
        (void)coloursOf(made.viewer, "placed-regions");
        (void)coloursOf(made.panel, "placed-regions-table");
        const auto& labels = made.view(1).annotationLayer().labels();
        QVERIFY(!labels.empty()); // its slice is the linked one
        QVERIFY(labels[0].lines.join('\n').contains(words));
        const Vec3 there = a.points[0] + breath;
        QVERIFY(QLineF(labels[0].area.center(), placeOf(made.view(1), there)).length() < 200);
    }

    void aHandMovesItInTheOtherPhase() {
        Breathing made;
        QVERIFY(made.open());
        made.registerPortal();
        const Annotation a = made.draw(0, lesion);
        SliceViewport& portal = made.view(1);
        const double half = std::sqrt(0.5); // of the outline, between two handles
        const Vec3 x = a.points[1] - a.points[0], y = a.points[2] - a.points[0];
        const QPoint outline =
            placeOf(portal, a.points[0] + half * x + half * y + breath).toPoint();
        QVERIFY(made.viewer.annotations().selected() == a.id);
        dragMouse(portal, Qt::LeftButton, outline, outline + QPoint(12, 0));
        const Annotation now = made.viewer.annotations().of(made.exam.id).back();
        const double mm = 12 * portal.scene().mmPerPixel() * portal.devicePixelRatioF();
        QVERIFY(distance(now.points[0], a.points[0] + Vec3{mm, 0, 0}) < 1e-6);
        QCOMPARE(now.seriesUid, a.seriesUid);
        QTRY_VERIFY(made.result(now, 1) != nullptr);
        QVERIFY(agree(made.result(now, 1), countedIn(made, 1, now, breath)));
    }

    void ofASeriesOfSeveralPhasesThePartCounts() {
        Breathing made;
        made.exam.volumes[1].seriesUid = made.exam.volumes[0].seriesUid;
        made.exam.volumes[1].part = 1;
        QVERIFY(made.open());
        made.registerPortal();
        const Annotation a = made.draw(1, lesion + breath);
        QCOMPARE(a.part, 1);
        QTRY_VERIFY(made.result(a, 0) != nullptr);
        QVERIFY(agree(made.result(a, 0), countedIn(made, 0, a, -1.0 * breath)));
        Annotation old = a; // as an older Bolus kept it
        old.id = "old";
        old.part = -1;
        const auto lies = made.viewer.annotations().placed(old, measuredKey(made.exam.volumes[0]));
        QVERIFY(lies.annotation == old);
        QVERIFY(lies.placing.how == ShapePlacing::How::NotKnown);
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    PlacedRegionsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_placed_regions.moc"
