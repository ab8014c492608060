#include "ui/view/AnnotationTexts.h"

#include <cmath>

#include <QCoreApplication>

#include "ui/common/Text.h"

namespace bolus {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(bolus::AnnotationTexts)
};

/// Three digits that count, or all before the point.
QString threeDigits(double value) {
    return numberText(value, value < 10 ? 2 : value < 100 ? 1 : 0);
}

QString percentText(double share) {
    const double percent = 100 * share;
    return percent < 1 ? Words::tr("less than 1 %") : Words::tr("%1 %").arg(qRound(percent));
}

/// What a volume's geometry means for a size that depends on the spacing between its slices.
QString acrossText(GeometryFlag flag, const VolumeRecord& volume) {
    switch (flag) {
    case GeometryFlag::MissingSlices:
        return Words::tr("slices are missing: size across them uncertain");
    case GeometryFlag::UnevenSpacing:
        return Words::tr("uneven slice spacing: size uncertain");
    case GeometryFlag::Tilt:
        return volume.tiltDegrees > 0 ? QString() : Words::tr("tilt not corrected: size uncertain");
    case GeometryFlag::NoSpacing:
        return Words::tr("a single slice: size across it uncertain");
    case GeometryFlag::Overlap:
    case GeometryFlag::LeftOutSlices:
        break; // other images, not these
    }
    return {};
}

/// The same for a region within one slice: that may be another than it seems.
QString withinText(GeometryFlag flag, const std::optional<double>& offPlaceMm) {
    if (flag != GeometryFlag::UnevenSpacing) {
        return {};
    }
    return offPlaceMm ? Words::tr("uneven slice spacing: slice up to %1 mm off its place")
                            .arg(numberText(*offPlaceMm, 1))
                      : Words::tr("uneven slice spacing: slice may be off its place");
}

QString frameText(FrameMatch match) {
    switch (match) {
    case FrameMatch::Same:
        break;
    case FrameMatch::NotTold:
        return Words::tr("no frame of reference: same place not certain");
    case FrameMatch::Other:
        return Words::tr("other frame of reference: positions may differ");
    }
    return {};
}

QString placingText(const ShapePlacing& placing) {
    const QString mm = numberText(placing.mm, 1);
    switch (placing.how) {
    case ShapePlacing::How::AsDrawn:
        break;
    case ShapePlacing::How::Registered:
        return Words::tr("placed by registration, %1 mm away").arg(mm);
    case ShapePlacing::How::ByHand:
        return Words::tr("placed as aligned by hand, %1 mm away").arg(mm);
    case ShapePlacing::How::OneSide:
        return Words::tr("placed %1 mm away by one phase's registration, the other's is missing: "
                         "place uncertain")
            .arg(mm);
    case ShapePlacing::How::NotUsed:
        return Words::tr("placed by position: by registration %1 mm away").arg(mm);
    case ShapePlacing::How::NotKnown:
        return Words::tr("not known which phase it was drawn on: not placed by registration");
    }
    return {};
}

/// What a plane that keeps its direction leaves out.
QString tiltText(const ShapePlacing& placing) {
    constexpr double told = 2; // degrees
    return placing.tilted < told ? QString()
                                 : Words::tr("the body is tilted by %1° there, the plane is not")
                                       .arg(numberText(placing.tilted, 0));
}

} // namespace

QString shapeName(Shape shape) {
    switch (shape) {
    case Shape::Length:
        return Words::tr("Length");
    case Shape::Angle:
        return Words::tr("Angle");
    case Shape::Ellipse:
        return Words::tr("Ellipse");
    case Shape::Polygon:
        return Words::tr("Polygon");
    case Shape::Sphere:
        return Words::tr("Sphere");
    }
    return {};
}

QString annotationName(const Annotation& a) {
    return QStringLiteral("%1 %2").arg(shapeName(a.shape)).arg(a.number);
}

