// What a viewport says of the layers over its picture.
#pragma once

#include <vector>

#include "ui/view/ViewportOverlay.h"
#include "viewer/SliceScene.h"

namespace bolus {

/// What lies over what, and what is doubtful about it; the topmost first.
QStringList layerTexts(const SliceScene& scene);
/// What is told of the picture's voxel at a point, with the values of its layers: "57 HU, colour
/// 95 HU"; of a difference "131 − 48 = 83 HU".
QString layeredText(const SliceScene& scene, const Vec3& point, const QString& voxel);
/// One for each layer that is shown, the topmost first.
std::vector<HeatLegend> layerLegends(const SliceScene& scene);
/// The colours from the low to the high end, 1 × 256; made once each.
QImage colorBar(ColorMap map, bool fromMiddle);
/// In place of window and level: "± 150 HU"; empty without a difference.
QString differenceRangeText(const SliceScene& scene);
/// With measurements in a difference: whose values they are; empty without one.
QString measuredInText(const SliceScene& scene);

} // namespace bolus
