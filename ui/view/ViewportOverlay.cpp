#include "ui/view/ViewportOverlay.h"

#include <QPainter>
#include <QPainterPath>

#include "ui/view/OverlayWriting.h"

namespace bolus {

using namespace overlay;

ViewportOverlay::ViewportOverlay(QWidget* parent) : QWidget(parent) {
    setObjectName("viewportOverlay");
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_NoSystemBackground);
    setFocusPolicy(Qt::NoFocus);
}

void ViewportOverlay::setModel(const OverlayModel& model) {
    if (!(model == m_model)) {
        m_model = model;
        update();
    }
}

void ViewportOverlay::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const Block& block : blocks()) {
        painter.setFont(block.isLetter ? fontOf(letterPixels, QFont::DemiBold)
                                       : fontOf(textPixels));
        write(painter, block.area, block.flags, block.lines.join('\n'),
              block.isLetter || block.isMark ? letterColor : textColor);
    }
    paintScaleBar(painter);
    paintLegends(painter);
    if (!m_model.note.isEmpty()) {
        paintNote(painter);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(m_model.active ? accentColor : lineColor, m_model.active ? 2 : 1));
    painter.drawRect(m_model.active ? rect().adjusted(1, 1, -1, -1)
                                    : rect().adjusted(0, 0, -1, -1));
}

void ViewportOverlay::paintNote(QPainter& painter) const {
    painter.setFont(fontOf(notePixels));
    const int wide = std::min(width() - 60, 420);
    const QRect wanted = painter.fontMetrics().boundingRect(
        QRect(0, 0, wide, height()), Qt::AlignCenter | Qt::TextWordWrap, m_model.note);
    QRect box(0, 0, wanted.width() + 32, wanted.height() + 22 + (m_model.progress >= 0 ? 12 : 0));
    box.moveCenter(rect().center());
    painter.setPen(lineColor);
    painter.setBrush(QColor(16, 19, 23, 225));
    painter.drawRoundedRect(box, 8, 8);
    painter.setPen(textColor);
    painter.drawText(box.adjusted(16, 10, -16, m_model.progress >= 0 ? -22 : -10),
                     Qt::AlignCenter | Qt::TextWordWrap, m_model.note);
    if (m_model.progress >= 0) {
        const QRectF track(box.left() + 16, box.bottom() - 14, box.width() - 32, 4);
        painter.setPen(Qt::NoPen);
        painter.setBrush(lineColor);
        painter.drawRoundedRect(track, 2, 2);
        painter.setBrush(accentColor);
        painter.drawRoundedRect(
            QRectF(track.topLeft(), QSizeF(track.width() * m_model.progress, 4)), 2, 2);
    }
}

/// One below the other, as lies one over the other.
void ViewportOverlay::paintLegends(QPainter& painter) const {
    std::vector<HeatLegend> all, names;
    if (!m_model.legend.bar.isNull()) {
        all.push_back(m_model.legend);
    }
    for (const HeatLegend& legend : m_model.layerLegends) {
        (legend.bar.height() > 1 ? all : names).push_back(legend);
    }
    painter.setFont(fontOf(textPixels - 1));
    if (all.empty()) {
        paintNames(painter, names, height() * 2 / 3);
        return;
    }
    const int count = static_cast<int>(all.size()), line = painter.fontMetrics().height();
    const int tall = std::clamp(height() / (3 * count), count == 1 ? 60 : 36, 180);
    const int block = tall + 4 * line + 12;
    int top = (height() - tall) / 2 - (count - 1) * block / 2;
    for (const HeatLegend& legend : all) {
        paintLegend(painter, legend, {top, tall, count == 1});
        top += block;
    }
    paintNames(painter, names, top - block + tall + 2 * line + 8);
}

/// Of segments, each with its colour; above the texts in the lower right corner.
void ViewportOverlay::paintNames(QPainter& painter, const std::vector<HeatLegend>& names,
                                 int highest) const {
    const int line = painter.fontMetrics().height() + 2, square = line - 6;
    const int texts = bottomHeight() + line;
    const int room = std::max(1, (height() - margin - texts - highest) / line); // lines
    const int count = static_cast<int>(names.size());
    const int shown = count <= room ? count : room - 1;
    int top = height() - margin - texts - (shown + (shown < count ? 1 : 0)) * line;
    const int edge = width() - margin - letterRoom(); // beside the letter, where they are many
    const auto writeName = [&](const QString& name) {
        const QRect room(width() / 2, top, edge - square - 6 - width() / 2, line);
        write(painter, room, Qt::AlignRight | Qt::AlignVCenter,
              painter.fontMetrics().elidedText(name, Qt::ElideRight, room.width()));
        top += line;
    };
    for (int i = 0; i < shown; ++i) {
        const HeatLegend& name = names[static_cast<std::size_t>(i)];
        painter.fillRect(QRect(edge - square, top + 3, square, square), name.bar.pixelColor(0, 0));
        writeName(name.label);
    }
    if (shown < count) {
        writeName(tr("and %n more", nullptr, count - shown));
    }
}

/// Of the letter on the right, from the margin on.
int ViewportOverlay::letterRoom() const {
    const QFontMetrics metrics(fontOf(letterPixels, QFont::DemiBold));
    return std::max(20, metrics.horizontalAdvance(m_model.edges[1]) + 12);
}

void ViewportOverlay::paintLegend(QPainter& painter, const HeatLegend& legend,
                                  const LegendPlace& place) const {
    const auto [top, tall, alone] = place;
    const QRect bar(width() - margin - 10 - letterRoom(), top, 10, tall);
    painter.drawImage(bar, legend.bar.mirrored());
    painter.setPen(QColor(255, 255, 255, 90));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(bar);
    const int line = painter.fontMetrics().height();
    // Alone its texts lie above and below the letter on the right, else left of it.
    const int edge = alone ? width() - margin : bar.right() + 1;
    const QRect column(margin, bar.top(), edge - margin, tall);
    const QRect above = column.translated(0, -line - 4), below = column.translated(0, line + 4);
    write(painter, QRect(column.left(), bar.top() - 2 * line - 4, column.width(), line),
          Qt::AlignRight, legend.label);
    write(painter, above, Qt::AlignRight | Qt::AlignTop, legend.high);
    write(painter, below, Qt::AlignRight | Qt::AlignBottom, legend.low);
    write(painter, below.translated(0, line), Qt::AlignRight | Qt::AlignBottom, legend.cell);
}

bool ViewportOverlay::hasScaleBar() const {
    return m_model.barPixels >= 20 && !isNarrow();
}

void ViewportOverlay::paintScaleBar(QPainter& painter) const {
    if (!hasScaleBar()) {
        return;
    }
    const int length = qRound(m_model.barPixels);
    const QPoint left(width() / 2 - length / 2, height() - 30);
    painter.fillRect(QRect(left, QSize(length, 2)).adjusted(-3, -4, 4, 2), plateColor);
    painter.fillRect(QRect(left, QSize(length, 2)), textColor);
    painter.fillRect(QRect(left - QPoint(0, 3), QSize(1, 6)), textColor);
    painter.fillRect(QRect(left + QPoint(length, -3), QSize(1, 6)), textColor);
    painter.setFont(fontOf(textPixels - 1));
    write(painter, QRect(left.x() - 40, left.y() - 18, length + 80, 14), Qt::AlignCenter,
          QStringLiteral("%1 mm").arg(m_model.barMm));
}

} // namespace bolus
