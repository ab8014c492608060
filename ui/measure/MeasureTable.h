// All measurements of a case as a table: a row a shape, a column a phase.
#pragma once

#include <optional>

#include <QStringList>

#include "ui/view/AnnotationBook.h"

namespace bolus {

class ViewerWidget;

struct MeasureCell {
    QString text;         // "112.3 ± 14.2 HU", or why there is no number; of a length or an angle
                          // its size in the series it was drawn on, elsewhere a dash
    QStringList cautions; // what is to be minded
    std::optional<RegionStatistics> statistics;
};

struct MeasureRow {
    Annotation annotation;
    std::vector<MeasureCell> cells; // one a phase
};

struct MeasureTable {
    qint64 caseId = 0;
    QString patientId, studyDate;
    std::vector<VolumeRecord> phases;
    QStringList phaseNames, units; // one a phase; names are distinct, units empty where not loaded
    std::vector<MeasureRow> rows;

    /// The phases of the phase series; of a case without one all its volumes.
    /// `offPlaceMm` holds the mostOffPlace of each of its measuredPhases.
    static MeasureTable of(const Case& exam, const std::vector<std::optional<double>>& offPlaceMm,
                           const ViewerWidget& viewer);

    QString toText() const; // as it stands on screen, with tabs
    /// RFC 4180, one decimal point everywhere: case, name, shape, size, centre in mm (LPS) and the
    /// series it was drawn on, then mean, SD, minimum, maximum, voxels, unit, notes, series and
    /// time of acquisition of each phase.
    QString toCsv() const;
};

} // namespace bolus
