#include "ui/search/HitTexts.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include "ui/style/Theme.h"
#include "ui/view/PhaseChip.h"

namespace bolus {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(bolus::HitTexts)
};

/// Of whole words, in any case; invalid where there are none.
QRegularExpression anyOf(const QStringList& words) {
    QStringList patterns;
    for (const QString& word : words)
        patterns << QRegularExpression::escape(word);
    return QRegularExpression(
        QStringLiteral("(?<!\\w)(?:%1)(?!\\w)").arg(patterns.join(QLatin1Char('|'))),
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
}

} // namespace

QString ordinalText(int number) {
    const int last = number % 10, two = number % 100;
    if (last == 1 && two != 11)
        return Words::tr("%1st").arg(number);
    if (last == 2 && two != 12)
        return Words::tr("%1nd").arg(number);
    if (last == 3 && two != 13)
        return Words::tr("%1rd").arg(number);
    return Words::tr("%1th").arg(number);
}

QString partName(const QString& part) {
    if (part == QLatin1String("words"))
        return Words::tr("words");
    if (part == QLatin1String("image"))
        return Words::tr("image");
    return part == QLatin1String("region") ? Words::tr("region") : part;
}

QString ranksText(const Hit& hit) {
    QStringList parts;
    for (const HitPart& part : hit.parts)
        parts << Words::tr("%1 %2", "words 1st").arg(partName(part.part), ordinalText(part.rank));
    return parts.join(QStringLiteral(", "));
}

QString demotionText(const Hit& hit) {
    if (hit.contradicts)
        return Words::tr("its report says the opposite");
    return hit.isSilent() ? Words::tr("its report does not mention it") : QString();
}

QString assertionName(const QString& assertion) {
    if (assertion == QLatin1String("absent"))
        return Words::tr("denied");
    if (assertion == QLatin1String("uncertain"))
        return Words::tr("uncertain");
    if (assertion == QLatin1String("historical"))
        return Words::tr("history");
    if (assertion == QLatin1String("someone_else"))
        return Words::tr("family");
    return {};
}

QColor assertionColor(const Hit& hit) {
    const QString& assertion = hit.assertion;
    if (assertion == QLatin1String("absent"))
        return hit.contradicts ? theme::bad : theme::secondaryText;
    if (assertion == QLatin1String("uncertain"))
        return theme::warning;
    return assertion == QLatin1String("present") ? theme::good : theme::secondaryText;
}

QString sectionName(const QString& section) {
    static const std::pair<const char*, const char*> names[] = {
        {"history", QT_TRANSLATE_NOOP("bolus::HitTexts", "history")},
        {"technique", QT_TRANSLATE_NOOP("bolus::HitTexts", "technique")},
        {"comparison", QT_TRANSLATE_NOOP("bolus::HitTexts", "comparison")},
        {"findings", QT_TRANSLATE_NOOP("bolus::HitTexts", "findings")},
        {"impression", QT_TRANSLATE_NOOP("bolus::HitTexts", "impression")}};
    for (const auto& [token, name] : names)
        if (section == QLatin1String(token))
            return Words::tr(name);
    return {};
}

QString missingText(const std::vector<Phase>& phases) {
    QStringList names;
    for (const Phase phase : phases)
        names << phaseName(phase);
    return names.isEmpty() ? QString()
                           : Words::tr("lacks %1", "phases").arg(names.join(QStringLiteral(", ")));
}

QString tagText(const HitTag& tag) {
    if (tag.assertion == QLatin1String("absent"))
        return Words::tr("no %1").arg(tag.name);
    if (tag.assertion == QLatin1String("uncertain"))
        return Words::tr("%1?").arg(tag.name);
    const QString kind = assertionName(tag.assertion);
    return kind.isEmpty() ? tag.name : Words::tr("%1 (%2)").arg(tag.name, kind);
}

QString markedHtml(const QString& text, const QStringList& words) {
    if (words.isEmpty())
        return text.toHtmlEscaped();
    QString html;
    qsizetype at = 0;
    for (auto found = anyOf(words).globalMatch(text); found.hasNext();) {
        const auto match = found.next();
        html += text.sliced(at, match.capturedStart() - at).toHtmlEscaped();
        html += QStringLiteral("<b style=\"color:%1\">%2</b>")
                    .arg(theme::accent.name(), match.captured().toHtmlEscaped());
        at = match.capturedEnd();
    }
    return html + text.sliced(at).toHtmlEscaped();
}

QString excerpt(const QString& text, const QStringList& words, int characters) {
    const QString line = text.simplified();
    if (line.size() <= characters)
        return line;
    const auto match = words.isEmpty() ? QRegularExpressionMatch() : anyOf(words).match(line);
    qsizetype from = match.hasMatch() ? match.capturedStart() - characters / 3 : 0;
    from = qBound<qsizetype>(0, from, line.size() - characters);
    if (const qsizetype space = line.indexOf(QLatin1Char(' '), from);
        from > 0 && space >= 0 && space < from + 20)
        from = space + 1;
    QString cut = line.mid(from, characters);
    if (from + characters < line.size())
        cut = cut.left(qMax<qsizetype>(cut.lastIndexOf(QLatin1Char(' ')), 1)) + QChar(0x2026);
    return from > 0 ? QChar(0x2026) + cut : cut;
}

} // namespace bolus
