// A light box on screen with an archive of synthetic cases, and ways to read its pixels.
#pragma once

#include <atomic>
#include <mutex>

#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QMenu>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QWheelEvent>
#include <QtTest>

#include "tests/viewer/Synthetic.h"
#include "ui/view/Graphics.h"
#include "ui/view/Hanging.h"
#include "ui/view/PhaseChip.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"

namespace bolus::test {

/// Serves synthetic volumes by series; can be told to fail, or to wait until cancelled.
struct FakeArchive {
    std::map<std::string, VolumeGeometry> geometries;
    std::atomic<int> reads{0}, cancelled{0};
    std::atomic<bool> hold{false};
    std::string broken;
    ValueAt value = ramp;
    bool inverted = false;
    std::optional<std::array<double, 2>> padding;
    std::vector<SliceCover> cover;

    VolumeSource source() {
        return [this](const VolumeRecord& record, Progress* progress) -> Result<Volume> {
            ++reads;
            while (hold) {
                progress->progress("decode", 1, 4);
                if (progress->cancelled()) {
                    ++cancelled;
                    return fail(ErrorCode::Cancelled, "Cancelled.");
                }
                std::this_thread::sleep_for(std::chrono::milliseconds(2));
            }
            if (record.seriesUid == broken) {
                return fail(ErrorCode::BadInput, "Slice 3 does not decode; import it again.");
            }
            Volume volume = makeVolume(geometries.at(record.seriesUid), value);
            volume.inverted = inverted;
            volume.padding = padding;
            volume.cover = cover;
            return volume;
        };
    }

    void add(Case& exam, const VolumeGeometry& geometry, Phase phase) {
        const std::string uid =
            "1." + std::to_string(exam.id) + '.' + std::to_string(exam.volumes.size() + 1);
        geometries[uid] = geometry;
        exam.volumes.push_back(makeRecord(geometry, uid, phase));
        exam.volumes.back().seriesNumber = static_cast<int>(exam.volumes.size());
    }
};

inline Case newCase(std::int64_t id) {
    Case exam;
    exam.id = id;
    exam.patientId = "P" + std::to_string(id);
    exam.patientName = "Doe^Jane";
    exam.patientSex = "F";
    exam.studyDate = "20240131";
    exam.modality = "CT";
    exam.description = "CT abdomen, three phases";
    return exam;
}

struct Light {
    FakeArchive archive;
    ViewerWidget viewer{nullptr, archive.source()};

    explicit Light(QSize size = {1000, 760}) {
        viewer.resize(size);
        viewer.show();
        (void)QTest::qWaitForWindowExposed(&viewer);
    }
    bool open(const Case& exam) {
        QSignalSpy shown(&viewer, &ViewerWidget::caseShown);
        viewer.showCase(exam);
        return shown.wait(10000) && shown.last().first().toLongLong() == exam.id;
    }
    SliceViewport& view(std::size_t i) { return *viewer.viewports().at(i); }
};

/// Where a point of the patient is in a viewport, logical pixels.
inline QPointF placeOf(SliceViewport& view, const Vec3& point) {
    const auto [x, y] = view.scene().displayFromPatient(point);
    return QPointF(x, y) / view.devicePixelRatioF();
}

inline int greyAt(SliceViewport& view, const Vec3& point) {
    const QImage image = view.picture();
    const auto [x, y] = view.scene().displayFromPatient(point);
    const QColor color = image.pixelColor(int(x), int(y));
    return color.red() == color.green() && color.green() == color.blue() ? color.red() : -1;
}

inline QColor colorAt(SliceViewport& view, const Vec3& point) {
    const auto [x, y] = view.scene().displayFromPatient(point);
    return view.picture().pixelColor(int(x), int(y));
}

inline int expectedGrey(double value, double window, double level) {
    return static_cast<int>(
        std::lround(std::clamp((value - level) / window + 0.5, 0.0, 1.0) * 255));
}

inline void wheel(SliceViewport& view, int notches, Qt::KeyboardModifiers modifiers = {}) {
    const QPointF at = view.rect().center();
    QWheelEvent event(at, view.mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton, modifiers,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(&view, &event);
}

inline void dragMouse(SliceViewport& view, Qt::MouseButton button, const QPoint& from,
                      const QPoint& to) {
    QTest::mousePress(&view, button, {}, from);
    for (int step = 1; step <= 5; ++step) {
        const QPointF at = from + (to - from) * (step / 5.0);
        QMouseEvent move(QEvent::MouseMove, at, view.mapToGlobal(at), Qt::NoButton, button, {});
        QApplication::sendEvent(&view, &move);
    }
    QTest::mouseRelease(&view, button, {}, to);
}

/// Three phases of one exam: other spacings, other ranges.
inline Case threePhases(FakeArchive& archive, std::int64_t id = 7, Vec3 centre = {}) {
    Case exam = newCase(id);
    archive.add(exam, axialGeometry({60, 50, 41}, {2, 2, 2.5}, centre), Phase::PreContrast);
    archive.add(exam, axialGeometry({60, 50, 21}, {2, 2, 5}, centre), Phase::Arterial);
    archive.add(exam, axialGeometry({60, 50, 9}, {2, 2, 5}, centre + Vec3{0, 0, 20}),
                Phase::PortalVenous);
    return exam;
}

/// One hot cell in a box of 256 × 256 × 256 mm about the origin.
inline Heatmap hotCell(int d, int h, int w) {
    Heatmap map;
    map.label = "Attention";
    map.spacing = {1, 1, 8};
    map.origin = {-127.5, -127.5, -124};
    map.values.assign(256, 0.0F);
    map.values[static_cast<std::size_t>((d * 8 + h) * 8 + w)] = 1.0F;
    map.high = 1;
    return map;
}

/// How many colours a picture of the widget has; kept where BOLUS_PICTURES names a folder.
inline qsizetype coloursOf(QWidget& widget, const QString& name) {
    QTest::qWait(50); // texts follow a frame later
    const QImage image = widget.grab().toImage();
    const QString folder = qEnvironmentVariable("BOLUS_PICTURES");
    if (!folder.isEmpty()) {
        image.save(folder + '/' + name + ".png");
    }
    QSet<QRgb> colours;
    for (int y = 0; y < image.height(); y += 2) {
        for (int x = 0; x < image.width(); ++x) {
            colours.insert(image.pixel(x, y));
        }
    }
    return colours.size();
}

/// A body with a liver, a spine and a lesion that enhances, for the pictures.
inline double abdomen(const Vec3& p, double liver, double lesion) {
    const auto in = [&](Vec3 c, Vec3 r) {
        const Vec3 d = p - c;
        return std::pow(d[0] / r[0], 2) + std::pow(d[1] / r[1], 2) + std::pow(d[2] / r[2], 2) < 1;
    };
    if (in({-75, -15, 10}, {18, 18, 18})) {
        return lesion;
    }
    if (in({-60, -10, 10}, {70, 60, 70})) {
        return liver;
    }
    if (in({0, 65, 0}, {22, 20, 900})) {
        return 350;
    }
    return in({0, 0, 0}, {165, 115, 900}) ? -20 + 40 * in({0, 0, 0}, {150, 100, 900}) : -1000;
}

} // namespace bolus::test
