#include "ui/search/HitDelegate.h"

#include <QAbstractTextDocumentLayout>
#include <QTextDocument>

#include "ui/library/RowPainter.h"
#include "ui/search/HitModel.h"
#include "ui/style/Theme.h"

namespace bolus {

namespace {

constexpr int sentenceLines = 2;

void drawSentence(QPainter* painter, const QRect& area, const QString& html, const QFont& font) {
    QTextDocument document;
    document.setDefaultFont(font);
    document.setDocumentMargin(0);
    document.setTextWidth(area.width());
    document.setHtml(html);
    QAbstractTextDocumentLayout::PaintContext context;
    context.palette.setColor(QPalette::Text, theme::text);
    context.clip = QRectF(0, 0, area.width(), area.height());
    painter->save();
    painter->translate(area.topLeft());
    painter->setClipRect(context.clip);
    document.documentLayout()->draw(painter, context);
    painter->restore();
}

} // namespace

void HitDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                        const QModelIndex& index) const {
    RowPainter row(painter, option);
    row.drawThumbnail(index.data(CaseRole::Thumbnail).value<QPixmap>());
    row.drawTitleLine(index.data(CaseRole::Title).toString(),
                      index.data(HitRole::Score).toString());
    const QRect text = row.text();
    QString sentence = index.data(HitRole::Sentence).toString();
    if (sentence.isEmpty())
        sentence = index.data(CaseRole::Description).toString().toHtmlEscaped();
    const QRect middle(text.left(), text.top() + row.lineHeight() + 2, text.width(),
                       sentenceLines * row.lineHeight() + 1);
    drawSentence(painter, middle, sentence, option.font);
    const QRect last(text.left(), middle.bottom() + 3, text.width(), row.lineHeight());
    const QString assertion = index.data(HitRole::Assertion).toString();
    int left = last.left();
    if (!assertion.isEmpty())
        left = row.drawChip(last.topLeft(), assertion, theme::warning) + 6;
    row.drawLine(last.adjusted(left - last.left(), 0, 0, 0), index.data(HitRole::Ranks).toString(),
                 row.secondary());
}

QSize HitDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
    const int lines = (2 + sentenceLines) * option.fontMetrics.height() + 8;
    return {200, qMax(lines, RowPainter::thumbnail) + 2 * RowPainter::margin};
}

} // namespace bolus
