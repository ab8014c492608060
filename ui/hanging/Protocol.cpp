#include "ui/hanging/Protocol.h"

#include <algorithm>

#include <QCoreApplication>
#include <QJsonArray>

#include "ui/common/Text.h"
#include "ui/hanging/ScreenJson.h"

namespace bolus {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(bolus::Protocol)
};

constexpr int formatVersion = 1;

Result<QStringList> texts(const QJsonObject& json, const char* key) {
    QStringList list;
    const QJsonValue value = json.value(QLatin1String(key));
    for (const QJsonValue& each : value.isString() ? QJsonArray{value} : value.toArray()) {
        list << each.toString();
    }
    if (list.contains(QString()) || (list.isEmpty() && !value.isUndefined() && !value.isArray())) {
        return fail(ErrorCode::BadInput, Words::tr("its condition “%1” is not as it should be")
                                             .arg(QLatin1String(key))
                                             .toStdString());
    }
    return list;
}

Result<ProtocolConditions> readConditions(const QJsonObject& json) {
    ProtocolConditions when;
    when.modality = json.value(QLatin1String("modality")).toString();
    const auto parts = texts(json, "body_part"), phases = texts(json, "phases");
    if (!parts || !phases) {
        return std::unexpected(parts ? phases.error() : parts.error());
    }
    when.bodyParts = *parts;
    for (const QString& token : *phases) {
        const auto phase = phaseFromText(token.toStdString());
        if (!phase) {
            return fail(ErrorCode::BadInput,
                        Words::tr("its phase “%1” is not known").arg(token).toStdString());
        }
        when.phases.push_back(*phase);
    }
    when.phaseCount = std::clamp(json.value(QLatin1String("phase_count")).toInt(), 0, 1000);
    when.byHandOnly = json.value(QLatin1String("by_hand_only")).toBool();
    return when;
}

QJsonObject conditionsJson(const ProtocolConditions& when) {
    QJsonObject json;
    if (!when.modality.isEmpty())
        json["modality"] = when.modality;
    if (!when.bodyParts.isEmpty())
        json["body_part"] = QJsonArray::fromStringList(when.bodyParts);
    QJsonArray phases;
    for (const Phase phase : when.phases)
        phases.append(phaseToken(phase));
    if (!phases.isEmpty())
        json["phases"] = phases;
    if (when.phaseCount > 0)
        json["phase_count"] = when.phaseCount;
    if (when.byHandOnly)
        json["by_hand_only"] = true;
    return json;
}

/// Of its phase series, in order.
std::vector<Phase> phaseSeriesOf(const Case& exam) {
    std::vector<Phase> phases;
    for (const VolumeRecord& volume : exam.volumes)
        if (volume.inPhaseSeries)
            phases.push_back(volume.phase.phase);
    return phases;
}

/// The series as the nth of its phase, or of all.
void generalise(CellContent& cell, const Case& exam) {
    const int volume = cell.exam == 0 ? volumeOf(exam, cell) : -1;
    if (cell.seriesUid.empty() || volume < 0)
        return;
    const VolumeRecord& record = exam.volumes[static_cast<std::size_t>(volume)];
    CellContent general;
    general.plane = cell.plane;
    general.kind = cell.kind;
    if (record.inPhaseSeries && record.phase.phase != Phase::Unknown)
        general.phase = record.phase.phase;
    while (volumeOf(exam, general) != volume && general.nth < std::ssize(exam.volumes))
        ++general.nth;
    cell = general;
}

/// Where one looks, what lies over what, and how pictures lie is of one exam.
void forgetCase(ScreenView& screen) {
    screen.place.reset();
    screen.apart.clear();
    screen.overlays.clear();
    screen.objects.clear();
}

} // namespace

bool ProtocolConditions::hold(const Case& exam) const {
    if (byHandOnly || count() == 0)
        return false;
    const QString where = toText(exam.bodyPart + ' ' + exam.description);
    const bool part = bodyParts.isEmpty() || std::ranges::any_of(bodyParts, [&](const QString& p) {
                          return where.contains(p, Qt::CaseInsensitive);
                      });
    const std::vector<Phase> there = phaseSeriesOf(exam);
    const bool all = std::ranges::all_of(
        phases, [&](Phase phase) { return std::ranges::find(there, phase) != there.end(); });
    return part && all && (modality.isEmpty() || modality == toText(exam.modality)) &&
           (phaseCount == 0 || phaseCount == std::ssize(there));
}

int ProtocolConditions::count() const {
    return (modality.isEmpty() ? 0 : 1) + (bodyParts.isEmpty() ? 0 : 1) +
           static_cast<int>(phases.size()) + (phaseCount > 0 ? 1 : 0);
}

QJsonObject protocolJson(const Protocol& protocol) {
    return {{"bolus_hanging", formatVersion},
            {"name", protocol.name},
            {"when", conditionsJson(protocol.when)},
            {"screen", screenJson(protocol.screen)}};
}

Result<Protocol> protocolFromJson(const QJsonObject& json) {
    const int version = json.value(QLatin1String("bolus_hanging")).toInt();
    if (version != formatVersion)
        return fail(ErrorCode::BadInput,
                    (version > formatVersion ? Words::tr("it was written by a newer Bolus")
                                             : Words::tr("it is no hanging protocol of Bolus"))
                        .toStdString());
    Protocol protocol;
    protocol.name = json.value(QLatin1String("name")).toString().trimmed().left(200);
    if (protocol.name.isEmpty())
        return fail(ErrorCode::BadInput, Words::tr("it has no name").toStdString());
    auto when = readConditions(json.value(QLatin1String("when")).toObject());
    if (!when)
        return std::unexpected(when.error());
    auto screen = screenFromJson(json.value(QLatin1String("screen")).toObject());
    if (!screen)
        return std::unexpected(screen.error());
    protocol.when = std::move(*when);
    protocol.screen = std::move(*screen);
    forgetCase(protocol.screen);
    return protocol;
}

ScreenView generalised(const ScreenView& screen, const Case& exam) {
    ScreenView general = screen;
    forgetCase(general);
    for (CellContent& cell : general.layout.cells)
        generalise(cell, exam);
    std::erase_if(general.windows,
                  [](const auto& each) { return each.first.find('@') != std::string::npos; });
    return general;
}

ProtocolConditions conditionsOf(const Case& exam) {
    ProtocolConditions when;
    when.modality = toText(exam.modality);
    if (!exam.bodyPart.empty())
        when.bodyParts << toText(exam.bodyPart);
    const std::vector<Phase> all = phaseSeriesOf(exam);
    when.phaseCount = static_cast<int>(all.size());
    for (const Phase phase : all)
        if (phase != Phase::Unknown && std::ranges::find(when.phases, phase) == when.phases.end())
            when.phases.push_back(phase);
    return when;
}

} // namespace bolus
