#include "ui/library/RowPainter.h"

#include <QApplication>
#include <QWidget>

#include "ui/common/Text.h"
#include "ui/style/Theme.h"
#include "ui/view/PhaseChip.h"

namespace bolus {

namespace {
QFont smaller(QFont font) {
    font.setPointSizeF(font.pointSizeF() * 0.88);
    return font;
}
} // namespace

RowPainter::RowPainter(QPainter* painter, const QStyleOptionViewItem& option)
    : m_painter(painter), m_option(option) {
    m_painter->save();
    m_painter->setRenderHint(QPainter::Antialiasing);
    const QWidget* widget = option.widget;
    const QStyle* style = widget ? widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, widget);
    if (option.state.testFlag(QStyle::State_Selected))
        painter->fillRect(QRect(option.rect.topLeft(), QSize(3, option.rect.height())),
                          theme::accent);
    m_text = option.rect.adjusted(2 * margin + thumbnail + 2, margin, -margin, -margin);
}

RowPainter::~RowPainter() {
    m_painter->restore();
}

QColor RowPainter::primary() const {
    return theme::text;
}
QColor RowPainter::secondary() const {
    return theme::secondaryText;
}
int RowPainter::lineHeight() const {
    return m_option.fontMetrics.height();
}

void RowPainter::drawThumbnail(const QPixmap& picture) {
    const QRect box(m_option.rect.left() + margin + 2, m_option.rect.top() + margin, thumbnail,
                    thumbnail);
    m_painter->setPen(Qt::NoPen);
    m_painter->setBrush(Qt::black);
    m_painter->drawRoundedRect(box, 3, 3);
    if (picture.isNull()) {
        m_painter->setPen(theme::border);
        m_painter->drawText(box, Qt::AlignCenter, QStringLiteral("—"));
        return;
    }
    QRect target(QPoint(), picture.size().scaled(box.size(), Qt::KeepAspectRatio));
    target.moveCenter(box.center());
    m_painter->setRenderHint(QPainter::SmoothPixmapTransform);
    m_painter->drawPixmap(target, picture);
}

int RowPainter::drawLine(const QRect& area, const QString& text, const QColor& color, bool bold,
                         Qt::Alignment alignment) {
    QFont font = m_option.font;
    font.setBold(bold);
    m_painter->setFont(font);
    m_painter->setPen(color);
    const QFontMetrics metrics(font);
    const QString shown = metrics.elidedText(text, Qt::ElideRight, area.width());
    m_painter->drawText(area, alignment | Qt::AlignVCenter | Qt::TextSingleLine, shown);
    return metrics.horizontalAdvance(shown);
}

void RowPainter::drawTitleLine(const QString& title, const QString& right) {
    QRect line(m_text.topLeft(), QSize(m_text.width(), lineHeight()));
    const int used = drawLine(line, right, secondary(), false, Qt::AlignRight);
    drawLine(line.adjusted(0, 0, -used - margin, 0), title, primary(), true);
}

int RowPainter::drawChip(QPoint at, const QString& label, const QColor& color) {
    const QFont font = smaller(m_option.font);
    const QFontMetrics metrics(font);
    const QRect chip(at, QSize(metrics.horizontalAdvance(label) + 10, metrics.height() + 2));
    QColor fill = color;
    fill.setAlpha(38);
    m_painter->setPen(color);
    m_painter->setBrush(fill);
    m_painter->drawRoundedRect(QRectF(chip).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    m_painter->setFont(font);
    m_painter->setPen(primary()); // the colour alone would be too dark for small letters
    m_painter->drawText(chip, Qt::AlignCenter, label);
    return chip.right() + 1;
}

void RowPainter::drawPhaseChips(QPoint at, const std::vector<Phase>& phases) {
    for (const Phase phase : phases) {
        if (at.x() > m_text.right() - 30)
            return;
        at.setX(drawChip(at, phaseShortText(phase), phaseColor(phase)) + 4);
    }
}

} // namespace bolus
