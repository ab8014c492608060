// How texts are written over pictures.
#pragma once

#include <QColor>
#include <QFont>
#include <QFontMetrics>
#include <QRegion>
#include <QStringList>

class QPainter;

namespace bolus::overlay {

inline constexpr QColor textColor(0xd5, 0xdb, 0xe1);
inline constexpr QColor plateColor(0, 0, 0, 180); // over white still 5:1 against the letters
inline constexpr QColor letterColor(0xe8, 0xc8, 0x6a);
inline constexpr QColor accentColor(0x4c, 0xa3, 0xff);
inline constexpr QColor lineColor(0x2a, 0x2f, 0x36);
inline constexpr int textPixels = 12, letterPixels = 15, notePixels = 14;

QFont fontOf(int pixels, QFont::Weight weight = QFont::Normal);
QFontMetrics textMetrics();
QFontMetrics letterMetrics();

/// As wide as each line and no higher: texts one below the other do not lie on one another.
QRegion platesOf(const QFontMetrics& metrics, const QRect& area, int flags, const QString& text);
/// Readable over black lung and an inverted picture's white alike: on a dark plate, which is not
/// seen where the picture is dark.
void write(QPainter& painter, const QRect& area, int flags, const QString& text,
           const QColor& color = textColor);
/// Broken between parts, else between words, where a line is too long: a number at its end must
/// not be lost. What is still too long has no words to break between.
QStringList wrapped(const QStringList& lines, const QFontMetrics& metrics, int width);

} // namespace bolus::overlay
