// A phantom exam of four phases from DICOM files to the numbers in the window, held against what
// exam_truth.py makes of the same files.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMouseEvent>
#include <QProcess>
#include <QSignalSpy>
#include <QTableWidget>
#include <QtCharts/QChartView>
#include <QtCharts/QLineSeries>
#include <QtTest>

#include "engine/phantom/Phantom.h"
#include "library/dicom/HeaderReader.h"
#include "library/dicom/SeriesWriter.h"
#include "library/dicom/VolumeBuilder.h"
#include "library/phases/CaseBuilder.h"
#include "library/store/Library.h"
#include "tests/ui/Fixture.h"
#include "ui/measure/MeasurePanel.h"
#include "ui/view/AnnotationBook.h"
#include "ui/view/Graphics.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/CaseController.h"
#include "ui/window/Measuring.h"

using namespace bolus;
using namespace bolus::test;

namespace {

struct Made {
    const char* description;
    const char* time;
};
/// Contrast at 10:10:00: unenhanced, 30 s, 70 s, 15 min.
constexpr std::array<Made, 4> phases{{{"Liver native", "100000"},
                                      {"Liver arterial phase", "101030"},
                                      {"Liver portal venous phase", "101110"},
                                      {"Liver delayed phase", "102500"}}};

PhantomExam examOfFour() {
    PhantomOptions options;
    options.minPhases = 4;
    for (int index = 0;; ++index) {
        PhantomExam exam = planExam(options, index);
        if (exam.phases.size() == phases.size() && !exam.lesions.empty()) {
            return exam;
        }
    }
}

void writePhase(const PhantomExam& exam, std::size_t phase, const std::filesystem::path& folder) {
    const std::string study = "1.2.826.0.1.3680043.10.998";
    SeriesHeader header;
    header.patientId = "PH4";
    header.patientName = "PHANTOM^FOUR";
    header.studyUid = study;
    header.seriesUid = study + "." + std::to_string(phase + 1);
    header.frameOfReferenceUid = study + ".99";
    header.studyDate = "20240102";
    header.studyTime = "095500";
    header.acquisitionTime = phases[phase].time;
    header.studyDescription = "CT abdomen";
    header.seriesDescription = phases[phase].description;
    header.bodyPart = "ABDOMEN";
    header.seriesNumber = static_cast<int>(phase) + 1;
    header.contrastAgent = phase > 0 ? "Iohexol" : "";
    header.contrastStart = phase > 0 ? "101000" : "";
    const PhantomGrid grid = scanGrid(exam, 96, 6);
    QVERIFY(writeCtSeries(folder / std::to_string(phase), header,
                          *renderPhase(exam, phase, grid.size, grid.spacing)));
}

/// As an import does.
void addExam(const QString& libraryFolder, const std::filesystem::path& files) {
    auto library = Library::open(libraryFolder.toStdString());
    QVERIFY(library);
    std::vector<InstanceHeader> all;
    std::vector<VolumeRecord> volumes;
    for (const auto& folder : std::filesystem::directory_iterator(files)) {
        std::vector<InstanceHeader> series;
        for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
            series.push_back(readHeader(file.path()).value());
        }
        std::ranges::move(buildVolumes(series), std::back_inserter(volumes));
        all.insert(all.end(), series.begin(), series.end());
    }
    Case exam;
    exam.patientId = all.front().patientId;
    exam.patientName = all.front().patientName;
    exam.studyDate = all.front().studyDate;
    exam.modality = "CT";
    exam.studyUids = {all.front().studyUid};
    QVERIFY((*library)->addInstances(all));
    QVERIFY((*library)->replaceCases(exam.studyUids, buildCases({{exam, volumes}})));
}

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

QPoint placeOf(const SliceViewport& view, const Vec3& point) {
    const auto [x, y] = view.scene().displayFromPatient(point);
    return (QPointF(x, y) / view.devicePixelRatioF()).toPoint();
}

