#include "ui/view/ViewportTexts.h"

#include <algorithm>
#include <cmath>

#include <QCoreApplication>

#include "ui/common/Text.h"
#include "ui/view/LayerTexts.h"
#include "ui/view/PictureTexts.h"
#include "viewer/ColorMap.h"

namespace bolus {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("ViewportTexts", text);
}

QString alongText(std::size_t axis, double mm) {
    constexpr std::array<std::array<char, 2>, 3> letters{{{'R', 'L'}, {'A', 'P'}, {'F', 'H'}}};
    const char letter = letters[axis][mm >= 0 ? 1 : 0];
    return QStringLiteral("%1 %2").arg(letter).arg(std::abs(mm), 0, 'f', 1);
}

/// Position of a slice along the patient axis it crosses most squarely.
QString slicePosition(const SliceScene& scene, int slice) {
    const SliceStack& stack = scene.stack();
    std::size_t axis = 0;
    for (std::size_t i = 1; i < 3; ++i) {
        if (std::abs(stack.frame.next[i]) > std::abs(stack.frame.next[axis])) {
            axis = i;
        }
    }
    return alongText(axis, stack.onto(slice, scene.point())[axis]);
}

std::optional<int> secondsOfDay(const std::string& tm) {
    if (tm.size() < 6 || tm.find_first_not_of("0123456789.") != std::string::npos) {
        return std::nullopt;
    }
    return std::stoi(tm.substr(0, 2)) * 3600 + std::stoi(tm.substr(2, 2)) * 60 +
           std::stoi(tm.substr(4, 2));
}

QString delayText(const VolumeRecord& volume) {
    const auto start = secondsOfDay(volume.contrastStart);
    const auto taken = secondsOfDay(volume.acquisitionTime);
    if (!start || !taken || *taken < *start || *taken - *start > 3600) {
        return {};
    }
    return tr(" · %1 s after contrast").arg(*taken - *start);
}

/// Slices may lie beside each other for other reasons than a gantry's tilt: an MR stack that was
/// planned anew. The record's sentence tells which.
QString sidewaysText(const VolumeRecord& volume) {
    if (volume.tiltDegrees <= 0) {
        return tr("Tilt not corrected: other planes uncertain");
    }
    const bool gantry = std::ranges::any_of(volume.issues, [](const std::string& issue) {
        return issue.find("gantry tilt") != std::string::npos;
    });
    return gantry
               ? tr("Tilt of %1° corrected: values interpolated").arg(volume.tiltDegrees, 0, 'f', 1)
               : tr("Slices moved to their places: values interpolated");
}

/// Short, as it stands on the picture; the volume's issues say more. A single slice needs no
/// warning: nothing can be measured along it.
QString geometryText(GeometryFlag flag, const VolumeRecord& volume) {
    switch (flag) {
    case GeometryFlag::MissingSlices:
        return tr("Missing slices left blank: lengths uncertain");
    case GeometryFlag::UnevenSpacing:
        return tr("Uneven slice spacing: lengths uncertain");
    case GeometryFlag::Tilt:
        return sidewaysText(volume);
    case GeometryFlag::Overlap:
        return tr("Overlapping slices are shown apart");
    case GeometryFlag::LeftOutSlices:
        return tr("Images without a position are left out");
    case GeometryFlag::NoSpacing:
        break;
    }
    return {};
}

void addUnlessEmpty(QStringList& lines, const QString& line) {
    if (!line.trimmed().isEmpty()) {
        lines << line;
    }
}

} // namespace

QString positionText(const Vec3& point) {
    return alongText(0, point[0]) + ", " + alongText(1, point[1]) + ", " + alongText(2, point[2]) +
           QStringLiteral(" mm");
}

QString timeText(const std::string& tm) {
    const QString text = QString::fromStdString(tm);
    return secondsOfDay(tm) ? text.left(2) + ':' + text.mid(2, 2) + ':' + text.mid(4, 2)
                            : QString();
}

QString seriesText(const VolumeRecord& volume) {
    QString text = QString::fromStdString(volume.seriesDescription);
    if (volume.seriesNumber) {
        text = tr("Series %1").arg(*volume.seriesNumber) + (text.isEmpty() ? "" : " · " + text);
    }
    return text.isEmpty() ? tr("Series without a description") : text;
}

QStringList geometryTexts(const VolumeRecord& volume) {
    QStringList lines;
    for (const GeometryFlag flag : volume.geometryFlags) {
        const QString text = geometryText(flag, volume);
        if (!text.isEmpty() && !lines.contains(text)) {
            lines << text;
        }
    }
    return lines;
}

