// Measurements in words and numbers.
#pragma once

#include <QString>
#include <QStringList>

#include "library/domain/Case.h"
#include "viewer/measure/PlacedShape.h"
#include "viewer/measure/Region.h"

namespace bolus {

QString shapeName(Shape shape);              // "Length", "Ellipse", …
QString annotationName(const Annotation& a); // "Ellipse 2"
/// "23.4 mm", "47.3°", "321 mm²" or "12.3 cm²", "240 mm³" or "4.19 ml".
QString sizeText(const Annotation& annotation);
/// As many decimals as a mean has meaning: one below a thousand.
QString meanNumber(double value);
QString meanText(const RegionStatistics& statistics, const QString& unit); // "112.3 ± 14.2 HU"
/// What is to be minded about the statistics, a phrase each; empty: nothing.
QStringList cautionTexts(const RegionStatistics& statistics);
/// The same of an annotation in this volume, with what its geometry and its frame of reference mean
/// for this shape as it lies. `statistics` may be null; `offPlaceMm` is the volume's mostOffPlace,
/// whose slices are not looked at; `placing` is how the shape came there.
QStringList cautionTexts(const Annotation& annotation, const RegionStatistics* statistics,
                         const VolumeRecord& volume, const std::optional<double>& offPlaceMm,
                         const ShapePlacing& placing = {});
/// What stands beside a shape that is not looked at: its number in the table, and what it measures.
/// "2: 112.3 HU", "1: 23.4 mm"; with "!" where there are cautions.
QString shortLabel(const Annotation& annotation, const RegionStatistics* statistics,
                   const QString& unit, bool hasCautions);
/// What stands beside the shape on a picture. `statistics` may be null: not measured (yet).
QStringList labelLines(const Annotation& annotation, const RegionStatistics* statistics,
                       const QString& unit, const VolumeRecord& volume,
                       const std::optional<double>& offPlaceMm, const ShapePlacing& placing = {});

} // namespace bolus
