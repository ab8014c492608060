#include "ui/search/SearchAnswer.h"

#include <algorithm>

#include <QCoreApplication>
#include <QJsonArray>
#include <QRegularExpression>

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

/// Words with a space before and after each, to look for whole ones in.
QString spaced(const QString& text) {
    static const QRegularExpression between(QStringLiteral("\\W+"),
                                            QRegularExpression::UseUnicodePropertiesOption);
    return QLatin1Char(' ') + text.toLower().split(between, Qt::SkipEmptyParts).join(u' ') +
           QLatin1Char(' ');
}

/// 0: its name is asked for; 1: its last word is, as of "cyst"; 2: neither.
int distance(const HitTag& tag, const QString& asked) {
    const QString name = spaced(tag.name);
    if (asked.contains(name) || asked.contains(spaced(tag.tag)))
        return 0;
    const bool denied = tag.assertion == QLatin1String("absent"); // that is of another kind
    const QString last = name.mid(name.lastIndexOf(u' ', -2));
    return !denied && last.size() > 4 && asked.contains(last) ? 1 : 2;
}

qsizetype doubtOf(const HitTag& tag) {
    static const QStringList order{QStringLiteral("present"), QStringLiteral("uncertain"),
                                   QStringLiteral("historical"), QStringLiteral("someone_else"),
                                   QStringLiteral("absent")};
    const qsizetype at = order.indexOf(tag.assertion);
    return at < 0 ? order.size() : at;
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

void SearchAnswer::orderTags() {
    const QString asked = spaced(wish.phrase) + spaced(readAs) + spaced(words.join(u' '));
    for (Hit& hit : hits)
        std::ranges::stable_sort(hit.tags, {}, [&](const HitTag& tag) {
            return std::pair(distance(tag, asked), doubtOf(tag));
        });
}

qint64 SearchAnswer::beyond() const {
    const auto found = leftOut.find(QStringLiteral("beyond_k"));
    return found == leftOut.end() ? 0 : qMax<qint64>(0, found->second);
}

} // namespace bolus
