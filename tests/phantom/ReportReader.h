// Reads reports as a machine can: statements, sizes, segments, sides, references, styles.
#pragma once

#include <set>
#include <vector>

#include <QRegularExpression>
#include <QStringList>

namespace bolus::reports {

/// In statements as short as one breath, without headings and numbering.
inline QStringList statements(QString text) {
    static const QRegularExpression abbreviation("\\b(segs?|segm)\\."), apart("\\. |\\.?\\n|; ");
    static const QRegularExpression label(
        "^([0-9]\\. *|[A-Z]{4,}[A-Z ]*: "
        "*|(Hx|Ind|HPI|Clin|Imp|IMP|Impr|Dx|Findings|F|Obs|Report|Liver|"
        "Gallbladder and bile ducts|Spleen|Pancreas|Adrenal glands|Kidneys|Vessels|Peritoneum|"
        "Lymph nodes|Bowel|Bones|Lung bases): *)");
    text.replace(abbreviation, "\\1");
    QStringList all;
    for (QString one : text.split(apart, Qt::SkipEmptyParts)) {
        all += one.trimmed().remove(label).trimmed();
    }
    return all;
}

/// Without what the plan filled in, so that two of one template are equal.
inline QString withoutFacts(QString statement) {
    static const QRegularExpression filled(
        "[0-9]+(\\.[0-9])? "
        "(mm|cm)|\\b(segments?|segs?|segm|S)\\b|\\bS?(I|II|III|IV|V|VI|VII|VIII)\\b"
        "|\\bS?[0-9]+|\\b(left|right|L|R|lt|rt)\\b|upper|lower|interpolar|\\bmid\\b|head|body|tail"
        "|\\b(of the (left|right) lobe)\\b|three|four|five|, | and | \\+ |/",
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression space("[\\s#]+");
    return statement.replace(filled, "#").toLower().replace(space, "#");
}

inline QStringList sizesOf(double mm) {
    const int whole = static_cast<int>(mm);
    return {QString("%1 mm").arg(whole), QString("%1.%2 cm").arg(whole / 10).arg(whole % 10)};
}

inline int segmentNumber(const QString& name) {
    static const QStringList roman{"I", "II", "III", "IV", "V", "VI", "VII", "VIII"};
    const auto index = roman.indexOf(name);
    return index < 0 ? name.toInt() : int(index) + 1;
}

inline std::set<int> segmentsIn(const QString& text) {
    static const QRegularExpression named(
        "\\b(?:[Ss]egments?|[Ss]egs?\\.?|[Ss]egm\\.) ((?:(?:[IV]+|[1-8](?!\\.?[0-9]| mm| cm))(?:, "
        "| and | \\+ )?)+)"
        "|\\b((?:S(?:[IV]+|[1-8])\\b))((?:, (?:[IV]+|[1-8](?!\\.?[0-9]| mm| cm))\\b)*)");
    static const QRegularExpression one("[IV]+|[1-8]");
    std::set<int> numbers;
    for (auto match = named.globalMatch(text); match.hasNext();) {
        const auto found = match.next();
        const QString list = found.captured(1) + found.captured(2).mid(1) + found.captured(3);
        for (auto each = one.globalMatch(list); each.hasNext();) {
            numbers.insert(segmentNumber(each.next().captured()));
        }
    }
    return numbers;
}

/// What finds a side before an organ's name.
inline QRegularExpression sided(const QString& organ) {
    return QRegularExpression(
        "\\b(left|right|bilateral|bilat|lt|rt|L|R)(?:-sided)? (?:basal |benign )?(?:" + organ + ")",
        QRegularExpression::CaseInsensitiveOption);
}

/// "left", "right" or "both"
inline std::set<QString> sidesIn(const QString& text, const QRegularExpression& organ) {
    std::set<QString> sides;
    for (auto match = organ.globalMatch(text); match.hasNext();) {
        const QString side = match.next().captured(1).toLower();
        sides.insert(side[0] == 'l' ? "left" : side[0] == 'r' ? "right" : "both");
    }
    return sides;
}

struct Reference {
    int series = 0, image = 0;
};

inline std::vector<Reference> referencesIn(const QString& text) {
    static const QRegularExpression seriesFirst(
        "\\b(?:series|ser?) ([0-9]+),? (?:image|im) ([0-9]+)");
    static const QRegularExpression imageFirst(
        "\\b(?:image|im) ([0-9]+)(?:,| of| on) (?:series|ser?) ([0-9]+)");
    std::vector<Reference> all;
    for (auto match = seriesFirst.globalMatch(text); match.hasNext();) {
        const auto found = match.next();
        all.push_back({found.captured(1).toInt(), found.captured(2).toInt()});
    }
    for (auto match = imageFirst.globalMatch(text); match.hasNext();) {
        const auto found = match.next();
        all.push_back({found.captured(2).toInt(), found.captured(1).toInt()});
    }
    return all;
}

enum Style { Structured, Dictated, Terse, Abbreviated };

inline Style styleOf(const QString& text) {
    static const QRegularExpression abbreviated(
        "\\b(CT abd|Abd CT|abd \\(|abd:|CT abdomen, phases)",
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression heading("\\n[A-Z][A-Z ]+:");
    return text.contains("\n\n")        ? Dictated
           : text.contains(heading)     ? Structured
           : text.contains(abbreviated) ? Abbreviated
                                        : Terse;
}

inline int piecesOf(const QString& text) {
    static const QRegularExpression piece("[A-Za-z0-9]+|[^A-Za-z0-9\\s]");
    int count = 0;
    for (auto match = piece.globalMatch(text); match.hasNext(); match.next()) {
        ++count;
    }
    return count;
}

} // namespace bolus::reports
