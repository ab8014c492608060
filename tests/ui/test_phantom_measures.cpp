// A phantom exam of four phases from DICOM files to the numbers in the window, held against what
// exam_truth.py makes of the same files.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMouseEvent>
#include <QProcess>
#include <QTableWidget>
#include <QtCharts/QChartView>
#include <QtCharts/QLineSeries>
#include <QtTest>

#include "tests/ui/PhantomCase.h"
#include "ui/measure/MeasurePanel.h"
#include "ui/view/AnnotationBook.h"
#include "ui/view/Graphics.h"
#include "ui/window/Measuring.h"

using namespace bolus;
using namespace bolus::test;

namespace {

QJsonObject truthOf(const QString& files, const Annotation& ellipse) {
    QStringList arguments{BOLUS_SOURCE_DIR "/tests/ui/exam_truth.py", files};
    for (const Vec3& point : ellipse.points) {
        for (const double mm : point) {
            arguments << QString::number(mm, 'g', 17);
        }
    }
    QProcess python;
    python.start("python3", arguments);
    if (!python.waitForFinished(60000) || python.exitCode() != 0) {
        qWarning("%s", python.readAllStandardError().constData());
    }
    return QJsonDocument::fromJson(python.readAllStandardOutput()).object();
}

void move(SliceViewport& view, const QPoint& to, Qt::MouseButton button) {
    QMouseEvent event(QEvent::MouseMove, to, view.mapToGlobal(QPointF(to)), Qt::NoButton, button,
                      {});
    QApplication::sendEvent(&view, &event);
}

/// The numbers of a text, with the signs that the window writes.
QList<double> numbersOf(QString text) {
    text.replace(QChar(0x2212), '-');
    QList<double> numbers;
    static const QRegularExpression number("(?<![\\w.])-?\\d+(?:\\.\\d+)?");
    for (auto at = number.globalMatch(text); at.hasNext();) {
        numbers << at.next().captured().toDouble();
    }
    return numbers;
}

bool isNear(double found, double truth, double slack) {
    if (std::abs(found - truth) <= slack) {
        return true;
    }
    qWarning("%g is not %g", found, truth);
    return false;
}

} // namespace

class PhantomMeasuresTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        m_made = std::make_unique<PhantomCase>();
        m_made->open();
        QCOMPARE(m_made->viewer().viewports().size(), phantomPhases.size());
        const Vec3 lesion = m_made->lesion;
        m_made->viewer().goTo(lesion);
        m_made->draw(m_made->view(0), Qt::Key_E, lesion - Vec3{14, 10, 0},
                     lesion + Vec3{14, 10, 0});
        const auto& drawn = m_made->viewer().annotations().of(1);
        QCOMPARE(drawn.size(), std::size_t(1));
        m_truth = truthOf(m_made->desk.path("files"), drawn.front());
        QCOMPARE(series().size(), 4);
        QVERIFY(of(0)["pixels"].toInt() > 20);
        m_made->window->measuring().dock().show();
        QTRY_COMPARE(table().rowCount(), 1);
        for (int phase = 0; phase < 4; ++phase) { // as each volume is read
            QTRY_VERIFY(table().item(0, 2 + phase)->text().contains("HU"));
        }
    }
    void cleanupTestCase() { m_made.reset(); }

    void theTableHasTheMeansOfTheFiles() {
        for (int phase = 0; phase < 4; ++phase) {
            const QList<double> told = numbersOf(table().item(0, 2 + phase)->text());
            QVERIFY(isNear(told.value(0), mean(phase), 0.0501));
            QVERIFY(isNear(told.value(1), of(phase)["sd"].toDouble(), 0.0501));
        }
    }

    void theCurveRunsThroughThem() {
        const auto curves =
            child<QChartView>(*m_made->window, "enhancementChart")->chart()->series();
        QVERIFY(!curves.isEmpty());
        const QList<QPointF> points = static_cast<QLineSeries*>(curves.first())->points();
        QCOMPARE(points.size(), 4);
        QVERIFY(points[0].x() < 0); // before contrast
        for (int phase = 0; phase < 4; ++phase) {
            const QJsonValue after = of(phase)["after"];
            QVERIFY(after.isNull() || isNear(points[phase].x(), after.toDouble(), 1e-6));
            QVERIFY(isNear(points[phase].y(), mean(phase), 1e-6));
        }
    }

    // U, E and D are the unenhanced, portal venous and delayed means.
    void washoutIsTheFormulasOfThoseMeans() {
        const QString text = m_made->window->measuring().panel().washout();
        const double u = mean(0), e = mean(2), d = mean(3);
        const QStringList lines = text.split('\n');
        const auto first = [](const QStringList& found) {
            return numbersOf(found.value(0)).value(0);
        };
        const QStringList absolute = lines.filter("Absolute washout"),
                          relative = lines.filter("Relative washout");
        QVERIFY2(absolute.size() == 1 && relative.size() == 1, qPrintable(text));
        QVERIFY(isNear(first(absolute), (e - d) / (e - u) * 100, 0.0501));
        QVERIFY(isNear(first(relative), (e - d) / e * 100, 0.0501));
    }

    void subtractionIsThatOfTheFilesPixels() {
        ViewerWidget& viewer = m_made->viewer();
        viewer.setActiveViewport(2);
        QTest::keyClick(&viewer, Qt::Key_U);
        SliceViewport& view = *viewer.viewports().at(2);
        QTRY_VERIFY(view.overlay().marks.join('\n').contains("Portal venous − Pre-contrast"));
        const QJsonArray places = m_truth["places"].toArray();
        QCOMPARE(places.size(), 4);
        for (const QJsonValue place : places) {
            const QJsonArray lps = place["lps"].toArray(), values = place["values"].toArray();
            const Vec3 point{lps[0].toDouble(), lps[1].toDouble(), lps[2].toDouble()};
            move(view, PhantomCase::placeOf(view, point), Qt::NoButton);
            view.refreshOverlay();
            const QString text = view.overlay().bottomLeft.value(0);
            const double e = values[2].toDouble(), u = values[0].toDouble();
            const auto number = [](double hu) {
                return QString::number(hu).replace('-', QChar(0x2212));
            };
            QCOMPARE(text,
                     QString("Mouse: %1 − %2 = %3 HU").arg(number(e), number(u), number(e - u)));
        }
    }

private:
    QJsonArray series() const { return m_truth["series"].toArray(); }
    QJsonObject of(int phase) const { return series()[phase].toObject(); }
    double mean(int phase) const { return of(phase)["mean"].toDouble(); }
    QTableWidget& table() { return *child<QTableWidget>(*m_made->window, "measureTable"); }

    std::unique_ptr<PhantomCase> m_made;
    QJsonObject m_truth;
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    PhantomMeasuresTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_phantom_measures.moc"