QString sizeText(const Annotation& a) {
    switch (a.shape) {
    case Shape::Length:
        return Words::tr("%1 mm").arg(numberText(lengthMm(a), 1));
    case Shape::Angle:
        return QStringLiteral("%1°").arg(numberText(angleDegrees(a), 1));
    case Shape::Ellipse:
    case Shape::Polygon: {
        const double area = areaMm2(a);
        return area < 1000 ? Words::tr("%1 mm²").arg(threeDigits(area))
                           : Words::tr("%1 cm²").arg(threeDigits(area / 100));
    }
    case Shape::Sphere: {
        const double volume = volumeMm3(a);
        return volume < 1000 ? Words::tr("%1 mm³").arg(threeDigits(volume))
                             : Words::tr("%1 ml").arg(threeDigits(volume / 1000));
    }
    }
    return {};
}

QString meanNumber(double value) {
    const double size = std::abs(value);
    return size > 0 && size < 1 ? QString::number(value, 'g', 3).replace('-', QStringLiteral("−"))
                                : numberText(value, size < 1000 ? 1 : 0);
}

QString meanText(const RegionStatistics& s, const QString& unit) {
    if (s.voxels == 0) {
        return s.outsideShare >= 1 ? Words::tr("outside this series")
                                   : Words::tr("no voxel inside");
    }
    const QString spread =
        s.sd ? QStringLiteral(" ± ") + meanNumber(*s.sd) : Words::tr(" (one voxel)");
    return (meanNumber(s.mean) + spread + ' ' + unit).trimmed();
}

QStringList cautionTexts(const RegionStatistics& s) {
    QStringList cautions;
    if (s.outsideShare > 0 && s.voxels + s.withoutValue > 0) {
        cautions << Words::tr("%1 of it outside the series").arg(percentText(s.outsideShare));
    }
    if (s.withoutValue > 0) {
        cautions << Words::tr("%n voxel(s) without a value not counted", nullptr,
                              pluralCount(s.withoutValue));
    }
    if (s.crossesItself) {
        cautions << Words::tr("the outline crosses itself: area uncertain");
    }
    if (s.interpolated) {
        cautions << Words::tr("across the slices: values interpolated");
    }
    return cautions;
}

QStringList cautionTexts(const Annotation& a, const RegionStatistics* s, const VolumeRecord& volume,
                         const std::optional<double>& offPlaceMm, const ShapePlacing& placing) {
    QStringList cautions = s != nullptr ? cautionTexts(*s) : QStringList();
    const bool across = reachesAcrossSlices(a, VolumeGeometry::of(volume));
    for (const GeometryFlag flag : volume.geometryFlags) {
        if (across) {
            cautions << acrossText(flag, volume);
        } else if (a.hasRegion()) { // a length or an angle within a slice is what it is
            cautions << withinText(flag, offPlaceMm);
        }
    }
    if (a.hasRegion() && volume.tiltDegrees > 0 && !(s != nullptr && s->interpolated)) {
        cautions << Words::tr("slices moved for their tilt: values interpolated");
    }
    cautions << placingText(placing) << tiltText(placing);
    if (!placing.isSamePlace()) {
        cautions << frameText(frameMatch(a, volume.seriesUid, volume.frameOfReferenceUid));
    }
    cautions.removeAll(QString());
    cautions.removeDuplicates();
    return cautions;
}

QString shortLabel(const Annotation& a, const RegionStatistics* s, const QString& unit,
                   bool hasCautions) {
    const QString value = !a.hasRegion()   ? sizeText(a)
                          : s == nullptr   ? QStringLiteral("…")
                          : s->voxels == 0 ? meanText(*s, unit)
                                           : (meanNumber(s->mean) + ' ' + unit).trimmed();
    return QStringLiteral("%1: %2").arg(a.number).arg(value) +
           (hasCautions ? QStringLiteral(" !") : QString());
}

QStringList labelLines(const Annotation& a, const RegionStatistics* s, const QString& unit,
                       const VolumeRecord& volume, const std::optional<double>& offPlaceMm,
                       const ShapePlacing& placing) {
    QStringList lines{QStringLiteral("%1: %2").arg(annotationName(a), sizeText(a))};
    if (a.hasRegion()) {
        lines << (s == nullptr ? QStringLiteral("…") : meanText(*s, unit));
    }
    return lines + cautionTexts(a, s, volume, offPlaceMm, placing);
}

} // namespace bolus
