#include "ui/train/TrainingCases.h"

#include <QApplication>
#include <QFontMetrics>

namespace bolus {

TrainingCases::TrainingCases(LibrarySession& library, Thumbnails& thumbnails, QObject* parent)
    : CaseListModel(library, thumbnails, parent) {
    CaseFilter learnable;
    learnable.learnable = true;
    setFilter(learnable);
}

QList<qint64> TrainingCases::ticked() const {
    QList<qint64> ids;
    for (int row = 0; row < rowCount(); ++row)
        if (isTicked(row))
            ids.append(idAt(row));
    return ids;
}

qsizetype TrainingCases::tickedCount() const {
    qsizetype count = 0;
    for (int row = 0; row < rowCount(); ++row)
        count += isTicked(row);
    return count;
}

void TrainingCases::tickAll(bool ticked) {
    m_off.clear();
    for (int row = 0; row < rowCount() && !ticked; ++row)
        m_off.insert(idAt(row));
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), {Qt::CheckStateRole});
    Q_EMIT ticksChanged();
}

QVariant TrainingCases::data(const QModelIndex& index, int role) const {
    if (role == Qt::CheckStateRole && index.isValid())
        return isTicked(index.row()) ? Qt::Checked : Qt::Unchecked;
    if (role == Qt::SizeHintRole) // of a row that is not read yet too: all are as high as the first
        return QSize(0, QFontMetrics(QApplication::font()).height() + 10);
    // One line tells all: patient, date, modality, description, phases.
    return CaseListModel::data(index, role == Qt::DisplayRole ? int(Qt::ToolTipRole) : role);
}

bool TrainingCases::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::CheckStateRole || !index.isValid())
        return false;
    if (value.toInt() == Qt::Checked)
        m_off.remove(idAt(index.row()));
    else
        m_off.insert(idAt(index.row()));
    Q_EMIT dataChanged(index, index, {Qt::CheckStateRole});
    Q_EMIT ticksChanged();
    return true;
}

Qt::ItemFlags TrainingCases::flags(const QModelIndex& index) const {
    return CaseListModel::flags(index) | Qt::ItemIsUserCheckable;
}

} // namespace bolus
