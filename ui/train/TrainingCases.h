// The cases that can be learned from, each with a tick.
#pragma once

#include <QSet>

#include "ui/library/CaseListModel.h"

namespace bolus {

class TrainingCases : public CaseListModel {
    Q_OBJECT
public:
    TrainingCases(LibrarySession& library, Thumbnails& thumbnails, QObject* parent = nullptr);

    /// In the order of the list. What was unticked stays so when the library changes.
    QList<qint64> ticked() const;
    qsizetype tickedCount() const;
    void tickAll(bool ticked);

    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

Q_SIGNALS:
    void ticksChanged();

private:
    bool isTicked(int row) const { return !m_off.contains(idAt(row)); }

    QSet<qint64> m_off;
};

} // namespace bolus
