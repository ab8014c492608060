#include "ui/measure/MeasureTable.h"

#include <algorithm>

#include <QCoreApplication>
#include <QRegularExpression>

#include "ui/common/Text.h"
#include "ui/view/AnnotationTexts.h"
#include "ui/view/PhaseChip.h"
#include "ui/view/ViewerWidget.h"

namespace bolus {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(bolus::MeasureTable)
};

QStringList namesOf(const std::vector<VolumeRecord>& phases) {
    QStringList names;
    for (const VolumeRecord& volume : phases) {
        const QString name = phaseName(volume.phase.phase);
        QString distinct = name;
        for (int number = 2; names.contains(distinct); ++number) {
            distinct = QStringLiteral("%1 (%2)").arg(name).arg(number);
        }
        names << distinct;
    }
    return names;
}

QString whyNone(const VolumeRecord& volume, std::size_t place, const ViewerWidget& viewer) {
    if (!viewer.failureOf(volume).isEmpty() || !VolumeGeometry::of(volume).isUsable()) {
        return Words::tr("not readable");
    }
    return place >= ViewerWidget::mostMeasured && !viewer.loadedVolume(volume)
               ? Words::tr("not loaded: hang this series")
               : QStringLiteral("…");
}

MeasureCell cellOf(const Annotation& annotation, const VolumeRecord& volume, const QString& unit,
                   const std::optional<double>& offPlaceMm, std::size_t place,
                   const ViewerWidget& viewer) {
    MeasureCell cell;
    if (!annotation.hasRegion()) { // measured on one picture, whatever the others show there
        const bool here = annotation.seriesUid == volume.seriesUid;
        cell.text = here ? sizeText(annotation) : QStringLiteral("–");
        cell.cautions =
            here ? cautionTexts(annotation, nullptr, volume, offPlaceMm) : QStringList();
        return cell;
    }
    const AnnotationBook& book = viewer.annotations();
    if (const auto* s = book.result(annotation, measuredKey(volume))) {
        cell.text = meanText(*s, unit);
        cell.statistics = *s;
    } else {
        cell.text = whyNone(volume, place, viewer);
    }
    cell.cautions = cautionTexts(annotation, cell.statistics ? &*cell.statistics : nullptr, volume,
                                 offPlaceMm, book.placed(annotation, measuredKey(volume)).placing);
    return cell;
}

QString quoted(QString field) {
    return field.contains(QRegularExpression(QStringLiteral("[\",\r\n]")))
               ? '"' + field.replace('"', QStringLiteral("\"\"")) + '"'
               : field;
}

/// Of a file: a spreadsheet must not take it for a formula.
QString asWords(const std::string& text) {
    const QString words = toText(text);
    return !words.isEmpty() && QStringLiteral("=+-@\t\r").contains(words[0]) ? '\'' + words : words;
}

QString csvNumber(double value) {
    return QString::number(value, 'g', 8);
}

QStringList sizeFields(const Annotation& a) {
    switch (a.shape) {
    case Shape::Length:
        return {csvNumber(lengthMm(a)), QStringLiteral("mm")};
    case Shape::Angle:
        return {csvNumber(angleDegrees(a)), QStringLiteral("degrees")};
    case Shape::Ellipse:
    case Shape::Polygon:
        return {csvNumber(areaMm2(a)), QStringLiteral("mm2")};
    case Shape::Sphere:
        return {csvNumber(volumeMm3(a)), QStringLiteral("mm3")};
    }
    return {};
}

QStringList csvFields(const MeasureCell& cell, const QString& unit, bool isRegion) {
    QStringList notes = cell.cautions;
    if (!cell.statistics || cell.statistics->voxels == 0) {
        if (isRegion) {
            notes.prepend(cell.text == QStringLiteral("…") ? Words::tr("not measured yet")
                                                           : cell.text);
        }
        return {{},
                {},
                {},
                {},
                cell.statistics ? QStringLiteral("0") : QString(),
                unit,
                notes.join(QStringLiteral("; "))};
    }
    const RegionStatistics& s = *cell.statistics;
    return {csvNumber(s.mean),
            s.sd ? csvNumber(*s.sd) : QString(),
            csvNumber(s.min),
            csvNumber(s.max),
            QString::number(s.voxels),
            unit,
            notes.join(QStringLiteral("; "))};
}

