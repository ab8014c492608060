// Searching in the window beyond the phrase: regions, more and less like, collections, saved
// searches, receipts. Its menu, its keys, and the place that matched in an opened case.
#pragma once

#include <QObject>

#include "ui/search/Hit.h"
#include "ui/search/SearchWish.h"

class QAction;
class QMainWindow;
class QMenu;

namespace bolus {

class Actions;
class CaseController;
class Collections;
class HeatmapController;
class HeatmapPanel;
class LibraryPanel;
class MessageBar;
class SearchController;
class SearchPanel;
class SearchRecords;
class ViewerWidget;
class WhyPanel;
struct Annotation;
struct Case;
struct Dialogs;
struct VolumeRecord;
struct Workbench;

class Searching : public QObject {
    Q_OBJECT
public:
    struct Parts {
        Workbench& bench;
        ViewerWidget& viewer;
        CaseController& cases;
        SearchController& search;
        SearchRecords& records;
        SearchPanel& panel;
        LibraryPanel& library;
        WhyPanel& why;
        HeatmapController& heatmaps;
        HeatmapPanel& heatmapPanel;
        Actions& actions;
        const Dialogs& dialogs;
        MessageBar& messages;
    };
    /// Belongs to the window, whose menu bar is there already.
    Searching(QMainWindow& window, const Parts& parts);

    Collections& collections() { return *m_collections; }

private:
    void arriveAtMatches();
    QAction* add(const char* name, const QString& text, const QKeySequence& key,
                 void (Searching::*run)());
    void makeActions();
    void addMenu();
    void fillResultMenu();
    void connectRecords();
    void connectHits();

    std::optional<ExampleCase> chosenCase() const;
    void moreLike();
    void lessLike();
    void showHitMenu(const QPoint& global);
    void followExample(const SearchWish& wish);

    void findSimilarRegion();
    void searchRegion(const Annotation& region, const VolumeRecord& volume);
    const Annotation* chosenRegion() const;
    const Case* shownCase(qint64 caseId) const;
    void showMatch(const Hit& hit);
    void goToMatch();
    bool goToRegion(const Case& exam, const HitRegion& region);
    bool goToSlice(const Case& exam, const HitSlice& slice);
    void showPhraseMap();
    void showMapOf(const Hit& hit);
    void goToPeak();

    void addToCollection();
    void askCollection(const QList<qint64>& cases);
    void fillCollections();
    void addCollectionMenu(const QString& name, qint64 cases);
    void takeOut();

    void saveSearch();
    void saveReceipt();
    void copyReceipt();
    void searchAgain();

    QMainWindow& m_window;
    Parts m;
    Collections* m_collections;
    QMenu* m_collectionMenu;
    QList<QAction*> m_ofHits, m_ofResults;
    QAction* m_phraseMap = nullptr;
    std::optional<Hit> m_match; // whose place is gone to once its case is shown
    qint64 m_peak = 0;          // the case whose map is gone to where it is highest
    qint64 m_example = 0;       // whose phases are known
};

} // namespace bolus
