// What is on screen, held against pictures that were looked at: a phantom exam on a light box of
// fixed size. BOLUS_WRITE_BASELINES=1 writes them anew, to be looked at before they are committed.
#include <QDir>
#include <QDockWidget>
#include <QToolBar>

#include "tests/ui/PhantomCase.h"
#include "ui/view/Graphics.h"
#include "ui/view/VolumeViewport.h"

using namespace bolus;
using namespace bolus::test;

namespace {

const QSize lightBox(800, 600), kept(160, 120);
constexpr int side = 64, region = 8;             // pixels of the reduced picture
constexpr double mostWhole = 3, mostRegion = 12; // of 255

QString fileOf(const QString& name) {
    return QStringLiteral(BOLUS_SOURCE_DIR "/tests/ui/baselines/%1.png").arg(name);
}

QImage reduced(const QImage& picture) {
    return picture.scaled(kept, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
        .scaled(side, side, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
        .convertToFormat(QImage::Format_RGB32);
}

/// Mean differences of a channel: over all, and in the region that differs most. What a font or a
/// line is moved by a pixel is lost in them; another slice, window or side is not.
struct Difference {
    double whole = 0, region = 0;
    bool isSmall() const { return whole <= mostWhole && region <= mostRegion; }
    QByteArray text() const {
        return QStringLiteral("%1 of %2 over all, %3 of %4 in a region")
            .arg(whole)
            .arg(mostWhole)
            .arg(region)
            .arg(mostRegion)
            .toUtf8();
    }
};

Difference between(const QImage& one, const QImage& other) {
    const QImage a = reduced(one), b = reduced(other);
    constexpr int count = side / region;
    std::array<double, count * count> sums{};
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const QRgb p = a.pixel(x, y), q = b.pixel(x, y);
            sums[static_cast<std::size_t>(y / region * count + x / region)] +=
                (std::abs(qRed(p) - qRed(q)) + std::abs(qGreen(p) - qGreen(q)) +
                 std::abs(qBlue(p) - qBlue(q))) /
                3.0;
        }
    }
    Difference found;
    for (const double sum : sums) {
        found.whole += sum / (side * side);
        found.region = std::max(found.region, sum / (region * region));
    }
    return found;
}

} // namespace

class BaselinesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        m_made = std::make_unique<PhantomCase>();
        for (QDockWidget* dock : m_made->window->findChildren<QDockWidget*>()) {
            dock->hide();
        }
        m_made->open();
        m_made->window->resize(m_made->window->size() + lightBox - m_made->viewer().size());
        QTRY_COMPARE(m_made->viewer().size(), lightBox);
        m_made->press(Qt::Key_Q); // of the texts little stays: fonts differ from machine to machine
        m_made->press(Qt::Key_Q);
        m_made->viewer().goTo(m_made->lesion);
        m_made->viewer().setCrosshairVisible(false);
    }
    void cleanupTestCase() { m_made.reset(); }

    void fourPhases() { compare("phases"); }

    void threePlanesAndARendering() {
        m_made->press(Qt::Key_V);
        VolumeViewport* rendering = m_made->viewer().volumeViewport();
        QVERIFY(rendering != nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(rendering->isSettled(), 30000);
        compare("planes");
        m_made->press(Qt::Key_V);
        compare("phases"); // all is back
    }

    void aSubtractionAndAPhaseInColour() {
        m_made->viewer().setActiveViewport(2);
        m_made->press(Qt::Key_U);
        m_made->viewer().setActiveViewport(3);
        m_made->press(Qt::Key_G);
        for (const std::size_t i : {2U, 3U}) {
            QTRY_COMPARE(m_made->view(i).scene().layers().all().size(), std::size_t{1});
        }
        compare("layers");
        m_made->press(Qt::Key_G);
        m_made->viewer().setActiveViewport(2);
        m_made->press(Qt::Key_U);
        m_made->viewer().setActiveViewport(0);
    }

    void whatIsWrongIsNoticed_data() {
        QTest::addColumn<int>("key");
        QTest::newRow("left for right") << int(Qt::Key_F);
        QTest::newRow("turned") << int(Qt::Key_T);
        QTest::newRow("inverted") << int(Qt::Key_I);
        QTest::newRow("another window") << int(Qt::Key_3);
        QTest::newRow("a slab") << int(Qt::Key_K);
        QTest::newRow("another plane") << int(Qt::Key_C);
        QTest::newRow("ten slices on") << int(Qt::Key_PageDown);
        QTest::newRow("another phase") << int(Qt::Key_Period);
        QTest::newRow("another layout") << int(Qt::Key_M);
    }
    void whatIsWrongIsNoticed() {
        QFETCH(int, key);
        const QImage baseline(fileOf("phases"));
        QVERIFY(!baseline.isNull());
        PhantomCase& made = *m_made;
        made.press(key);
        const Difference wrong = between(shown(), baseline);
        QVERIFY2(!wrong.isSmall(), wrong.text());
    }
    void cleanup() { // as initTestCase left it
        PhantomCase& made = *m_made;
        if (made.viewer().isMaximised()) {
            made.press(Qt::Key_M);
        }
        made.viewer().applyScreen(m_screen);
    }
    void init() { m_screen = m_made->viewer().screen(); }

private:
    QImage shown() const {
        QTest::qWait(100);
        for (SliceViewport* view : m_made->viewer().viewports()) {
            view->finish();
        }
        return m_made->viewer().grab().toImage();
    }
    void compare(const QString& name) const {
        const QImage now = shown();
        picture(m_made->viewer(), QStringLiteral("baseline-") + name);
        if (qEnvironmentVariableIsSet("BOLUS_WRITE_BASELINES")) {
            QDir().mkpath(QFileInfo(fileOf(name)).path());
            QVERIFY(now.scaled(kept, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
                        .convertToFormat(QImage::Format_RGB888)
                        .save(fileOf(name)));
        }
        const QImage baseline(fileOf(name));
        QVERIFY2(!baseline.isNull(), "There is no baseline: look at the picture, and write it.");
        const Difference difference = between(now, baseline);
        QVERIFY2(difference.isSmall(), difference.text());
    }

    std::unique_ptr<PhantomCase> m_made;
    ScreenView m_screen;
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    BaselinesTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_baselines.moc"
