// The Qt-VTK widget survives what users do to docks: the recipe's own test.
#include <QApplication>
#include <QDockWidget>
#include <QMainWindow>
#include <QtTest>

#include <vtkRenderer.h>

#include "ui/view/Graphics.h"
#include "ui/view/VtkWidget.h"

using namespace bolus;

namespace {

/// Nothing but a colour, so that a blank view cannot be taken for a drawn one.
class ColourView : public VtkWidget {
public:
    ColourView(double r, double g, double b) {
        m_renderer->SetBackground(r, g, b);
        renderWindow()->AddRenderer(m_renderer);
        setMinimumSize(120, 90);
    }
    int renders = 0;

protected:
    void prepareScene() override { ++renders; }

private:
    vtkNew<vtkRenderer> m_renderer;
};

bool isClose(const QColor& a, const QColor& b) {
    return std::abs(a.red() - b.red()) <= 1 && std::abs(a.green() - b.green()) <= 1 &&
           std::abs(a.blue() - b.blue()) <= 1;
}

bool showsOnly(QOpenGLWidget& view, const QColor& color) {
    const QImage image = view.grabFramebuffer();
    for (const QPoint& at : {QPoint(1, 1), QPoint(image.width() / 2, image.height() / 2),
                             QPoint(image.width() - 2, image.height() - 2)}) {
        if (!isClose(image.pixelColor(at), color)) {
            return false;
        }
    }
    return image.width() > 100;
}

} // namespace

class VtkWidgetTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aViewSurvivesDockingFloatingHidingResizingAndItsNeighboursEnd() {
        QMainWindow window;
        auto* left = new QDockWidget(&window);
        auto* right = new QDockWidget(&window);
        auto* red = new ColourView(1, 0, 0);
        auto* blue = new ColourView(0, 0, 1);
        left->setWidget(red);
        right->setWidget(blue);
        window.addDockWidget(Qt::LeftDockWidgetArea, left);
        window.addDockWidget(Qt::RightDockWidgetArea, right);
        window.resize(600, 400);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QTRY_VERIFY(showsOnly(*red, Qt::red));
        QTRY_VERIFY(showsOnly(*blue, Qt::blue));

        left->setFloating(true);
        QTRY_VERIFY(left->isWindow());
        QTRY_VERIFY(showsOnly(*red, Qt::red));
        left->resize(333, 222);
        QTRY_VERIFY(showsOnly(*red, Qt::red));
        left->setFloating(false);
        QTRY_VERIFY(showsOnly(*red, Qt::red));
        left->hide();
        QTRY_VERIFY(showsOnly(*blue, Qt::blue));
        left->show();
        window.resize(701, 433);
        QTRY_VERIFY(showsOnly(*red, Qt::red));
        delete left;
        blue->requestRender();
        QTRY_VERIFY(showsOnly(*blue, Qt::blue));
        right->setFloating(true);
        QTRY_VERIFY(showsOnly(*blue, Qt::blue));
    }

    void manyRequestsAreOneFrame() {
        ColourView view(0, 1, 0);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QTRY_VERIFY(view.renders > 0);
        QTest::qWait(50);
        const int before = view.renders;
        for (int i = 0; i < 100; ++i) {
            view.requestRender();
        }
        QTRY_VERIFY(view.renders > before);
        QTest::qWait(50);
        QCOMPARE(view.renders, before + 1);
    }

    void aViewThatWasNeverShownCanBeDeleted() {
        ColourView view(0, 1, 0);
        view.requestRender();
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    VtkWidgetTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_vtk_widget.moc"