QStringList csvHeader(const QStringList& phaseNames) {
    QStringList header{
        Words::tr("Case"),        Words::tr("Patient ID"),     Words::tr("Study date"),
        Words::tr("Measurement"), Words::tr("Shape"),          Words::tr("Size"),
        Words::tr("Size unit"),   Words::tr("Centre x mm"),    Words::tr("Centre y mm"),
        Words::tr("Centre z mm"), Words::tr("Drawn on series")};
    for (const QString& name : phaseNames) {
        for (const QString& what :
             {Words::tr("mean"), Words::tr("SD"), Words::tr("minimum"), Words::tr("maximum"),
              Words::tr("voxels"), Words::tr("unit"), Words::tr("notes"), Words::tr("series"),
              Words::tr("acquired")}) {
            header << name + ' ' + what;
        }
    }
    return header;
}

QString csvLine(const QStringList& fields) {
    QStringList safe;
    std::ranges::transform(fields, std::back_inserter(safe), quoted);
    return safe.join(',') + QStringLiteral("\r\n");
}

} // namespace

MeasureTable MeasureTable::of(const Case& exam,
                              const std::vector<std::optional<double>>& offPlaceMm,
                              const ViewerWidget& viewer) {
    MeasureTable table;
    table.caseId = exam.id;
    table.patientId = asWords(exam.patientId);
    table.studyDate = asWords(exam.studyDate);
    for (const VolumeRecord* volume : measuredPhases(exam)) {
        table.phases.push_back(*volume);
        const auto loaded = viewer.loadedVolume(*volume);
        table.units << (loaded ? bolus::toText(loaded->volume.unit) : QString());
    }
    table.phaseNames = namesOf(table.phases);
    for (const Annotation& annotation : viewer.annotations().of(exam.id)) {
        MeasureRow row{annotation, {}};
        for (std::size_t i = 0; i < table.phases.size(); ++i) {
            row.cells.push_back(cellOf(annotation, table.phases[i],
                                       table.units[static_cast<qsizetype>(i)], offPlaceMm[i], i,
                                       viewer));
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

QString MeasureTable::toText() const {
    QString text = Words::tr("Measurement") + '\t' + Words::tr("Size");
    for (const QString& name : phaseNames) {
        text += '\t' + name;
    }
    text += '\n';
    for (const MeasureRow& row : rows) {
        text += annotationName(row.annotation) + '\t' + sizeText(row.annotation);
        for (const MeasureCell& cell : row.cells) {
            text += '\t' + (QStringList(cell.text) + cell.cautions).join(QStringLiteral("; "));
        }
        text += '\n';
    }
    return text;
}

QString MeasureTable::toCsv() const {
    QString csv = csvLine(csvHeader(phaseNames));
    for (const MeasureRow& row : rows) {
        const Annotation& a = row.annotation;
        QStringList fields{QString::number(caseId), patientId, studyDate, annotationName(a),
                           QString::fromLatin1(shapeToken(a.shape))};
        fields += sizeFields(a);
        for (const double mm : centreOf(a)) {
            fields << csvNumber(mm);
        }
        fields << asWords(a.seriesUid);
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            const VolumeRecord& phase = phases[i];
            fields += csvFields(row.cells[i], units[static_cast<qsizetype>(i)], a.hasRegion());
            fields << asWords(phase.seriesUid)
                   << asWords(phase.acquisitionDate + ' ' + phase.acquisitionTime).trimmed();
        }
        csv += csvLine(fields);
    }
    return csv;
}

} // namespace bolus
