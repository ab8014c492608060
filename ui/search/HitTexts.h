// What a found case says of itself, in the words and colours of the window.
#pragma once

#include <QColor>

#include "ui/search/Hit.h"

namespace bolus {

/// "1st", "22nd"
QString ordinalText(int number);
/// "words 1st, image 4th"
QString ranksText(const Hit& hit);
/// Why it does not stand where its ranks would put it: "its report says the opposite", …; empty
/// where it does.
QString demotionText(const Hit& hit);
/// "words", "image", "region"
QString partName(const QString& part);
/// "denied", "uncertain", "history", "family"; empty for what is present.
QString assertionName(const QString& assertion);
/// A denial is a warning where it contradicts what was asked; who asked for it finds what he wants.
QColor assertionColor(const Hit& hit);
/// "findings", "impression", …; empty for none.
QString sectionName(const QString& section);
/// "lacks Delayed, Arterial"; empty where it lacks none.
QString missingText(const std::vector<Phase>& phases);
/// Of a tag with its assertion: "HCC", "no HCC", "HCC?".
QString tagText(const HitTag& tag);

/// `text` as HTML with these whole words in bold accent; everything else escaped.
QString markedHtml(const QString& text, const QStringList& words);
/// The part of `text` about its first marked word, at most so many characters, with "…" where it
/// was cut.
QString excerpt(const QString& text, const QStringList& words, int characters);

} // namespace bolus
