// A phantom exam of four phases as DICOM files, as an import adds it, and the window over it.
#pragma once

#include <QSignalSpy>
#include <QtTest>

#include "engine/phantom/Phantom.h"
#include "library/dicom/HeaderReader.h"
#include "library/dicom/SeriesWriter.h"
#include "library/dicom/VolumeBuilder.h"
#include "library/phases/CaseBuilder.h"
#include "library/store/Library.h"
#include "tests/ui/Fixture.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/CaseController.h"

namespace bolus::test {

struct PhantomPhase {
    const char* description;
    const char* time;
};
/// Contrast at 10:10:00: unenhanced, 30 s, 70 s, 15 min.
inline constexpr std::array<PhantomPhase, 4> phantomPhases{{{"Liver native", "100000"},
                                                            {"Liver arterial phase", "101030"},
                                                            {"Liver portal venous phase", "101110"},
                                                            {"Liver delayed phase", "102500"}}};

inline PhantomExam examOfFour() {
    PhantomOptions options;
    options.minPhases = 4;
    for (int index = 0;; ++index) {
        PhantomExam exam = planExam(options, index);
        if (exam.phases.size() == phantomPhases.size() && !exam.lesions.empty()) {
            return exam;
        }
    }
}

inline void writePhase(const PhantomExam& exam, std::size_t phase,
                       const std::filesystem::path& folder) {
    const std::string study = "1.2.826.0.1.3680043.10.998";
    SeriesHeader header;
    header.patientId = "PH4";
    header.patientName = "PHANTOM^FOUR";
    header.studyUid = study;
    header.seriesUid = study + "." + std::to_string(phase + 1);
    header.frameOfReferenceUid = study + ".99";
    header.studyDate = "20240102";
    header.studyTime = "095500";
    header.acquisitionTime = phantomPhases[phase].time;
    header.studyDescription = "CT abdomen";
    header.seriesDescription = phantomPhases[phase].description;
    header.bodyPart = "ABDOMEN";
    header.seriesNumber = static_cast<int>(phase) + 1;
    header.contrastAgent = phase > 0 ? "Iohexol" : "";
    header.contrastStart = phase > 0 ? "101000" : "";
    const PhantomGrid grid = scanGrid(exam, 96, 6);
    QVERIFY(writeCtSeries(folder / std::to_string(phase), header,
                          *renderPhase(exam, phase, grid.size, grid.spacing)));
}

/// As an import does.
inline void addExam(const QString& libraryFolder, const std::filesystem::path& files) {
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
    QVERIFY((*library)->addReport(
        {0, exam.studyUids.front(), "", "text", "FINDINGS: A lesion of the liver. No ascites."}));
}

/// A window of a fixed size over a library with that exam as case 1.
struct PhantomCase {
    Desk desk;
    std::unique_ptr<MainWindow> window;
    Vec3 lesion{};

    explicit PhantomCase(const QSize& size = {1280, 800}) {
        const PhantomExam exam = examOfFour();
        lesion = exam.lesions.front().centre;
        for (std::size_t phase = 0; phase < phantomPhases.size(); ++phase) {
            writePhase(exam, phase, desk.path("files").toStdString());
        }
        addExam(desk.library(), desk.path("files").toStdString());
        window = desk.open();
        window->showNormal();
        window->resize(size);
    }
    void open() const {
        QSignalSpy shown(&viewer(), &ViewerWidget::caseShown);
        window->caseController().open(1);
        QVERIFY(shown.wait(20000));
        viewer().setFocus();
    }
    ViewerWidget& viewer() const { return window->viewer(); }
    SliceViewport& view(std::size_t i) const { return *viewer().viewports().at(i); }
    void press(int key, Qt::KeyboardModifiers modifiers = {}) const {
        viewer().setFocus();
        QTest::keyClick(&viewer(), Qt::Key(key), modifiers);
    }
    void wheel(SliceViewport& on, int notches) const {
        const QPointF at = on.rect().center();
        QWheelEvent event(at, on.mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton, {},
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(&on, &event);
    }
    static QPoint placeOf(const SliceViewport& on, const Vec3& point) {
        const auto [x, y] = on.scene().displayFromPatient(point);
        return (QPointF(x, y) / on.devicePixelRatioF()).toPoint();
    }
    /// With a tool's key, from one point of the patient to another.
    void draw(SliceViewport& on, Qt::Key tool, const Vec3& low, const Vec3& high) const {
        press(tool);
        const QPoint from = placeOf(on, low), to = placeOf(on, high);
        QTest::mousePress(&on, Qt::LeftButton, {}, from);
        for (int step = 1; step <= 4; ++step) {
            const QPointF at = from + (to - from) * step / 4;
            QMouseEvent move(QEvent::MouseMove, at, on.mapToGlobal(at), Qt::NoButton,
                             Qt::LeftButton, {});
            QApplication::sendEvent(&on, &move);
        }
        QTest::mouseRelease(&on, Qt::LeftButton, {}, to);
    }
};

} // namespace bolus::test
