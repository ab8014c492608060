// Files on disk reach the screen only after the reader process has decoded them.
#include <QApplication>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include "library/dicom/HeaderReader.h"
#include "library/dicom/SeriesWriter.h"
#include "library/dicom/VolumeBuilder.h"
#include "library/reader/CheckedVolume.h"
#include "ui/view/Graphics.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"

using namespace bolus;

namespace {

namespace fs = std::filesystem;

constexpr std::size_t slices = 6;

void writeSeries(const fs::path& folder, int number) {
    SeriesHeader header;
    header.patientId = "TEST-1";
    header.studyUid = "1.2.826.0.1.3680043.10.1.1";
    header.seriesUid = header.studyUid + "." + std::to_string(number);
    header.frameOfReferenceUid = header.studyUid + ".9";
    header.seriesNumber = number;
    header.sliceThickness = 5;
    auto image = ShortImage::New();
    image->SetRegions(ShortImage::SizeType{32, 32, slices});
    const double spacing[3]{10, 10, 5};
    image->SetSpacing(spacing);
    image->Allocate();
    image->FillBuffer(40);
    const auto written = writeCtSeries(folder, header, *image);
    QVERIFY2(written, written ? "" : written.error().message.c_str());
}

void addVolumes(Case& exam, const fs::path& folder, Phase phase) {
    std::vector<InstanceHeader> headers;
    for (const auto& entry : fs::directory_iterator(folder)) {
        headers.push_back(*readHeader(entry.path()));
    }
    for (VolumeRecord& volume : buildVolumes(headers)) {
        volume.inPhaseSeries = true;
        volume.phase.phase = phase;
        exam.volumes.push_back(std::move(volume));
    }
}

} // namespace

class CheckedHangingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        qputenv("BOLUS_READER", BOLUS_BIN_DIR "/sabotaged_reader");
        m_folder = std::make_unique<QTemporaryDir>();
        writeSeries(path("arterial"), 1);
        writeSeries(path("portal"), 2);
    }
    void cleanup() { qunsetenv("BOLUS_READER"); }

    void filesAreDecodedApartOnceAndThenShown() {
        const Case exam = bothPhases();
        ViewerWidget viewer;
        QSignalSpy decoded(&viewer, &ViewerWidget::filesDecoded);
        show(viewer, exam);
        QCOMPARE(viewer.viewports().size(), std::size_t{2});
        for (SliceViewport* view : viewer.viewports()) {
            QVERIFY2(view->scene().hasVolume(), qPrintable(view->overlay().note));
        }
        std::size_t told = 0;
        QTRY_COMPARE(decoded.size(), 2);
        for (const auto& call : decoded) {
            told += call[0].value<std::vector<SliceRef>>().size();
        }
        QCOMPARE(told, 2 * slices);
        for (const VolumeRecord& volume : exam.volumes) {
            QVERIFY(uncheckedFiles(volume).empty());
        }
    }

    void aFileThatKillsTheDecoderIsASentenceInItsViewport() {
        fs::rename(path("portal") / "IM00003.dcm", path("portal") / "kills-the-decoder");
        ViewerWidget viewer;
        QSignalSpy failed(&viewer, &ViewerWidget::volumeFailed);
        show(viewer, bothPhases());
        QCOMPARE(failed.size(), 1);
        QVERIFY(viewer.viewports()[0]->scene().hasVolume());
        QVERIFY(!viewer.viewports()[1]->scene().hasVolume());
        QVERIFY2(viewer.viewports()[1]->overlay().note.contains("crashed"),
                 qPrintable(viewer.viewports()[1]->overlay().note));
    }

    void aWindowThatClosesDuringACheckDoesNotWait() {
        fs::rename(path("portal") / "IM00003.dcm", path("portal") / "hangs-the-reader");
        ViewerWidget viewer;
        viewer.resize(800, 400);
        viewer.show();
        viewer.showCase(bothPhases());
        QTest::qWait(300); // the reader hangs now; a test that waits a minute here is killed
    }

private:
    fs::path path(const char* name) const { return m_folder->filePath(name).toStdString(); }

    Case bothPhases() const {
        Case exam;
        exam.id = 1;
        exam.modality = "CT";
        addVolumes(exam, path("arterial"), Phase::Arterial);
        addVolumes(exam, path("portal"), Phase::PortalVenous);
        return exam;
    }

    static void show(ViewerWidget& viewer, const Case& exam) {
        viewer.resize(800, 400);
        viewer.show();
        QVERIFY(QTest::qWaitForWindowExposed(&viewer));
        QSignalSpy shown(&viewer, &ViewerWidget::caseShown);
        viewer.showCase(exam);
        QVERIFY(shown.wait(30000));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    CheckedHangingTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_checked_hanging.moc"