void move(SliceViewport& view, const QPoint& to, Qt::MouseButton button) {
    QMouseEvent event(QEvent::MouseMove, to, view.mapToGlobal(QPointF(to)), Qt::NoButton, button,
                      {});
    QApplication::sendEvent(&view, &event);
}

void drawEllipse(MainWindow& window, const Vec3& low, const Vec3& high) {
    SliceViewport& view = *window.viewer().viewports().at(0);
    QTest::keyClick(&window.viewer(), Qt::Key_E);
    const QPoint from = placeOf(view, low), to = placeOf(view, high);
    QTest::mousePress(&view, Qt::LeftButton, {}, from);
    for (int step = 1; step <= 4; ++step) {
        move(view, from + (to - from) * step / 4, Qt::LeftButton);
    }
    QTest::mouseRelease(&view, Qt::LeftButton, {}, to);
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
        const PhantomExam exam = examOfFour();
        m_lesion = exam.lesions.front().centre;
        for (std::size_t phase = 0; phase < phases.size(); ++phase) {
            writePhase(exam, phase, m_desk.path("files").toStdString());
        }
        addExam(m_desk.library(), m_desk.path("files").toStdString());
        m_window = m_desk.open();
        QSignalSpy shown(&m_window->viewer(), &ViewerWidget::caseShown);
        m_window->caseController().open(1);
        QVERIFY(shown.wait(20000));
        QCOMPARE(m_window->viewer().viewports().size(), phases.size());
        m_window->viewer().setFocus();
        m_window->viewer().goTo(m_lesion);
        drawEllipse(*m_window, m_lesion - Vec3{14, 10, 0}, m_lesion + Vec3{14, 10, 0});
        const auto& drawn = m_window->viewer().annotations().of(1);
        QCOMPARE(drawn.size(), std::size_t(1));
        m_truth = truthOf(m_desk.path("files"), drawn.front());
        QCOMPARE(series().size(), 4);
        QVERIFY(of(0)["pixels"].toInt() > 20);
        m_window->measuring().dock().show();
        QTRY_COMPARE(table().rowCount(), 1);
        for (int phase = 0; phase < 4; ++phase) { // as each volume is read
            QTRY_VERIFY(table().item(0, 2 + phase)->text().contains("HU"));
        }
    }
    void cleanupTestCase() { m_window.reset(); }

    void theTableHasTheMeansOfTheFiles() {
        for (int phase = 0; phase < 4; ++phase) {
            const QList<double> told = numbersOf(table().item(0, 2 + phase)->text());
            QVERIFY(isNear(told.value(0), mean(phase), 0.0501));
            QVERIFY(isNear(told.value(1), of(phase)["sd"].toDouble(), 0.0501));
        }
    }

    void theCurveRunsThroughThem() {
        const auto curves = child<QChartView>(*m_window, "enhancementChart")->chart()->series();
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
        const QString text = m_window->measuring().panel().washout();
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
        ViewerWidget& viewer = m_window->viewer();
        viewer.setActiveViewport(2);
        QTest::keyClick(&viewer, Qt::Key_U);
        SliceViewport& view = *viewer.viewports().at(2);
        QTRY_VERIFY(view.overlay().marks.join('\n').contains("Portal venous − Pre-contrast"));
        const QJsonArray places = m_truth["places"].toArray();
        QCOMPARE(places.size(), 4);
        for (const QJsonValue place : places) {
            const QJsonArray lps = place["lps"].toArray(), values = place["values"].toArray();
            const Vec3 point{lps[0].toDouble(), lps[1].toDouble(), lps[2].toDouble()};
            move(view, placeOf(view, point), Qt::NoButton);
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
    QTableWidget& table() { return *child<QTableWidget>(*m_window, "measureTable"); }

    Desk m_desk;
    std::unique_ptr<MainWindow> m_window;
    Vec3 m_lesion{};
    QJsonObject m_truth;
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    PhantomMeasuresTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_phantom_measures.moc"
