// A viewport survives what users do to docks, and paints no more than it must.
#include <QApplication>
#include <QDockWidget>
#include <QMainWindow>
#include <QtTest>

#include "tests/viewer/LightBox.h"
#include "ui/view/Graphics.h"

using namespace bolus;
using namespace bolus::test;

namespace {

/// All of one value: white in a window below it, black in one above.
std::shared_ptr<const LoadedVolume> even(double value) {
    return LoadedVolume::make(
        makeVolume(axialGeometry({20, 20, 5}, {4, 4, 4}), [=](const Vec3&) { return value; }));
}

class PaintCounter : public QObject {
public:
    explicit PaintCounter(QWidget& widget) { widget.installEventFilter(this); }
    int paints = 0;

protected:
    bool eventFilter(QObject* object, QEvent* event) override {
        paints += event->type() == QEvent::Paint;
        return QObject::eventFilter(object, event);
    }
};

bool showsInTheMiddle(SliceViewport& view, int grey) {
    const QImage image = view.grab().toImage();
    const QColor color = image.pixelColor(image.width() * 2 / 5, image.height() * 2 / 5);
    return image.width() > 100 && color == QColor(grey, grey, grey);
}

SliceViewport* docked(QMainWindow& window, Qt::DockWidgetArea area, double value) {
    auto* dock = new QDockWidget(&window);
    auto* view = new SliceViewport;
    view->setLoaded(even(value));
    view->scene().state().setPoint({0, 0, 0});
    view->scene().state().setField({{-40, -40, -10}, {40, 40, 10}});
    dock->setWidget(view);
    window.addDockWidget(area, dock);
    return view;
}

} // namespace

class SliceViewportTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aViewSurvivesDockingFloatingHidingResizingAndItsNeighboursEnd() {
        QMainWindow window;
        SliceViewport* white = docked(window, Qt::LeftDockWidgetArea, 1000);
        SliceViewport* dark = docked(window, Qt::RightDockWidgetArea, -1000);
        for (SliceViewport* view : {white, dark}) {
            view->scene().setWindow({400, 40});
        }
        auto* left = qobject_cast<QDockWidget*>(white->parentWidget());
        auto* right = qobject_cast<QDockWidget*>(dark->parentWidget());
        window.resize(600, 400);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QTRY_VERIFY(showsInTheMiddle(*white, 255));
        QTRY_VERIFY(showsInTheMiddle(*dark, 0));
        left->setFloating(true);
        QTRY_VERIFY(left->isWindow());
        QTRY_VERIFY(showsInTheMiddle(*white, 255));
        left->resize(333, 222);
        QTRY_VERIFY(showsInTheMiddle(*white, 255));
        left->setFloating(false);
        left->hide();
        QTRY_VERIFY(showsInTheMiddle(*dark, 0));
        left->show();
        window.resize(701, 433);
        QTRY_VERIFY(showsInTheMiddle(*white, 255));
        delete left;
        dark->scene().setWindow({400, -1500});
        QTRY_VERIFY(showsInTheMiddle(*dark, 255));
        right->setFloating(true);
        QTRY_VERIFY(showsInTheMiddle(*dark, 255));
    }

    void manyChangesAreOneFrame() {
        QWidget window;
        SliceViewport view(&window);
        view.setLoaded(even(0));
        view.resize(300, 200);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QTest::qWait(50);
        PaintCounter counter(view);
        for (int i = 0; i < 100; ++i) {
            view.scene().setWindow({400, double(i)});
        }
        QTRY_VERIFY(counter.paints > 0);
        QTest::qWait(50);
        QCOMPARE(counter.paints, 1);
    }

    void aViewThatWasNeverShownCanBeDeleted() {
        SliceViewport view;
        view.setLoaded(even(0));
        view.finish();
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    SliceViewportTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_slice_viewport.moc"
