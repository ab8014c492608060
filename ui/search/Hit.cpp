#include "ui/search/Hit.h"

#include <algorithm>
#include <cmath>

#include <QJsonArray>

#include "library/search/Search.h"
#include "ui/common/Text.h"

namespace bolus {

namespace {

constexpr qsizetype mostParts = 8, mostTags = 40, mostDiffers = 40;

QString text(const QJsonObject& object, const char* key) {
    return object[QLatin1String(key)].toString();
}

Phase phaseOf(const QString& token) {
    return phaseFromText(token.toStdString()).value_or(Phase::Unknown);
}

template<typename T, typename Read>
std::vector<T> listOf(const QJsonValue& value, qsizetype most, Read read) {
    std::vector<T> list;
    const QJsonArray array = value.toArray();
    for (const QJsonValue& entry : array)
        if (static_cast<qsizetype>(list.size()) < most)
            list.push_back(read(entry));
    return list;
}

HitPart partOf(const QJsonValue& value) {
    const QJsonObject object = value.toObject();
    const QJsonValue score = object[QLatin1String("score")];
    return {text(object, "part"), object[QLatin1String("rank")].toInt(),
            score.isDouble() ? std::optional(score.toDouble()) : std::nullopt,
            object[QLatin1String("weight")].toDouble(1)};
}

/// Where there is no `parts[]`, the ranks say as much.
std::vector<HitPart> partsOf(const QJsonObject& item) {
    auto parts = listOf<HitPart>(item[QLatin1String("parts")], mostParts, partOf);
    std::erase_if(parts, [](const HitPart& part) { return part.rank <= 0; });
    if (!parts.empty())
        return parts;
    for (const auto& [name, key] :
         {std::pair("words", "lexical_rank"), {"image", "image_rank"}, {"region", "region_rank"}})
        if (const int rank = item[QLatin1String(key)].toInt(); rank > 0)
            parts.push_back({QLatin1String(name), rank, std::nullopt, 1});
    return parts;
}

std::optional<HitSlice> sliceOf(const QJsonValue& value) {
    const QJsonObject object = value.toObject();
    HitSlice slice{text(object, "series_uid"), object[QLatin1String("part")].toInt(),
                   object[QLatin1String("index")].toInt(-1), false};
    const bool isOne = !slice.seriesUid.isEmpty() && slice.index >= 0 && slice.part >= 0;
    return isOne ? std::optional(slice) : std::nullopt;
}

std::optional<HitRegion> regionOf(const QJsonValue& value) {
    const QJsonObject object = value.toObject();
    const QJsonArray centre = object[QLatin1String("centre")].toArray();
    HitRegion region{text(object, "series_uid"),
                     object[QLatin1String("part")].toInt(),
                     phaseOf(text(object, "phase")),
                     {centre[0].toDouble(), centre[1].toDouble(), centre[2].toDouble()},
                     object[QLatin1String("radius")].toDouble(),
                     object[QLatin1String("similarity")].toDouble()};
    const bool isOne = centre.size() == 3 && !region.seriesUid.isEmpty() && region.radius > 0;
    return isOne ? std::optional(region) : std::nullopt;
}

} // namespace

std::vector<PhaseShare> sharesFromJson(const QJsonObject& object) {
    std::vector<PhaseShare> shares;
    for (const Phase phase : allPhases)
        if (const auto value = object.value(QLatin1String(phaseToken(phase))); value.isDouble())
            shares.push_back({phase, value.toDouble()});
    return shares;
}

Hit Hit::fromJson(const QJsonObject& item) {
    Hit hit;
    hit.rank = item[QLatin1String("rank")].toInt();
    hit.caseId = item[QLatin1String("case")].toInteger();
    hit.patientId = text(item, "patient_id");
    hit.score = item[QLatin1String("score")].toDouble();
    hit.parts = partsOf(item);
    hit.sentence = text(item, "sentence");
    hit.section = text(item, "section");
    hit.assertion = text(item, "assertion");
    hit.contradicts = item[QLatin1String("contradicts")].toBool();
    hit.group = text(item, "group");
    hit.shares = sharesFromJson(item[QLatin1String("phase_shares")].toObject());
    hit.tags = listOf<HitTag>(item[QLatin1String("tags")], mostTags, [](const QJsonValue& value) {
        const QJsonObject tag = value.toObject();
        const QString name = text(tag, "name");
        return HitTag{text(tag, "tag"), name.isEmpty() ? text(tag, "tag") : name,
                      text(tag, "assertion")};
    });
    hit.patientCases = qBound(0, item[QLatin1String("patient_cases")].toInt(), 1'000'000);
    for (const QString& sentence :
         listOf<QString>(item[QLatin1String("differs")], mostDiffers,
                         [](const QJsonValue& value) { return value.toString(); }))
        hit.differs << sentence;
    hit.missing = listOf<Phase>(item[QLatin1String("missing_phases")], mostParts,
                                [](const QJsonValue& value) { return phaseOf(value.toString()); });
    hit.bestSlice = sliceOf(item[QLatin1String("best_slice")]);
    hit.region = regionOf(item[QLatin1String("region")]);
    return hit;
}

Hit Hit::fromLibrary(const SearchHit& found) {
    Hit hit;
    hit.rank = found.rank;
    hit.caseId = found.caseId;
    hit.patientId = toText(found.patientId);
    hit.score = found.score;
    if (found.lexicalRank)
        hit.parts.push_back({QStringLiteral("words"), *found.lexicalRank, std::nullopt, 1});
    hit.sentence = toText(found.sentence);
    hit.assertion = QString::fromLatin1(assertionToken(found.assertion));
    hit.contradicts = found.contradicts;
    return hit;
}

} // namespace bolus
