// Volume rendering from the window: menu, tool bar, key.
#include <QMenuBar>
#include <QToolBar>
#include <QToolButton>
#include <QtTest>

#include "tests/ui/Fixture.h"
#include "ui/view/Graphics.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerOverlays.h"
#include "ui/view/ViewerWidget.h"
#include "ui/view/VolumeViewport.h"

using namespace bolus;
using namespace bolus::test;

namespace {

std::unique_ptr<MainWindow> windowWithCase(Desk& desk) {
    desk.addCases();
    auto window = desk.open();
    QSignalSpy shown(&window->viewer(), &ViewerWidget::caseShown);
    window->caseController().open(2);
    (void)shown.wait(20000);
    window->viewer().setFocus();
    return window;
}

} // namespace

class VolumeWindowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theActionStandsInTheViewMenuAndOnTheToolBar() {
        Desk desk;
        const auto window = windowWithCase(desk);
        auto* action = child<QAction>(*window, "volumeRendering");
        QMenu* view = nullptr;
        for (const QAction* entry : window->menuBar()->actions()) {
            if (entry->menu() && entry->menu()->actions().contains(action)) {
                view = entry->menu();
            }
        }
        QVERIFY(view != nullptr && view->title().remove('&') == "View");
        auto* button = child<QToolButton>(*window, "volumeRenderingButton");
        QCOMPARE(button->accessibleName(), QString("Volume rendering"));
        QVERIFY(!button->icon().isNull());
        button->click();
        QVERIFY(window->viewer().volumeRendering() && action->isChecked());
        VolumeViewport* rendering = window->viewer().volumeViewport();
        QVERIFY(rendering != nullptr && rendering->isVisible());
        QTRY_VERIFY(rendering->isSettled());
        QCOMPARE(rendering->caseId(), 2);
        picture(*window, "volume-window");
        action->trigger();
        QVERIFY(!window->viewer().volumeRendering() && !action->isChecked());
        QVERIFY(window->viewer().viewports().front()->isVisible());
    }

    void itsKeysAreItsOwnWhileItHasTheFocus() {
        Desk desk;
        const auto window = windowWithCase(desk);
        auto* action = child<QAction>(*window, "volumeRendering");
        const Plane plane = window->viewer().plane();
        const bool linked = window->viewer().linked();
        QTest::keyClick(&window->viewer(), Qt::Key_W);
        QTRY_VERIFY(action->isChecked());
        VolumeViewport* rendering = window->viewer().volumeViewport();
        QTest::keyClick(rendering, Qt::Key_L); // from the left, not: unlink
        QVERIFY(rendering->scene().side() == Side::Left);
        QTest::keyClick(rendering, Qt::Key_C); // cut, not: coronal
        QVERIFY(rendering->scene().cutSlice() == Plane::Axial);
        QTest::keyClick(rendering, Qt::Key_2); // vessels, not: the liver's window
        QCOMPARE(std::string(rendering->scene().preset().name), std::string("vessels"));
        QCOMPARE(window->viewer().plane(), plane);
        QCOMPARE(window->viewer().linked(), linked);
        QTest::keyClick(rendering, Qt::Key_X); // the light box's, as everywhere
        QVERIFY(window->viewer().crosshairVisible());
        QTest::keyClick(rendering, Qt::Key_W);
        QTRY_VERIFY(!action->isChecked());
        QTest::keyClick(&window->viewer(), Qt::Key_C);
        QCOMPARE(window->viewer().plane(), Plane::Coronal);
    }

    void theViewThatWasLeftIsActiveAgain() {
        Desk desk;
        const auto window = windowWithCase(desk);
        ViewerWidget& viewer = window->viewer();
        const auto thereAndBack = [&](std::size_t which) {
            SliceViewport* left = viewer.viewports().at(which);
            QTest::mouseClick(left, Qt::LeftButton, {}, {left->width() / 3, left->height() / 3});
            if (viewer.activeViewport() != left || !left->hasFocus())
                return false;
            QTest::keyClick(left, Qt::Key_W);
            VolumeViewport* rendering = viewer.volumeViewport();
            if (!viewer.volumeRendering() || rendering == nullptr || !rendering->hasFocus())
                return false;
            QTest::keyClick(rendering, Qt::Key_W);
            return !viewer.volumeRendering() && viewer.activeViewport() == left && left->hasFocus();
        };
        for (std::size_t which = 0; which < viewer.viewports().size(); ++which)
            QVERIFY2(thereAndBack(which), qPrintable(QString::number(which)));
        viewer.setThreePlanes(true);
        QVERIFY(thereAndBack(1) && thereAndBack(0));
    }

    void nothingHappensUnseenBehindARendering() {
        Desk desk;
        const auto window = windowWithCase(desk);
        ViewerWidget& viewer = window->viewer();
        QTest::keyClick(&viewer, Qt::Key_W);
        VolumeViewport* rendering = viewer.volumeViewport();
        QVERIFY(rendering != nullptr);
        const auto state = viewer.viewState();
        const auto window0 = viewer.windowLevel();
        for (const Qt::Key key :
             {Qt::Key_K, Qt::Key_I, Qt::Key_Y, Qt::Key_T, Qt::Key_U, Qt::Key_G, Qt::Key_0})
            QTest::keyClick(rendering, key);
        const auto kinds = {ViewerOverlays::Kind::Color, ViewerOverlays::Kind::Difference};
        for (const ViewerOverlays::Kind kind : kinds)
            QCOMPARE(viewer.overlays().partner(kind), -1);
        QVERIFY(state->slab().mode == Slab::Mode::Off && !state->inverted() && state->smooth());
        QVERIFY(state->turn(viewer.plane()) == Turn{});
        QVERIFY(viewer.windowLevel() == window0);
        QVERIFY(!child<QAction>(*window, "subtraction")->isEnabled());
        QVERIFY(!child<QAction>(*window, "slab")->isEnabled());
        QVERIFY(child<QAction>(*window, "textsReduced")->isEnabled()); // those it has as well
        QTest::keyClick(rendering, Qt::Key_W);
        QTest::keyClick(&viewer, Qt::Key_K);
        QTest::keyClick(&viewer, Qt::Key_G);
        QCOMPARE(state->slab().mode, Slab::Mode::Largest);
        QVERIFY(viewer.overlays().partner(ViewerOverlays::Kind::Color) >= 0);
    }

    void whatIsChosenToHangComesToTheFront() {
        Desk desk;
        const auto window = windowWithCase(desk);
        ViewerWidget& viewer = window->viewer();
        QTest::keyClick(&viewer, Qt::Key_W);
        QTest::keyClick(viewer.volumeViewport(), Qt::Key_S);
        QVERIFY(!viewer.volumeRendering());
        QCOMPARE(viewer.plane(), Plane::Sagittal);
        QTest::keyClick(&viewer, Qt::Key_W);
        QTest::keyClick(viewer.volumeViewport(), Qt::Key_V);
        QVERIFY(!viewer.volumeRendering() && viewer.threePlanes());
        QTest::keyClick(&viewer, Qt::Key_W);
        const Vec3 centre = viewer.viewState()->centre();
        viewer.viewState()->setZoom(3);
        child<QAction>(*window, "resetView")->trigger(); // the rendering, not what is behind it
        QCOMPARE(viewer.viewState()->zoom(), 3.0);
        QVERIFY(viewer.volumeRendering() && viewer.viewState()->centre() == centre);
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    VolumeWindowTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_volume_window.moc"
