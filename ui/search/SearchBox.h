// Where the phrase is typed, with earlier and saved searches, options, and how it was understood.
#pragma once

#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>

#include "ui/search/SearchAnswer.h"

namespace bolus {

class OptionsMenu;
class SearchController;
class SearchRecords;

class SearchBox : public QWidget {
    Q_OBJECT
public:
    SearchBox(SearchController& search, SearchRecords& records, QWidget* parent = nullptr);

    QLineEdit& line() { return *m_line; }
    OptionsMenu& options() { return *m_options; }
    /// Earlier, saved and example searches, below the box.
    void showEarlier();
    void showAnswer(const SearchAnswer& answer);

Q_SIGNALS:
    void saveRequested();

private:
    void buildLine();
    void follow(const SearchWish& wish);
    void fillEarlier();
    void addSaved();
    void addPast();
    void addExamples();
    void tellReadAs(bool whole);
    void useInstead(const QString& link);
    void showReadAs(const QString& html);

    SearchController& m_search;
    SearchRecords& m_records;
    QLineEdit* m_line;
    OptionsMenu* m_options;
    QMenu* m_earlier;
    QAction *m_star, *m_clock;
    QLabel* m_readAs;
    SearchAnswer m_answer; // shown
    bool m_isFollowing = false;
};

} // namespace bolus
