#include "ui/view/PictureTexts.h"

#include <algorithm>
#include <cmath>

#include <QCoreApplication>

#include "ui/common/Text.h"
#include "ui/view/LayerTexts.h"
#include "ui/view/ViewportTexts.h"

namespace bolus {

namespace {

// The context of this file's texts for translators.
struct Words {
    Q_DECLARE_TR_FUNCTIONS(bolus::PictureTexts)
};

/// As many digits as a value of this size needs; CT's are whole numbers.
QString numberOf(double value) {
    const bool whole = value == std::round(value);
    return whole || std::abs(value) >= 1000 ? numberText(value, 0) : QString::number(value, 'g', 4);
}

QString withUnit(const SliceScene& scene, double value) {
    const QString unit = toText(scene.volume()->volume.unit);
    return (numberOf(value) + ' ' + unit).trimmed();
}

/// Fewer than two: the picture is a slice.
int slicesShown(const SliceScene& scene) {
    const Slab& slab = scene.state().slab();
    const SliceStack& stack = scene.stack();
    if (slab.mode == Slab::Mode::Off || !stack.contains(scene.slice())) {
        return 0;
    }
    const int each = slicesWithin(slab, stack.step) / 2, at = scene.slice();
    return std::min(each, at) + 1 + std::min(each, stack.count - 1 - at);
}

QString modeText(Slab::Mode mode) {
    switch (mode) {
    case Slab::Mode::Largest:
        return Words::tr("MIP");
    case Slab::Mode::Smallest:
        return Words::tr("MinIP");
    case Slab::Mode::Mean:
        return Words::tr("Average");
    case Slab::Mode::Off:
        break;
    }
    return {};
}

/// With a slab, what is seen and what the slice in its middle holds.
QString mouseText(SliceScene& scene, const Vec3& point) {
    const QString voxel = voxelText(scene, point);
    if (slicesShown(scene) == 0) {
        return voxel;
    }
    if (scene.layers().difference() != nullptr) {
        return Words::tr("Slice: %1").arg(voxel);
    }
    const auto projected = scene.projectedAt(point);
    const QString none = scene.isCoarse() ? QStringLiteral("…") : Words::tr("no value");
    return Words::tr("%1 %2 · slice %3")
        .arg(modeText(scene.state().slab().mode), projected ? withUnit(scene, *projected) : none,
             voxel);
}

QString crosshairText(const SliceScene& scene) {
    const QString text = scene.isOutside() || !scene.sampleAt(scene.point())
                             ? Words::tr("outside this series")
                             : voxelText(scene, scene.point());
    return slicesShown(scene) == 0 ? Words::tr("Crosshair: %1").arg(text)
                                   : Words::tr("Crosshair, slice: %1").arg(text);
}

QString turnText(const Turn& turn) {
    switch (turn.quarters) {
    case 1:
        return Words::tr("Turned 90° to the right");
    case 2:
        return Words::tr("Turned 180°");
    case 3:
        return Words::tr("Turned 90° to the left");
    default:
        return {};
    }
}

} // namespace

WrittenTexts writtenOf(const Case& exam, const VolumeRecord& volume) {
    return {topLeftTexts(exam, volume), cautionTexts(exam, volume), topRightTexts(exam),
            unnamedTexts(exam)};
}

void write(const WrittenTexts& texts, const TextChoice& choice, OverlayModel& model) {
    using Amount = TextChoice::Amount;
    model.topLeft = choice.amount == Amount::Full ? texts.series : texts.cautions;
    model.cautions = static_cast<int>(texts.cautions.size());
    model.topRight = choice.hidesPatient ? texts.unnamed : texts.patient;
    if (choice.amount == Amount::Reduced) {
        model.topRight = choice.hidesPatient ? QStringList() : texts.patient.mid(0, 1);
    } else if (choice.amount == Amount::None) {
        model.topRight = model.bottomLeft = model.bottomRight = {};
        model.barMm = model.barPixels = 0;
    }
}

QString voxelText(const SliceScene& scene, const Vec3& point) {
    const auto sample = scene.sampleAt(point);
    if (!sample) {
        return {};
    }
    const auto [column, row, slice] = sample->index;
    return layeredText(scene, point,
                       scene.volume()->volume.hasValueAt(column, row, slice)
                           ? withUnit(scene, sample->value)
                           : Words::tr("Outside the scanner's image"));
}

QStringList valueTexts(SliceScene& scene, std::optional<QPointF> mouse) {
    QStringList lines;
    if (!scene.hasVolume()) {
        return lines;
    }
    const bool crosshair = scene.state().crosshair();
    if (mouse && !scene.isOutside()) {
        const Vec3 point = scene.patientFromDisplay(mouse->x(), mouse->y());
        if (scene.sampleAt(point)) {
            const QString text = mouseText(scene, point);
            lines << (crosshair ? Words::tr("Mouse: %1").arg(text) : text) << positionText(point);
        }
    }
    if (crosshair) {
        lines << crosshairText(scene);
    }
    return lines;
}

QString slabText(const SliceScene& scene) {
    const Slab& slab = scene.state().slab();
    const int slices = slicesShown(scene);
    return slices == 0 ? QString()
                       : Words::tr("%1 %2 mm, %n slice(s)", nullptr, slices)
                             .arg(modeText(slab.mode), numberOf(slab.mm));
}

QStringList pictureMarks(const SliceScene& scene, bool hasMeasurements) {
    QStringList marks{slabText(scene)};
    if (hasMeasurements && !marks.front().isEmpty()) {
        marks << Words::tr("Measurements are of the slice alone");
    }
    const Turn turn = scene.state().turn(scene.plane());
    if (turn.mirrored) {
        marks << Words::tr("MIRRORED");
    }
    marks << turnText(turn);
    if (scene.state().inverted() && scene.layers().difference() == nullptr) {
        marks << Words::tr("Inverted: black for white");
    }
    if (scene.isCoarse()) {
        marks << Words::tr("Coarse while it moves");
    }
    marks.removeAll(QString());
    return marks;
}

} // namespace bolus
