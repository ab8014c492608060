#include "ui/review/ReadingRecord.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <QJsonArray>
#include <QJsonDocument>

#include "ui/common/Text.h"

namespace bolus {

namespace {

constexpr int formatVersion = 1;
constexpr std::array<int, 3> grid{4, 8, 8}, cellVoxels{8, 32, 32}; // d, h, w; PROTOCOL.md

std::optional<std::array<int, 3>> cellAt(const Vec3& point, const AttentionAnswer& answer) {
    std::array<int, 3> cell{};
    for (std::size_t axis = 0; axis < 3; ++axis) { // w, h, d
        double along = 0;
        for (std::size_t row = 0; row < 3; ++row)
            along += (point[row] - answer.origin[row]) * answer.direction[3 * row + axis];
        const std::size_t at = 2 - axis;
        const double place = (along / answer.spacing[axis] + 0.5) / cellVoxels[at];
        if (!(place >= 0 && place < grid[at]))
            return std::nullopt;
        cell[at] = static_cast<int>(place);
    }
    return cell;
}

double percentileOf(double value, const std::vector<float>& values) {
    double below = 0;
    for (const float other : values)
        below += other < value ? 1 : other > value ? 0 : 0.5;
    return 100 * below / static_cast<double>(values.size());
}

/// Nothing where its series holds several phases and it does not say which of them.
std::optional<Phase> phaseOf(const ReadingMark& mark, const Case& exam) {
    std::optional<Phase> found;
    for (const VolumeRecord& record : exam.volumes) {
        if (!record.inPhaseSeries || record.seriesUid != mark.annotation.seriesUid ||
            (mark.part && record.part != *mark.part))
            continue;
        if (found)
            return std::nullopt;
        found = record.phase.phase;
    }
    return found;
}

QString utc(const QDateTime& time) {
    return time.toUTC().toString(Qt::ISODateWithMs);
}

template<typename Numbers>
QJsonArray numbers(const Numbers& values) {
    QJsonArray array;
    for (const auto value : values)
        array.append(value);
    return array;
}

QString phaseText(const AttentionAnswer::Map& map) {
    return map.phase ? QString::fromLatin1(phaseToken(*map.phase)) : QString();
}

QJsonObject markJson(const ReadingMark& mark, const Reading& reading) {
    QJsonArray points, cells;
    for (const Vec3& point : mark.annotation.points)
        points.append(numbers(point));
    for (const MarkedCell& cell : cellsOf(mark, reading))
        cells.append(QJsonObject{{QStringLiteral("map"), cell.map->kind},
                                 {QStringLiteral("phase"), phaseText(*cell.map)},
                                 {QStringLiteral("cell"), numbers(cell.cell)},
                                 {QStringLiteral("value"), cell.value},
                                 {QStringLiteral("percentile"), cell.percentile}});
    return {{QStringLiteral("mark"), mark.annotation.number},
            {QStringLiteral("shape"), QLatin1String(shapeToken(mark.annotation.shape))},
            {QStringLiteral("placed"), utc(mark.placed)},
            {QStringLiteral("series"), toText(mark.annotation.seriesUid)},
            {QStringLiteral("middle"), numbers(centreOf(mark.annotation))},
            {QStringLiteral("points"), points},
            {QStringLiteral("cells"), cells}};
}

/// Of a file: a spreadsheet must not take words for a formula.
QString field(const QJsonValue& value) {
    if (value.isDouble())
        return QString::number(value.toDouble(), 'g', 8);
    if (value.isBool())
        return value.toBool() ? QStringLiteral("yes") : QStringLiteral("no");
    QString words = value.toString();
    if (!words.isEmpty() && QStringLiteral("=+-@\t\r").contains(words[0]))
        words.prepend(QLatin1Char('\''));
    return QLatin1Char('"') + words.replace(QLatin1Char('"'), QStringLiteral("\"\"")) +
           QLatin1Char('"');
}

QString line(const QJsonObject& reading, const QJsonObject& mark, const QJsonObject& cell) {
    QStringList fields;
    const auto add = [&fields](const QJsonObject& from, std::initializer_list<const char*> keys) {
        for (const char* key : keys)
            fields << field(from[QLatin1String(key)]);
    };
    add(reading, {"reading", "case", "patient_id", "studies", "started", "revealed", "seen_before",
                  "model", "model_hash", "method", "phrase"});
    add(mark, {"mark", "shape", "placed", "series"});
    const QJsonArray middle = mark[QLatin1String("middle")].toArray();
    for (int axis = 0; axis < 3; ++axis)
        fields << field(middle[axis]);
    add(cell, {"map", "phase"});
    const QJsonArray place = cell[QLatin1String("cell")].toArray();
    for (int axis = 0; axis < 3; ++axis)
        fields << field(place[axis]);
    add(cell, {"value", "percentile"});
    return fields.join(QLatin1Char(',')) + QStringLiteral("\r\n");
}

QString linesOf(const QJsonObject& reading) {
    QString lines;
    for (const QJsonValue mark : reading[QLatin1String("marks")].toArray()) {
        const QJsonArray cells = mark[QLatin1String("cells")].toArray();
        for (const QJsonValue cell : cells)
            lines += line(reading, mark.toObject(), cell.toObject());
        if (cells.isEmpty())
            lines += line(reading, mark.toObject(), {});
    }
    return lines.isEmpty() ? line(reading, {}, {}) : lines;
}

} // namespace

std::vector<MarkedCell> cellsOf(const ReadingMark& mark, const Reading& reading) {
    std::set<std::array<int, 3>> places;
    std::vector<Vec3> points = mark.annotation.points;
    points.push_back(centreOf(mark.annotation));
    for (const Vec3& point : points)
        if (const auto cell = cellAt(point, *reading.answer))
            places.insert(*cell);
    const auto phase = phaseOf(mark, *reading.exam);
    std::vector<MarkedCell> cells;
    for (const AttentionAnswer::Map& map : reading.answer->maps) {
        if (map.kind != QLatin1String("view") && (!phase || map.phase != phase))
            continue;
        for (const auto& place : places) {
            const auto at =
                static_cast<std::size_t>((place[0] * grid[1] + place[1]) * grid[2] + place[2]);
            const double value = static_cast<double>(map.values[at]);
            cells.push_back({&map, place, value, percentileOf(value, map.values)});
        }
    }
    return cells;
}

std::string readingJson(const Reading& reading) {
    QStringList studies;
    for (const std::string& study : reading.exam->studyUids)
        studies << toText(study);
    QJsonArray marks;
    for (const ReadingMark& mark : reading.marks)
        marks.append(markJson(mark, reading));
    const QJsonObject body{{QStringLiteral("version"), formatVersion},
                           {QStringLiteral("reading"), toText(reading.id)},
                           {QStringLiteral("case"), static_cast<qint64>(reading.exam->id)},
                           {QStringLiteral("patient_id"), toText(reading.exam->patientId)},
                           {QStringLiteral("studies"), studies.join(QLatin1Char(' '))},
                           {QStringLiteral("started"), utc(reading.started)},
                           {QStringLiteral("revealed"), utc(reading.revealed)},
                           {QStringLiteral("seen_before"), reading.seenBefore},
                           {QStringLiteral("model"), reading.answer->model},
                           {QStringLiteral("model_hash"), reading.answer->hash},
                           {QStringLiteral("method"), reading.method},
                           {QStringLiteral("phrase"), reading.phrase},
                           {QStringLiteral("marks"), marks}};
    return QJsonDocument(body).toJson(QJsonDocument::Compact).toStdString();
}

QString readingsCsv(const std::vector<std::string>& bodies, int& unread) {
    QString csv = QStringLiteral(
        "reading,case,patient_id,studies,started,revealed,seen_before,model,model_hash,method,"
        "phrase,mark,shape,placed,series,x_mm,y_mm,z_mm,map,phase,cell_d,cell_h,cell_w,value,"
        "percentile\r\n");
    unread = 0;
    for (const std::string& body : bodies) {
        const QJsonObject reading =
            QJsonDocument::fromJson(QByteArray::fromStdString(body)).object();
        if (reading[QLatin1String("version")].toInt() == formatVersion)
            csv += linesOf(reading);
        else
            ++unread;
    }
    return csv;
}

} // namespace bolus
