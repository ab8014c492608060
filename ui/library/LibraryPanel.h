// The list of cases with its filter and facets.
#pragma once

#include <vector>

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPersistentModelIndex>
#include <QWidget>

#include "library/store/Library.h"
#include "ui/library/CaseListModel.h"

namespace bolus {

class LibraryPanel : public QWidget {
    Q_OBJECT
public:
    explicit LibraryPanel(CaseListModel& model, QWidget* parent = nullptr);

    void focusFilter();
    void focusList();
    std::optional<std::int64_t> selectedCase() const;
    /// All that are selected, in the order of the list.
    std::vector<std::int64_t> selectedCases() const;
    void selectCase(std::int64_t id);
    /// What the facets say, for searches.
    CaseFilter facets() const;

Q_SIGNALS:
    void openRequested(std::int64_t caseId);
    void besideRequested(std::int64_t caseId);
    void similarRequested(std::int64_t caseId);
    void mergeRequested(); // of the selected cases
    void facetsChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildRows();
    QComboBox* facet(const QString& name, const QString& accessible);
    void fillFacets();
    void updateCount();
    void extendSelection(int step);
    void showMenu(const QPoint& at);

    CaseListModel& m_model;
    std::optional<std::int64_t> m_kept; // the selected case while the list is filled anew
    QPersistentModelIndex m_anchor;     // of a selection of several
    CaseFilterModel* m_filtered;
    QLineEdit* m_filter;
    QComboBox *m_modality, *m_bodyPart, *m_phase;
    QListView* m_list;
    QLabel* m_count;
};

} // namespace bolus
