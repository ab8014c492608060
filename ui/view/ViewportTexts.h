// What a viewport says in words, from its case and its scene.
#pragma once

#include <optional>

#include <QPointF>

#include "library/domain/Case.h"
#include "ui/view/ViewportOverlay.h"
#include "viewer/SliceScene.h"

namespace bolus {

/// "L 12.3", "P 45.6", "H 120.0": patient directions instead of signs, mm.
QString positionText(const Vec3& point);
QString timeText(const std::string& tm); // DICOM TM "101530.5" → "10:15:30"
QString seriesText(const VolumeRecord& volume);
/// What makes measurements in the volume uncertain, a line each; empty for a sound one.
QStringList geometryTexts(const VolumeRecord& volume);
/// `volume` is one of exam.volumes.
QStringList topLeftTexts(const Case& exam, const VolumeRecord& volume);
/// The last of those: what makes positions and measurements uncertain.
QStringList cautionTexts(const Case& exam, const VolumeRecord& volume);
QStringList topRightTexts(const Case& exam);
/// The same without name, number and date.
QStringList unnamedTexts(const Case& exam);
/// Values under the mouse (device pixels) and at the crosshair, slice and its position.
QStringList bottomLeftTexts(SliceScene& scene, std::optional<QPointF> mouse);
QStringList bottomRightTexts(const SliceScene& scene);
/// Which part of the patient the volume covers, for a point beyond it.
QString outsideText(const SliceScene& scene);
HeatLegend heatLegend(const SliceScene& scene);

} // namespace bolus
