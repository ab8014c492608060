// A row of the results: the picture of one phase, patient, date, the sentence with its assertion,
// diagnoses, ranks, shares of the phases.
#pragma once

#include <QStyledItemDelegate>

namespace bolus {

class HitModel;

class HitDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    HitDelegate(const HitModel& model, QObject* parent);
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

    /// Where a row's parts lie, in the view's coordinates; `row` is its rectangle.
    QRect pictureArea(const QRect& row, const QModelIndex& index) const;
    QRect foldArea(const QRect& row, const QModelIndex& index) const; // empty without one

private:
    const HitModel& m_model;
};

} // namespace bolus
