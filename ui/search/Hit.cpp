#include "ui/search/Hit.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include "library/search/Search.h"
#include "ui/common/Text.h"
#include "ui/style/Theme.h"

namespace bolus {

namespace {

std::optional<int> rankOf(const QJsonValue& value) {
    return value.isDouble() && value.toInt() > 0 ? std::optional(value.toInt()) : std::nullopt;
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
    hit.patientId = item[QLatin1String("patient_id")].toString();
    hit.score = item[QLatin1String("score")].toDouble();
    hit.textRank = rankOf(item[QLatin1String("lexical_rank")]);
    hit.imageRank = rankOf(item[QLatin1String("image_rank")]);
    hit.sentence = item[QLatin1String("sentence")].toString();
    hit.assertion = item[QLatin1String("assertion")].toString();
    hit.shares = sharesFromJson(item[QLatin1String("phase_shares")].toObject());
    return hit;
}

Hit Hit::fromLibrary(const SearchHit& found) {
    Hit hit;
    hit.rank = found.rank;
    hit.caseId = found.caseId;
    hit.patientId = toText(found.patientId);
    hit.score = found.score;
    hit.textRank = found.lexicalRank;
    hit.imageRank = found.imageRank;
    hit.sentence = toText(found.sentence);
    hit.assertion = QString::fromLatin1(assertionToken(found.assertion));
    return hit;
}

QString Hit::ranksText() const {
    QStringList parts;
    if (textRank)
        parts << QCoreApplication::translate("Hit", "text #%1").arg(*textRank);
    if (imageRank)
        parts << QCoreApplication::translate("Hit", "image #%1").arg(*imageRank);
    return parts.join(QStringLiteral(" · "));
}

QString Hit::assertionText() const {
    if (sentence.isEmpty())
        return {};
    if (assertion == QLatin1String("absent"))
        return QCoreApplication::translate("Hit", "negated");
    if (assertion == QLatin1String("uncertain"))
        return QCoreApplication::translate("Hit", "uncertain");
    if (assertion == QLatin1String("historical"))
        return QCoreApplication::translate("Hit", "in the past");
    if (assertion == QLatin1String("someone_else"))
        return QCoreApplication::translate("Hit", "another person's");
    return {};
}

QString markedHtml(const QString& text, const QStringList& words) {
    if (words.isEmpty())
        return text.toHtmlEscaped();
    QStringList patterns;
    for (const QString& word : words)
        patterns << QRegularExpression::escape(word);
    const QRegularExpression any(
        QStringLiteral("(?<!\\w)(?:%1)(?!\\w)").arg(patterns.join(QLatin1Char('|'))),
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    QString html;
    qsizetype at = 0;
    for (auto found = any.globalMatch(text); found.hasNext();) {
        const auto match = found.next();
        html += text.sliced(at, match.capturedStart() - at).toHtmlEscaped();
        html += QStringLiteral("<b style=\"color:%1\">%2</b>")
                    .arg(theme::accent.name(), match.captured().toHtmlEscaped());
        at = match.capturedEnd();
    }
    return html + text.sliced(at).toHtmlEscaped();
}

} // namespace bolus
