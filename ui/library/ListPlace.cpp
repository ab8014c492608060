#include "ui/library/ListPlace.h"

#include <algorithm>
#include <unordered_set>

#include <QScrollBar>

namespace bolus {

ListPlace::ListPlace(QListView& list, CaseListModel& model, QObject* parent)
    : QObject(parent), m_list(list), m_model(model) {
    connect(&model, &QAbstractItemModel::modelAboutToBeReset, this, &ListPlace::remember);
    connect(&model, &QAbstractItemModel::modelReset, this, &ListPlace::restore);
    connect(list.selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& now) {
                if (now.isValid() && !m_restoring)
                    m_chosen = m_model.idAt(now.row());
            });
}

std::vector<std::int64_t> ListPlace::selected() const {
    std::vector<int> rows;
    for (const QItemSelectionRange& range : m_list.selectionModel()->selection())
        for (int row = range.top(); row <= range.bottom(); ++row)
            rows.push_back(row);
    std::ranges::sort(rows);
    std::vector<std::int64_t> ids;
    for (const int row : rows)
        ids.push_back(m_model.idAt(row));
    return ids;
}

void ListPlace::remember() {
    m_selected = selected();
    const QModelIndex top = m_list.indexAt(QPoint(4, 1));
    m_top = top.isValid() ? m_model.idAt(top.row()) : 0;
    m_topOffset = top.isValid() ? m_list.visualRect(top).top() : 0;
    m_restoring = true;
}

void ListPlace::restore() {
    const int chosen = m_chosen != 0 ? m_model.rowOf(m_chosen) : -1;
    const bool several = m_selected.size() > 1;
    if (several)
        select(m_selected);
    if (chosen >= 0)
        m_list.selectionModel()->setCurrentIndex(m_model.index(chosen),
                                                 several ? QItemSelectionModel::NoUpdate
                                                         : QItemSelectionModel::ClearAndSelect);
    m_restoring = false;
    restoreTop(chosen >= 0);
}

// The row at the top stays there while the library grows; a new filter or order begins with the
// current case, or at its first row.
void ListPlace::restoreTop(bool chosenIsListed) {
    const bool sameList = m_filter == m_model.filter() && m_order == m_model.order();
    m_filter = m_model.filter();
    m_order = m_model.order();
    const int top = sameList && m_top != 0 ? m_model.rowOf(m_top) : -1;
    if (top >= 0) {
        m_list.scrollTo(m_model.index(top), QAbstractItemView::PositionAtTop);
        QScrollBar& bar = *m_list.verticalScrollBar();
        bar.setValue(bar.value() - m_topOffset);
    } else if (!chosenIsListed) {
        m_list.scrollToTop();
    }
}

void ListPlace::select(const std::vector<std::int64_t>& ids) {
    const std::unordered_set<std::int64_t> wanted(ids.begin(), ids.end());
    QItemSelection selection;
    int begin = -1;
    for (int row = 0; row <= m_model.rowCount(); ++row) {
        const bool in = row < m_model.rowCount() && wanted.contains(m_model.idAt(row));
        if (in && begin < 0)
            begin = row;
        if (!in && begin >= 0)
            selection.select(m_model.index(std::exchange(begin, -1)), m_model.index(row - 1));
    }
    m_list.selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
}

} // namespace bolus
