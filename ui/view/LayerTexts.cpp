#include "ui/view/LayerTexts.h"

#include <cmath>
#include <map>
#include <ranges>

#include <QCoreApplication>

#include "ui/common/Text.h"
#include "viewer/ColorMap.h"

namespace bolus {

namespace {

// The context of this file's texts for translators.
struct Words {
    Q_DECLARE_TR_FUNCTIONS(bolus::LayerTexts)
};

QString withUnit(const QString& number, const SceneLayer& layer) {
    return (number + ' ' + QString::fromStdString(layer.unit)).trimmed();
}

/// Whole numbers where the values are large, as CT's are.
QString valueOf(double value, const SceneLayer& layer) {
    const bool small = layer.style.high - layer.style.low < 20;
    return withUnit(small ? QString::number(value, 'g', 4) : numberText(value, 0), layer);
}

QString differenceText(const SceneLayer& layer, const Vec3& point) {
    const auto sample = sampleLayer(layer.source, point);
    if (!sample) {
        return Words::tr("no value to subtract here");
    }
    const auto number = [](double value) {
        return numberText(value, value == std::round(value) ? 0 : 1);
    };
    return QStringLiteral("%1 − %2 = %3")
        .arg(number(sample->minuend), number(sample->subtrahend),
             withUnit(number(sample->value), layer));
}

bool isShown(const SceneLayer& layer) {
    return layer.style.visible && layer.source.values;
}

HeatLegend legendOf(const SceneLayer& layer) {
    HeatLegend legend;
    const LayerStyle& style = layer.style;
    if (style.solid) {
        const auto [r, g, b] = *style.solid;
        legend.bar = QImage(1, 1, QImage::Format_RGB32);
        legend.bar.fill(QColor(r, g, b));
        legend.label = QString::fromStdString(layer.label);
        return legend;
    }
    legend.bar = colorBar(style.map, style.fromMiddle);
    legend.label =
        layer.isDifference() ? Words::tr("Difference") : QString::fromStdString(layer.above);
    legend.low = valueOf(style.low, layer);
    legend.high = (layer.isDifference() ? "+" : "") + valueOf(style.high, layer);
    return legend;
}

} // namespace

QImage colorBar(ColorMap map, bool fromMiddle) {
    static std::map<std::pair<ColorMap, bool>, QImage> made;
    QImage& bar = made[{map, fromMiddle}];
    if (bar.isNull()) {
        bar = QImage(1, 256, QImage::Format_RGB32);
        int row = 0;
        for (const auto& color : colorTable(map, fromMiddle, 0, 1)) {
            bar.setPixel(0, row++, qRgb(color[0], color[1], color[2]));
        }
    }
    return bar;
}

QStringList layerTexts(const SliceScene& scene) {
    QStringList lines;
    for (const SceneLayer& layer : scene.layers().all() | std::views::reverse) {
        if (layer.style.visible) {
            const std::string& text = layer.group.empty() ? layer.label : layer.group;
            lines << QString::fromStdString(text) << QString::fromStdString(layer.caution);
        }
    }
    lines.removeAll(QString());
    lines.removeDuplicates(); // of one object there may be many
    return lines;
}

QString layeredText(const SliceScene& scene, const Vec3& point, const QString& voxel) {
    QString text = voxel;
    for (const SceneLayer& layer : scene.layers().all()) {
        if (!isShown(layer)) {
            continue;
        }
        if (layer.isDifference()) {
            text = differenceText(layer, point);
            continue;
        }
        const auto sample = sampleLayer(layer.source, point);
        const bool isHere = sample && sample->value > 0;
        if (layer.style.solid) {
            const QString part =
                isHere && !layer.unit.empty() ? ' ' + valueOf(sample->value, layer) : QString();
            text += isHere ? ", " + QString::fromStdString(layer.above) + part : QString();
            continue;
        }
        text = Words::tr("%1, colour %2")
                   .arg(text, sample ? valueOf(sample->value, layer) : Words::tr("no value"));
    }
    return text;
}

std::vector<HeatLegend> layerLegends(const SliceScene& scene) {
    std::vector<HeatLegend> legends;
    for (const SceneLayer& layer : scene.layers().all() | std::views::reverse) {
        if (isShown(layer)) {
            legends.push_back(legendOf(layer));
        }
    }
    return legends;
}

QString differenceRangeText(const SliceScene& scene) {
    const SceneLayer* difference = scene.layers().difference();
    return difference == nullptr
               ? QString()
               : QStringLiteral("± ") + valueOf(difference->style.high, *difference);
}

QString measuredInText(const SliceScene& scene) {
    const SceneLayer* difference = scene.layers().difference();
    return difference == nullptr ? QString()
                                 : Words::tr("of %1, not of the difference")
                                       .arg(QString::fromStdString(difference->below));
}

} // namespace bolus
