#include <cmath>

#include <QJsonArray>

#include "ui/common/Text.h"
#include "ui/window/HeatmapController.h"

namespace bolus {

namespace {

constexpr std::size_t cells = 4 * 8 * 8; // D-major, PROTOCOL.md
constexpr std::array<double, 3> cellVoxels{32, 32, 8};

template<std::size_t n>
bool readNumbers(const QJsonValue& value, std::array<double, n>& numbers) {
    const QJsonArray array = value.toArray();
    if (array.size() != static_cast<qsizetype>(n))
        return false;
    for (std::size_t at = 0; at < n; ++at) {
        numbers[at] = array[static_cast<qsizetype>(at)].toDouble(NAN);
        if (!std::isfinite(numbers[at]))
            return false;
    }
    return true;
}

std::optional<AttentionAnswer::Map> readMap(const QJsonObject& item) {
    AttentionAnswer::Map map;
    map.kind = item[QLatin1String("kind")].toString();
    map.phase = phaseFromText(item[QLatin1String("phase")].toString().toStdString());
    map.share = item[QLatin1String("share")].toDouble();
    std::array<double, cells> values{};
    if (!readNumbers(item[QLatin1String("values")], values))
        return std::nullopt;
    map.values.assign(values.begin(), values.end());
    return map;
}

QLatin1String kindName(HeatmapKind kind) {
    return kind == HeatmapKind::Phase  ? QLatin1String("phase")
           : kind == HeatmapKind::View ? QLatin1String("view")
                                       : QLatin1String("text");
}

} // namespace

std::optional<AttentionAnswer> AttentionAnswer::fromReply(const QList<QJsonObject>& items,
                                                          const QJsonObject& result) {
    AttentionAnswer answer;
    const QJsonObject box = result[QLatin1String("box")].toObject();
    const bool whole = readNumbers(box[QLatin1String("origin")], answer.origin) &&
                       readNumbers(box[QLatin1String("spacing")], answer.spacing) &&
                       readNumbers(box[QLatin1String("direction")], answer.direction) &&
                       readNumbers(result[QLatin1String("cell_mm")], answer.cellMm);
    if (!whole)
        return std::nullopt;
    answer.model = result[QLatin1String("model")].toString();
    answer.hash = result[QLatin1String("hash")].toString();
    for (const QJsonObject& item : items) {
        auto map = readMap(item);
        if (!map)
            return std::nullopt;
        answer.maps.push_back(std::move(*map));
    }
    return answer.maps.empty() ? std::nullopt : std::optional(std::move(answer));
}

std::array<double, 3> middleOfCell(const std::array<double, 3>& origin,
                                   const std::array<double, 3>& spacing,
                                   const std::array<double, 9>& direction, std::size_t cell) {
    const std::array<std::size_t, 3> index{cell % 8, cell / 8 % 8, cell / 64};
    std::array<double, 3> point = origin;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double voxel = (static_cast<double>(index[axis]) + 0.5) * cellVoxels[axis] - 0.5;
        for (std::size_t row = 0; row < 3; ++row)
            point[row] += direction[3 * row + axis] * voxel * spacing[axis];
    }
    return point;
}

QVector<Heatmap> AttentionAnswer::heatmaps(HeatmapKind kind, const Case& exam) const {
    QVector<Heatmap> heatmaps;
    for (const Map& map : maps) {
        if (map.kind != kindName(kind))
            continue;
        Heatmap heatmap;
        heatmap.values = map.values;
        heatmap.origin = origin;
        heatmap.spacing = spacing;
        heatmap.direction = direction;
        heatmap.label = (kind == HeatmapKind::View   ? HeatmapController::tr("View Attention")
                         : kind == HeatmapKind::Text ? HeatmapController::tr("For the phrase")
                                                     : HeatmapController::tr("Attention"))
                            .toStdString();
        if (!map.phase || kind == HeatmapKind::View) {
            heatmaps.append(heatmap);
            continue;
        }
        for (const VolumeRecord& volume : exam.volumes) {
            if (!volume.inPhaseSeries || volume.phase.phase != *map.phase)
                continue;
            heatmap.seriesUid = volume.seriesUid;
            heatmap.part = volume.part;
            heatmaps.append(heatmap);
        }
    }
    return heatmaps;
}

std::vector<const AttentionAnswer::Map*> AttentionAnswer::ofKind(HeatmapKind kind) const {
    std::vector<const Map*> found;
    for (const Map& map : maps)
        if (map.kind == kindName(kind))
            found.push_back(&map);
    return found;
}

std::vector<PhaseShare> AttentionAnswer::shares(HeatmapKind kind) const {
    const QLatin1String name = kindName(kind == HeatmapKind::View ? HeatmapKind::Phase : kind);
    std::vector<PhaseShare> shares;
    for (const Map& map : maps)
        if (map.kind == name && map.phase)
            shares.push_back({*map.phase, map.share});
    return shares;
}

} // namespace bolus
