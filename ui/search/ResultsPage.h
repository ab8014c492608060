// What was found: how many, how sure, what is among it, the cases themselves.
#pragma once

#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QWidget>

#include "ui/search/HitList.h"
#include "ui/search/SearchController.h"

namespace bolus {

class FacetPanel;

class ResultsPage : public QWidget {
    Q_OBJECT
public:
    ResultsPage(SearchController& search, HitModel& model, QWidget* parent = nullptr);

    HitList& list() { return *m_list; }
    std::optional<Hit> selected() const;
    void showSearching(const QString& title);
    void showAnswer(const SearchAnswer& answer);
    void showFailure(const QString& sentence);
    /// The menu beside the heading: what can be done with the whole result.
    QMenu& menu() { return *m_menu; }

Q_SIGNALS:
    void openRequested(const bolus::Hit& hit);
    void besideRequested(const bolus::Hit& hit);

private:
    QWidget* buildHeading();
    QWidget* buildButtons();
    void open(bool beside);
    void toggleFold(const QModelIndex& index);
    void setFacetsShown(bool shown);
    void tellCount(const SearchAnswer& answer);

    SearchController& m_search;
    HitModel& m_model;
    HitList* m_list;
    FacetPanel* m_facets;
    QLabel *m_heading, *m_unsure, *m_notice, *m_below;
    QToolButton *m_narrow, *m_more;
    QMenu* m_menu;
    QPushButton *m_further, *m_open, *m_beside;
};

} // namespace bolus
