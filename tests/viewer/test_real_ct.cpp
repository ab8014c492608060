// A real CT on screen against what pydicom reads from the same files (make_golden.py).
#include <QApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QtTest>

#include "library/dicom/HeaderReader.h"
#include "library/dicom/VolumeBuilder.h"
#include "ui/view/Graphics.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"

using namespace bolus;

namespace {

std::filesystem::path liverFolder() {
    const QString root =
        qEnvironmentVariable("BOLUS_TEST_DATA", BOLUS_SOURCE_DIR "/../shared/data");
    return (root + "/ct_liver_hcc_tace_seg_006").toStdString();
}

QJsonObject golden() {
    QFile file(BOLUS_SOURCE_DIR "/tests/viewer/golden_ct_liver.json");
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object()
                                          : QJsonObject();
}

Case liverCase(const std::string& seriesUid) {
    std::vector<InstanceHeader> series;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(liverFolder())) {
        if (const auto header = readHeader(entry.path());
            header && header->seriesUid == seriesUid) {
            series.push_back(*header);
        }
    }
    Case exam;
    exam.id = 6;
    exam.modality = "CT";
    exam.volumes = buildVolumes(series);
    for (VolumeRecord& volume : exam.volumes) {
        volume.inPhaseSeries = true;
    }
    return exam;
}

Vec3 lps(const QJsonObject& voxel) {
    const QJsonArray p = voxel["lps"].toArray();
    return {p[0].toDouble(), p[1].toDouble(), p[2].toDouble()};
}

} // namespace

class RealCtTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void screenAndTextGiveTheHuThatPydicomReads() {
        if (!std::filesystem::exists(liverFolder())) {
            QSKIP("../shared/data/ct_liver_hcc_tace_seg_006 is not here");
        }
        const QJsonObject truth = golden();
        const Case exam = liverCase(truth["series"].toString().toStdString());
        QCOMPARE(exam.volumes.size(), std::size_t(1));
        QCOMPARE(int(exam.volumes[0].size[2]), truth["slices"].toInt());

        ViewerWidget viewer;
        viewer.resize(900, 860);
        viewer.show();
        QVERIFY(QTest::qWaitForWindowExposed(&viewer));
        QSignalSpy shown(&viewer, &ViewerWidget::caseShown);
        viewer.showCase(exam);
        QVERIFY(shown.wait(60000));
        SliceViewport& view = *viewer.viewports().at(0);
        QVERIFY2(view.scene().hasVolume(), qPrintable(view.overlay().note));
        QCOMPARE(viewer.plane(), Plane::Axial);
        QCOMPARE(view.overlay().edges, (std::array<QString, 4>{"R", "L", "A", "P"}));

        viewer.setWindowLevel(2600, 0);
        int checked = 0;
        for (const Plane plane : {Plane::Axial, Plane::Coronal, Plane::Sagittal}) {
            viewer.setPlane(plane);
            for (const auto& entry : truth["voxels"].toArray()) {
                const Vec3 point = lps(entry.toObject());
                const double hu = entry.toObject()["hu"].toDouble();
                const auto sample = view.scene().sampleAt(point);
                QVERIFY(sample.has_value());
                QCOMPARE(sample->value, hu);
                checkScreen(viewer, view, point, hu);
                ++checked;
            }
        }
        QCOMPARE(checked, 105);
        keepPictures(viewer);
    }

private:
    void checkScreen(ViewerWidget& viewer, SliceViewport& view, const Vec3& point, double hu) {
        viewer.goTo(point);
        viewer.setCrosshairVisible(false);
        view.scene().state().setCentre(point); // close up: one voxel is many pixels
        view.scene().state().setZoom(20);
        const auto [x, y] = view.scene().displayFromPatient(point);
        const int expected =
            static_cast<int>(std::lround(std::clamp(hu / 2600 + 0.5, 0.0, 1.0) * 255));
        const int grey = view.picture().pixelColor(int(x), int(y)).red();
        QVERIFY2(
            std::abs(grey - expected) <= 2,
            qPrintable(QString("grey %1, expected %2 for %3 HU").arg(grey).arg(expected).arg(hu)));

        const QPointF at = QPointF(x, y) / view.devicePixelRatioF();
        QMouseEvent move(QEvent::MouseMove, at, view.mapToGlobal(at), Qt::NoButton, Qt::NoButton,
                         {});
        QApplication::sendEvent(&view, &move);
        const QString text = QString::number(std::lround(hu)).replace('-', "−") + " HU";
        QCOMPARE(view.overlay().bottomLeft.value(0), text);
    }

    static void keepPictures(ViewerWidget& viewer) {
        const QString folder = qEnvironmentVariable("BOLUS_PICTURES");
        if (folder.isEmpty()) {
            return;
        }
        viewer.resetView();
        for (const Plane plane : {Plane::Axial, Plane::Coronal, Plane::Sagittal}) {
            viewer.setPlane(plane);
            QTest::qWait(80);
            viewer.grab().save(folder + "/liver-" + planeToken(plane) + ".png");
        }
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    RealCtTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_real_ct.moc"
