// The maps of two models of one case beside each other.
#pragma once

#include "ui/window/HeatmapController.h"

namespace bolus {

/// Spearman's rank correlation over the cells of all phases that both have a map of this kind of;
/// nothing where they have none in common or one is the same everywhere.
std::optional<double> likenessOf(const AttentionAnswer& a, const AttentionAnswer& b,
                                 HeatmapKind kind);

/// `shown` (one of the two) with each value as a share of its model's whole attention of this kind,
/// labelled with the model, and with the range that both have together.
QVector<Heatmap> onOneScale(const AttentionAnswer& shown, const AttentionAnswer& first,
                            const AttentionAnswer& second, HeatmapKind kind, const Case& exam);

/// That range in the values of `shown`.
std::array<double, 2> rangeOnOneScale(const AttentionAnswer& shown, const AttentionAnswer& first,
                                      const AttentionAnswer& second, HeatmapKind kind);

} // namespace bolus
