// The list of cases with its filter, facets and order.
#pragma once

#include <vector>

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPersistentModelIndex>
#include <QTimer>
#include <QToolButton>
#include <QWidget>

#include "library/store/Library.h"
#include "ui/library/CaseListModel.h"

class QMenu;

namespace bolus {

class FacetBar;
class ListPlace;
class Thumbnails;

class LibraryPanel : public QWidget {
    Q_OBJECT
public:
    LibraryPanel(CaseListModel& model, Thumbnails& thumbnails, QWidget* parent = nullptr);

    void focusFilter();
    void focusList();
    /// Another library: nothing is filtered or selected.
    void reset();
    std::optional<std::int64_t> selectedCase() const;
    /// All that are selected, in the order of the list.
    std::vector<std::int64_t> selectedCases() const;
    void selectCase(std::int64_t id);
    /// What the facets say, for searches.
    CaseFilter facets() const;
    /// As if typed into the filter.
    void filterBy(const QString& words);
    /// Behind a button beside the number of cases.
    void setCollectionMenu(QMenu* menu);
    /// The patient of a row; the case's number where it is not listed.
    QString titleOf(std::int64_t id) const;

Q_SIGNALS:
    void openRequested(std::int64_t caseId);
    void besideRequested(std::int64_t caseId);
    void similarRequested(std::int64_t caseId);
    void mergeRequested();   // of the selected cases
    void collectRequested(); // of the selected cases
    void facetsChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    enum class Then { Nothing, Select, Open, Beside }; // when the filtered rows are there

    void buildRows();
    void buildList();
    QWidget* buildCountRow();
    void applyFilter();
    bool isBehind() const { return m_typing.isActive() || m_model.isBehind(); }
    void doOnceRead(Then then);
    void showRefreshed();
    void updateCount();
    void clearFilters();
    bool filterKey(const QKeyEvent& key);
    bool listKey(const QKeyEvent& key);
    void open(bool beside);
    void extendSelection(int step);
    void showMenu(const QPoint& at);

    CaseListModel& m_model;
    QTimer m_typing; // rests
    Then m_then = Then::Nothing;
    QPersistentModelIndex m_anchor; // of a selection of several

    QLineEdit* m_filter;
    FacetBar* m_facets;
    QComboBox* m_order;
    QToolButton *m_clear, *m_collections;
    QListView* m_list;
    ListPlace* m_place = nullptr;
    QLabel *m_count, *m_problem;
};

} // namespace bolus
