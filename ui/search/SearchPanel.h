// The search box, and below it the cases, or what was found.
#pragma once

#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QStackedWidget>

#include "ui/search/HitModel.h"
#include "ui/search/SearchController.h"

namespace bolus {

class SearchPanel : public QWidget {
    Q_OBJECT
public:
    /// `library` is what stands below the box while nothing is searched for.
    SearchPanel(SearchController& search, Thumbnails& thumbnails, QWidget* library,
                QWidget* parent = nullptr);

    void focusBox();
    void setPhrase(const QString& phrase); // as if typed
    void clearSearch();
    bool showsResults() const;
    std::optional<Hit> selectedHit() const;
    /// Selects the best hit that is not this case.
    std::optional<Hit> selectHitOtherThan(qint64 caseId);
    /// What the shown phrase matched in reports.
    const QStringList& shownWords() const { return m_shownWords; }

Q_SIGNALS:
    void openRequested(const bolus::Hit& hit);
    void besideRequested(const bolus::Hit& hit);
    void resultsShown(int count, bool final);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* buildResults();
    void connectSearch(SearchController& search);
    void showAnswer(const SearchAnswer& answer);
    void openSelected(bool beside);
    bool handleKey(QObject* watched, int key, Qt::KeyboardModifiers modifiers);

    SearchController& m_search;
    HitModel* m_model;
    QLineEdit* m_box;
    QStackedWidget* m_stack;
    QListView* m_list;
    QLabel *m_heading, *m_notice;
    QPushButton *m_open, *m_beside;
    QString m_shownPhrase;
    QStringList m_shownWords;
};

} // namespace bolus
