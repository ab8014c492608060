#include "ui/library/CaseDelegate.h"

#include "ui/library/CaseListModel.h"
#include "ui/library/RowPainter.h"

namespace bolus {

void CaseDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const {
    RowPainter row(painter, option);
    row.drawThumbnail(index.data(CaseRole::Thumbnail).value<QPixmap>());
    row.drawTitleLine(index.data(CaseRole::Title).toString(),
                      index.data(CaseRole::Date).toString());
    const QRect text = row.text();
    const QRect second(text.left(), text.top() + row.lineHeight() + 3, text.width(),
                       row.lineHeight());
    QStringList parts{index.data(CaseRole::Modality).toString(),
                      index.data(CaseRole::Description).toString()};
    parts.removeAll(QString());
    row.drawLine(second, parts.join(QStringLiteral(" · ")), row.secondary());
    std::vector<Phase> phases;
    for (const QVariant& phase : index.data(CaseRole::Phases).toList())
        phases.push_back(static_cast<Phase>(phase.toInt()));
    row.drawPhaseChips({text.left(), second.bottom() + 6}, phases);
}

QSize CaseDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
    const int lines = 3 * option.fontMetrics.height() + 12;
    return {200, qMax(lines, RowPainter::thumbnail) + 2 * RowPainter::margin};
}

} // namespace bolus
