// Keeps what is selected and what is seen in the list of cases, by case, while its rows are
// replaced.
#pragma once

#include <vector>

#include <QListView>
#include <QObject>

#include "ui/library/CaseListModel.h"

namespace bolus {

class ListPlace : public QObject {
    Q_OBJECT
public:
    /// Both outlive it; the view shows the model.
    ListPlace(QListView& list, CaseListModel& model, QObject* parent);

    /// The current case, also while the filter hides it; 0: none.
    void choose(std::int64_t caseId) { m_chosen = caseId; }
    /// All that are selected, in the order of the list.
    std::vector<std::int64_t> selected() const;

private:
    void remember();
    void restore();
    void select(const std::vector<std::int64_t>& ids);
    void restoreTop(bool chosenIsListed);

    QListView& m_list;
    CaseListModel& m_model;
    std::int64_t m_chosen = 0, m_top = 0;
    std::vector<std::int64_t> m_selected;
    int m_topOffset = 0; // pixels
    bool m_restoring = false;
    CaseFilter m_filter; // the rows are those of
    CaseOrder m_order = CaseOrder::Patient;
};

} // namespace bolus
