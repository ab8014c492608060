#include "ui/search/SearchAnswer.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace bolus {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(bolus::SearchAnswer)
};

constexpr std::size_t mostValues = 20; // of one facet: the most frequent

std::vector<FacetValue> valuesOf(const QJsonValue& list) {
    std::vector<FacetValue> values;
    const QJsonArray array = list.toArray();
    for (const QJsonValue& entry : array) {
        const QJsonObject object = entry.toObject();
        const QString value = object[QLatin1String("value")].toString();
        if (!value.isEmpty() && values.size() < mostValues)
            values.push_back({value, object[QLatin1String("cases")].toInteger()});
    }
    return values;
}

} // namespace

void SearchAnswer::readResult(const QJsonObject& result) {
    readAs = result[QLatin1String("read_as")].toString();
    receipt = result[QLatin1String("receipt")].toInteger();
    const QJsonArray typed = result[QLatin1String("corrections")].toArray();
    for (const QJsonValue& entry : typed) {
        const QJsonObject object = entry.toObject();
        corrections.append(
            {object[QLatin1String("typed")].toString(), object[QLatin1String("used")].toString()});
    }
    const QJsonObject counts = result[QLatin1String("facets")].toObject();
    for (auto facet = counts.begin(); facet != counts.end(); ++facet)
        if (auto values = valuesOf(facet.value()); !values.empty())
            facets[facet.key()] = std::move(values);
    found = counts[QLatin1String("cases")].toInteger();
    const QJsonObject left = result[QLatin1String("left_out")].toObject();
    for (auto reason = left.begin(); reason != left.end(); ++reason)
        leftOut[reason.key()] = reason.value().toInteger();
    const QJsonArray told = result[QLatin1String("notes")].toArray();
    for (const QJsonValue& note : told)
        notes << note.toString();
    if (result[QLatin1String("unsure")].toBool()) {
        whyUnsure = result[QLatin1String("why_unsure")].toString();
        if (whyUnsure.isEmpty())
            whyUnsure = Words::tr("The first hits are hardly apart from the rest.");
    }
}

} // namespace bolus
