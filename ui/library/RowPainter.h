// What the case list and the result list paint alike: ground, thumbnail, title line, phase chips.
#pragma once

#include <vector>

#include <QPainter>
#include <QStyleOptionViewItem>

#include "library/domain/Phase.h"

namespace bolus {

class RowPainter {
public:
    RowPainter(QPainter* painter, const QStyleOptionViewItem& option);
    ~RowPainter();

    static constexpr int thumbnail = 64, margin = 8;

    /// The area right of the thumbnail.
    QRect text() const { return m_text; }
    void drawThumbnail(const QPixmap& picture);
    /// One elided line; returns the width it took.
    int drawLine(const QRect& area, const QString& text, const QColor& color, bool bold = false,
                 Qt::Alignment alignment = Qt::AlignLeft);
    void drawTitleLine(const QString& title, const QString& right);
    /// Outlined chip at `at`; returns its right edge.
    int drawChip(QPoint at, const QString& label, const QColor& color);
    void drawPhaseChips(QPoint at, const std::vector<Phase>& phases);

    QColor primary() const;
    QColor secondary() const;
    int lineHeight() const;

private:
    QPainter* m_painter;
    const QStyleOptionViewItem& m_option;
    QRect m_text;
};

} // namespace bolus
