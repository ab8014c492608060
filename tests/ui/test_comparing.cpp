// Two phases in one picture, in the window: menu, keys, button, and the rows of what lies over it.
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QMenu>
#include <QSlider>
#include <QToolButton>

#include "tests/ui/Fixture.h"
#include "tests/viewer/Synthetic.h"
#include "ui/compare/Comparing.h"
#include "ui/compare/LayerRow.h"
#include "ui/view/Graphics.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/CaseController.h"

using namespace bolus;
using namespace bolus::test;

namespace {

/// The case of three phases.
std::unique_ptr<MainWindow> windowWith(Desk& desk) {
    desk.addCases();
    auto window = desk.open();
    QSignalSpy shown(&window->viewer(), &ViewerWidget::caseShown);
    window->caseController().open(2);
    (void)shown.wait(20000);
    window->viewer().setFocus();
    return window;
}

const OverlayModel& written(MainWindow& window, std::size_t view) {
    return window.viewer().viewports().at(view)->overlay();
}

QAction* action(MainWindow& window, const char* name) {
    return child<QAction>(window, name);
}

} // namespace

class ComparingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keysMenuAndRowsAgree() {
        Desk desk;
        const auto window = windowWith(desk);
        auto* panel = child<QWidget>(*window, "layersPanel");
        QVERIFY(!panel->isVisible());
        window->viewer().setActiveViewport(1);
        QTest::keyClick(&window->viewer(), Qt::Key_U);
        QTRY_VERIFY(panel->isVisible());
        QVERIFY(action(*window, "subtraction")->isChecked());
        QVERIFY(!action(*window, "phaseInColour")->isChecked());
        QTRY_COMPARE(written(*window, 1).marks.value(0),
                     QString("Arterial − Pre-contrast, by position"));
        auto* row = child<QWidget>(*panel, "layer-difference");
        QCOMPARE(child<QCheckBox>(*row, "layerVisible")->text(),
                 written(*window, 1).marks.value(0));
        QVERIFY(!child<QSlider>(*row, "layerOpacity")->isVisible());
        QTest::keyClick(&window->viewer(), Qt::Key_G);
        QTRY_COMPARE(written(*window, 1).layerLegends.size(), std::size_t(2));
        picture(*window, "compare");
        action(*window, "subtraction")->trigger();
        QTRY_COMPARE(written(*window, 1).layerLegends.size(), std::size_t(1));
        QTest::mouseClick(child<QToolButton>(*panel, "layerRemove"), Qt::LeftButton);
        QTRY_VERIFY(written(*window, 1).marks.isEmpty());
        QTRY_VERIFY(!panel->isVisible());
        QVERIFY(!action(*window, "phaseInColour")->isChecked());
    }

    void rowsStyleTheLayer() {
        Desk desk;
        const auto window = windowWith(desk);
        QTest::keyClick(&window->viewer(), Qt::Key_G);
        auto* panel = child<QWidget>(*window, "layersPanel");
        QTRY_VERIFY(panel->isVisible());
        const auto style = [&] {
            const auto& layers = window->viewer().activeViewport()->scene().layers().all();
            return layers.empty() ? LayerStyle{} : layers.front().style;
        };
        QTRY_VERIFY(
            window->viewer().activeViewport()->scene().layers().all().front().source.values);
        QTest::keyClick(child<QSlider>(*panel, "layerOpacity"), Qt::Key_End);
        QCOMPARE(style().opacity, 1.0);
        QTest::keyClick(child<QSlider>(*panel, "layerThreshold"), Qt::Key_Home);
        QCOMPARE(style().threshold, 0.0);
        auto* high = child<QDoubleSpinBox>(*panel, "layerHigh");
        high->setFocus();
        high->selectAll();
        QTest::keyClicks(high, "90");
        QTest::keyClick(high, Qt::Key_Return);
        QCOMPARE(style().high, 90.0);
        auto* low = child<QDoubleSpinBox>(*panel, "layerLow");
        low->setFocus();
        low->selectAll();
        QTest::keyClicks(low, "200"); // beyond the other end, which gives way
        QTest::keyClick(low, Qt::Key_Return);
        QCOMPARE(style().low, 200.0);
        QVERIFY(style().high > 200);
        QTest::keyClick(child<QComboBox>(*panel, "layerMap"), Qt::Key_Home);
        QCOMPARE(style().map, ColorMap::Inferno);
        QTest::keyClick(child<QCheckBox>(*panel, "layerVisible"), Qt::Key_Space);
        QVERIFY(!style().visible);
        QTRY_VERIFY(written(*window, 0).layerLegends.empty());
        QVERIFY(written(*window, 0).marks.isEmpty());
    }

    void smallRangesStayAsTheyAre_data() {
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::newRow("diffusion, mm²/s") << 0.0003 << 0.0028;
        QTest::newRow("shares of attention") << 0.0 << 0.00113;
        QTest::newRow("CT") << -110.4 << 190.6;
    }
    void smallRangesStayAsTheyAre() {
        QFETCH(double, low);
        QFETCH(double, high);
        SceneLayer layer;
        layer.id = "map";
        layer.source.values =
            std::make_shared<const Volume>(makeVolume(axialGeometry({4, 4, 4}, {1, 1, 1}), ramp));
        layer.style.low = low;
        layer.style.high = high;
        LayerRow row(layer);
        QList<LayerStyle> told;
        connect(&row, &LayerRow::styled, &row,
                [&](const std::string&, const LayerStyle& style) { told << style; });
        QTest::keyClick(child<QSlider>(row, "layerOpacity"), Qt::Key_Right);
        QTest::keyClick(child<QSlider>(row, "layerThreshold"), Qt::Key_Right);
        QCOMPARE(told.size(), 2);
        for (const LayerStyle& style : told) {
            QCOMPARE(style.low, low);
            QCOMPARE(style.high, high);
        }
        auto* box = child<QDoubleSpinBox>(row, "layerHigh");
        QVERIFY(std::abs(box->value() - high) <= (high - low) / 100);
        QTest::keyClick(box, Qt::Key_Up);
        QVERIFY(told.last().high > high && told.last().high < high + (high - low));
        QCOMPARE(told.last().low, low);
    }

    void theMenuNamesThePhases() {
        Desk desk;
        const auto window = windowWith(desk);
        auto* phases = child<QMenu>(*window, "subtractedPhases");
        Q_EMIT phases->aboutToShow();
        QStringList names;
        for (const QAction* each : phases->actions())
            names << each->text();
        QCOMPARE(names, (QStringList{"Arterial", "Portal venous"}));
        phases->actions().last()->trigger();
        QTRY_COMPARE(written(*window, 0).marks.value(0),
                     QString("Pre-contrast − Portal venous, by position"));
        Q_EMIT phases->aboutToShow();
        QVERIFY(phases->actions().last()->isChecked());
        QVERIFY(child<QToolButton>(*window, "compareButton")->menu() ==
                &window->comparing().menu());
    }

    void withoutACaseThereIsNothingToCompare() {
        Desk desk;
        const auto window = desk.open();
        QVERIFY(!action(*window, "subtraction")->isEnabled());
        QVERIFY(!action(*window, "phaseInColour")->isEnabled());
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    ComparingTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_comparing.moc"
