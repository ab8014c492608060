// Volume rendering from the window: menu, tool bar, key.
#include <QMenuBar>
#include <QToolBar>
#include <QToolButton>
#include <QtTest>

#include "tests/ui/Fixture.h"
#include "ui/view/Graphics.h"
#include "ui/view/SliceViewport.h"
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
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    VolumeWindowTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_volume_window.moc"
