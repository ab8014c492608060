// Many pictures in a small window: texts and labels leave the patient free.
#include "tests/ui/PhantomCase.h"
#include "ui/style/Theme.h"
#include "ui/view/AnnotationBook.h"
#include "ui/view/Graphics.h"
#include "ui/view/PhaseChip.h"

using namespace bolus;
using namespace bolus::test;

namespace {

const ViewportOverlay& textsOf(const SliceViewport& view) {
    return *view.findChild<ViewportOverlay*>();
}

/// Three ellipses side by side about the lesion, none selected.
void drawThree(const PhantomCase& made) {
    SliceViewport& view = made.view(0);
    for (const double x : {-44.0, 0.0, 44.0}) {
        const Vec3 middle = made.lesion + Vec3{x, 0, 0};
        made.draw(view, Qt::Key_E, middle - Vec3{20, 20, 0}, middle + Vec3{20, 20, 0});
    }
    QCOMPARE(made.viewer().annotations().of(1).size(), std::size_t{3});
    made.press(Qt::Key_Escape);
    QTRY_VERIFY(made.viewer().annotations().selected().empty());
}

void hover(SliceViewport& view, const QPointF& at) {
    QMouseEvent move(QEvent::MouseMove, at, view.mapToGlobal(at), Qt::NoButton, Qt::NoButton, {});
    QApplication::sendEvent(&view, &move);
}

/// As painted now.
std::vector<AnnotationLayer::Label> labelsOf(SliceViewport& view) {
    (void)view.grab();
    return view.annotationLayer().labels();
}

} // namespace

class SmallCellsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void textsLeaveTheMiddleFree_data() {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("light");
        for (const bool light : {false, true}) {
            QTest::addRow("1280 %s", light ? "light" : "dark") << QSize(1280, 800) << light;
            QTest::addRow("1920 %s", light ? "light" : "dark") << QSize(1920, 1080) << light;
        }
    }
    void textsLeaveTheMiddleFree() {
        QFETCH(QSize, size);
        QFETCH(bool, light);
        const PhantomCase made(size);
        theme::setLook({light ? theme::Scheme::Light : theme::Scheme::Dark, 100});
        made.open();
        made.viewer().setGrid(2, 4);
        made.viewer().goTo(made.lesion);
        made.press(Qt::Key_X);
        made.press(Qt::Key_X);
        QTRY_VERIFY(made.view(0).width() < size.width() / 5);
        drawThree(made);
        for (SliceViewport* view : made.viewer().viewports()) {
            view->refreshOverlay();
            const QRegion written = textsOf(*view).written();
            const int w = view->width(), h = view->height();
            const QRect middle(26, 3 * h / 10, w - 52,
                               48 * h / 100); // without the letters of the sides
            const QRect over = (written & QRegion(middle)).boundingRect();
            QVERIFY2(over.isEmpty(), QStringLiteral("%1 × %2, from %3 to %4")
                                         .arg(w)
                                         .arg(h)
                                         .arg(over.top())
                                         .arg(over.bottom())
                                         .toUtf8());
            QVERIFY(written.intersects(QRect(w / 2 - 8, h - 16, 16, 12))); // the letter below
            QVERIFY(written.intersects(QRect(0, 4, w, 18)) &&
                    written.boundingRect().right() < w); // and the one above
            const QRect chip = view->chip()->geometry();
            QVERIFY(!written.intersects(chip) && chip.right() < w);
            const QString name = QString("PHANTOM FOUR");
            QVERIFY(view->overlay().topRight.contains(name)); // written first of all
        }
        picture(
            *made.window,
            QStringLiteral("small-cells-%1-%2").arg(size.width()).arg(light ? "light" : "dark"));
    }

    void labelsAreShortAndLieBesideThePatient_data() {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("columns");
        QTest::newRow("1280, two by four") << QSize(1280, 800) << 4;
        QTest::newRow("1280, two by two") << QSize(1280, 800) << 2;
        QTest::newRow("1920, two by two") << QSize(1920, 1080) << 2;
    }
    void labelsAreShortAndLieBesideThePatient() {
        QFETCH(QSize, size);
        QFETCH(int, columns);
        const PhantomCase made(size);
        made.open();
        made.viewer().setGrid(2, columns);
        made.viewer().goTo(made.lesion);
        QTest::qWait(100);
        drawThree(made);
        SliceViewport& view = made.view(0);
        hover(view, {2, view.height() / 2.0});
        QTRY_VERIFY(std::ranges::all_of(labelsOf(view), [](const auto& label) {
            return label.lines.size() == 1 && label.lines[0].contains("HU");
        }));
        const auto labels = labelsOf(view);
        QCOMPARE(labels.size(), std::size_t{3});
        double body = 0, all = 0;
        for (std::size_t i = 0; i < labels.size(); ++i) {
            const QRectF area = labels[i].area;
            QVERIFY(QRectF(view.rect()).contains(area));
            QVERIFY(labels[i].lines[0].startsWith(QString("%1: ").arg(i + 1)));
            for (std::size_t k = 0; k < i; ++k) {
                QVERIFY(!area.intersects(labels[k].area));
            }
            for (double y = area.top(); y < area.bottom(); y += 3) {
                for (double x = area.left(); x < area.right(); x += 3) {
                    const double ratio = view.devicePixelRatioF();
                    const auto sample = view.scene().sampleAt(
                        view.scene().patientFromDisplay(x * ratio, y * ratio));
                    body += sample && sample->value > -500 ? 1 : 0;
                    all += 1;
                }
            }
        }
        QVERIFY2(body < 0.3 * all, QByteArray::number(body / all));
        picture(*made.window, QStringLiteral("labels-%1-%2").arg(size.width()).arg(columns));
        hover(view, labels[1].area.center()); // the rest
        const auto hovered = labelsOf(view);
        QVERIFY(hovered[1].lines.size() >= 2 && hovered[1].lines[0].contains("Ellipse 2"));
        QVERIFY(hovered[1].lines[1].contains("±"));
        QCOMPARE(hovered[0].lines.size(), 1);
        hover(view, {2, view.height() / 2.0});
        const auto again = labelsOf(view);
        QCOMPARE(again[0].area, labels[0].area); // nothing jumps
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    SmallCellsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_small_cells.moc"