QStringList topLeftTexts(const Case& exam, const VolumeRecord& volume) {
    QStringList lines{seriesText(volume)};
    QString part = QString::fromStdString(volume.partReason);
    addUnlessEmpty(lines, part.replace(0, 1, part.left(1).toUpper()));
    QString time = timeText(volume.acquisitionTime);
    if (time.isEmpty()) {
        time = timeText(volume.contentTime.empty() ? volume.seriesTime : volume.contentTime);
    }
    addUnlessEmpty(lines, time.isEmpty() ? tr("no acquisition time") : time + delayText(volume));
    return lines + cautionTexts(exam, volume);
}

QStringList cautionTexts(const Case& exam, const VolumeRecord& volume) {
    QStringList lines;
    const std::string& first = exam.volumes.front().frameOfReferenceUid;
    if (!first.empty() && !volume.frameOfReferenceUid.empty() &&
        first != volume.frameOfReferenceUid) {
        lines << tr("Other frame of reference: positions may differ");
    }
    return lines + geometryTexts(volume);
}

QStringList topRightTexts(const Case& exam) {
    QStringList lines;
    addUnlessEmpty(lines, QString::fromStdString(exam.patientName).replace('^', ' ').trimmed());
    QStringList person{QString::fromStdString(exam.patientId),
                       QString::fromStdString(exam.patientSex),
                       QString::fromStdString(exam.patientAge)};
    person.removeAll(QString());
    addUnlessEmpty(lines, person.join(QStringLiteral(" · ")));
    addUnlessEmpty(lines, dateText(exam.studyDate));
    addUnlessEmpty(lines, QString::fromStdString(exam.description));
    return lines;
}

QStringList unnamedTexts(const Case& exam) {
    QStringList lines;
    QStringList person{QString::fromStdString(exam.patientSex),
                       QString::fromStdString(exam.patientAge)};
    person.removeAll(QString());
    addUnlessEmpty(lines, person.join(QStringLiteral(" · ")));
    addUnlessEmpty(lines, QString::fromStdString(exam.description));
    return lines;
}

QStringList bottomLeftTexts(SliceScene& scene, std::optional<QPointF> mouse) {
    QStringList lines = valueTexts(scene, mouse);
    const SliceStack& stack = scene.stack();
    if (stack.contains(scene.slice())) {
        const bool acquired = scene.plane() == Plane::Oblique;
        const QString text = acquired ? tr("%1 / %2 · %3 mm · as acquired") : tr("%1 / %2 · %3 mm");
        lines << text.arg(scene.slice() + 1)
                     .arg(stack.count)
                     .arg(slicePosition(scene, scene.slice()));
    }
    return lines;
}

QStringList bottomRightTexts(const SliceScene& scene) {
    const Window window = scene.window();
    const bool small = window.window < 20;
    QString text =
        QStringLiteral("W %1  L %2")
            .arg(numberText(window.window, small ? 2 : 0), numberText(window.level, small ? 2 : 0));
    const QString range = differenceRangeText(scene);
    text = range.isEmpty() ? text : range;
    const WindowPreset* preset =
        range.isEmpty() && scene.windowKind() == "HU" ? presetOf(window) : nullptr;
    QStringList lines;
    if (preset != nullptr) {
        lines << QCoreApplication::translate("WindowPreset", preset->label.data());
    }
    if (std::abs(scene.state().zoom() - 1) > 0.005) {
        lines << tr("Zoom %1 %").arg(qRound(scene.state().zoom() * 100));
    }
    return lines << text;
}

QString outsideText(const SliceScene& scene) {
    const int last = scene.stack().count - 1;
    return tr("Outside this series\nIt covers %1 to %2 mm")
        .arg(slicePosition(scene, 0), slicePosition(scene, last));
}

HeatLegend heatLegend(const SliceScene& scene) {
    const auto& map = scene.heatmap();
    if (!map || !scene.heatmapStyle().visible) {
        return {};
    }
    HeatLegend legend;
    const bool diverging = map->low < 0;
    legend.bar = colorBar(diverging ? ColorMap::CoolWarm : ColorMap::Inferno, diverging);
    legend.label = QString::fromStdString(map->label);
    legend.low = QString::number(map->low, 'g', 2);
    legend.high = QString::number(map->high, 'g', 2);
    const auto mm = map->cellMm();
    legend.cell =
        tr("1 cell = %1 × %2 × %3 mm").arg(qRound(mm[0])).arg(qRound(mm[1])).arg(qRound(mm[2]));
    return legend;
}

} // namespace bolus
