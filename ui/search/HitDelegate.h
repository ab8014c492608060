// A row of the results: thumbnail, patient, score, the matching sentence, ranks, negation.
#pragma once

#include <QStyledItemDelegate>

namespace bolus {

class HitDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace bolus
