#include "ui/view/OverlayWriting.h"

#include <QPainter>
#include <QRegularExpression>

namespace bolus::overlay {

namespace {

/// What belongs together: a number and its unit, a name.
QStringList partsOf(const QString& line) {
    static const QRegularExpression afterPart(QStringLiteral("(?<=[,·:]) "));
    return line.split(afterPart);
}

/// As many pieces to a line as fit; one that does not fit at all becomes what `broken` makes of it.
template<typename Broken>
QStringList filled(const QStringList& pieces, const QFontMetrics& metrics, int width,
                   const Broken& broken) {
    QStringList lines;
    for (const QString& piece : pieces) {
        const QString more = lines.isEmpty() ? piece : lines.back() + ' ' + piece;
        if (!lines.isEmpty() && metrics.horizontalAdvance(more) <= width) {
            lines.back() = more;
        } else {
            lines << (metrics.horizontalAdvance(piece) <= width ? QStringList(piece)
                                                                : broken(piece));
        }
    }
    return lines;
}

} // namespace

QFont fontOf(int pixels, QFont::Weight weight) {
    QFont font;
    font.setPixelSize(pixels);
    font.setWeight(weight);
    return font;
}

QRegion platesOf(const QFontMetrics& metrics, const QRect& area, int flags, const QString& text) {
    constexpr int beside = 3;
    QRect block = metrics.boundingRect(area, flags, text);
    block.setHeight(metrics.height());
    QRegion plates;
    for (const QString& line : text.split('\n')) {
        QRect plate = block;
        plate.setWidth(metrics.horizontalAdvance(line));
        if (flags & Qt::AlignRight) {
            plate.moveRight(block.right());
        } else if (flags & Qt::AlignHCenter) {
            plate.moveLeft(block.center().x() - plate.width() / 2);
        }
        plates += line.isEmpty() ? QRegion() : plate.adjusted(-beside, 0, beside, 0);
        block.translate(0, metrics.lineSpacing());
    }
    return plates;
}

void write(QPainter& painter, const QRect& area, int flags, const QString& text,
           const QColor& color) {
    for (const QRect& plate : platesOf(painter.fontMetrics(), area, flags, text)) {
        painter.fillRect(plate, plateColor);
    }
    painter.setPen(color);
    painter.drawText(area, flags, text);
}

QStringList wrapped(const QStringList& lines, const QFontMetrics& metrics, int width) {
    QStringList fitting;
    for (const QString& line : lines) {
        fitting << filled(partsOf(line), metrics, width, [&](const QString& part) {
            return filled(part.split(' '), metrics, width, [&](const QString& word) {
                return QStringList(metrics.elidedText(word, Qt::ElideRight, width));
            });
        });
    }
    return fitting;
}

QFontMetrics textMetrics() {
    return QFontMetrics(fontOf(textPixels));
}
QFontMetrics letterMetrics() {
    return QFontMetrics(fontOf(letterPixels, QFont::DemiBold));
}

} // namespace bolus::overlay
