// All measurements of a case as a table: a row a shape, a column a phase.
#pragma once

#include <optional>

#include <QStringList>

#include "ui/view/AnnotationBook.h"

namespace bolus {

class ViewerWidget;

struct MeasureCell {
    QString text;         // "112.3 ± 14.2 HU", or why there is no number
    QStringList cautions; // what is to be minded
    std::optional<RegionStatistics> statistics;
};

struct MeasureRow {
    Annotation annotation;
    std::vector<MeasureCell> cells; // one a phase
};

struct MeasureTable {
    std::vector<VolumeRecord> phases;
    QStringList phaseNames, units; // one a phase; names are distinct, units empty where not loaded
    std::vector<MeasureRow> rows;

    /// The phases of the phase series; of a case without one all its volumes.
    static MeasureTable of(const Case& exam, const ViewerWidget& viewer);

    QString toText() const; // as it stands on screen, with tabs
    /// RFC 4180, one decimal point everywhere: name, shape, size and unit, then mean, SD, minimum,
    /// maximum, voxels and notes of each phase.
    QString toCsv() const;
};

} // namespace bolus
