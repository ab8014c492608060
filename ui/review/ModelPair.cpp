#include "ui/review/ModelPair.h"

#include <cmath>

#include "library/domain/RankCorrelation.h"

namespace bolus {

namespace {

/// Of the maps of this kind, the sum of all magnitudes.
double wholeOf(const AttentionAnswer& answer, HeatmapKind kind) {
    double whole = 0;
    for (const AttentionAnswer::Map* map : answer.ofKind(kind))
        for (const float value : map->values)
            whole += std::abs(value);
    return whole;
}

QVector<Heatmap> asShares(const AttentionAnswer& answer, HeatmapKind kind, const Case& exam) {
    QVector<Heatmap> maps = answer.heatmaps(kind, exam);
    const double whole = wholeOf(answer, kind);
    for (Heatmap& map : maps) {
        map.label += " · " + answer.model.toStdString();
        for (float& value : map.values)
            value = whole > 0 ? static_cast<float>(value / whole) : 0.0F;
    }
    return maps;
}

/// Of the shares of both.
std::array<double, 2> commonShares(const AttentionAnswer& first, const AttentionAnswer& second,
                                   HeatmapKind kind) {
    std::vector<Heatmap> all;
    for (const AttentionAnswer* answer : {&first, &second}) {
        const double whole = wholeOf(*answer, kind);
        for (const AttentionAnswer::Map* map : answer->ofKind(kind)) {
            std::vector<float>& shares = all.emplace_back().values;
            for (const float value : map->values)
                shares.push_back(whole > 0 ? static_cast<float>(value / whole) : 0.0F);
        }
    }
    return commonRange(all);
}

} // namespace

std::optional<double> likenessOf(const AttentionAnswer& a, const AttentionAnswer& b,
                                 HeatmapKind kind) {
    std::vector<float> ours, theirs;
    for (const AttentionAnswer::Map* one : a.ofKind(kind))
        for (const AttentionAnswer::Map* other : b.ofKind(kind))
            if (one->phase == other->phase) {
                ours.insert(ours.end(), one->values.begin(), one->values.end());
                theirs.insert(theirs.end(), other->values.begin(), other->values.end());
                break;
            }
    return rankCorrelation(ours, theirs);
}

QVector<Heatmap> onOneScale(const AttentionAnswer& shown, const AttentionAnswer& first,
                            const AttentionAnswer& second, HeatmapKind kind, const Case& exam) {
    QVector<Heatmap> maps = asShares(shown, kind, exam);
    const auto [low, high] = commonShares(first, second, kind);
    for (Heatmap& map : maps) {
        map.low = low;
        map.high = high;
    }
    return maps;
}

std::array<double, 2> rangeOnOneScale(const AttentionAnswer& shown, const AttentionAnswer& first,
                                      const AttentionAnswer& second, HeatmapKind kind) {
    const auto [low, high] = commonShares(first, second, kind);
    const double whole = wholeOf(shown, kind);
    return {low * whole, high * whole};
}

} // namespace bolus
