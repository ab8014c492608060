// Turns typing and choices into answers: the warm helper ranks by words and images; words alone
// always work.
#pragma once

#include <functional>

#include <QObject>
#include <QTimer>

#include "library/store/Library.h"
#include "ui/search/CitedSlices.h"
#include "ui/search/SearchAnswer.h"

namespace bolus {

class LibrarySession;
class ServeClient;

class SearchController : public QObject {
    Q_OBJECT
public:
    SearchController(LibrarySession& library, ServeClient& serve, QObject* parent = nullptr);

    /// Facets of the list that narrow every search; asked for at each search.
    void setFilterSource(std::function<CaseFilter()> source) { m_filter = std::move(source); }

    /// Searches once typing rests. Beside an example the phrase says what else; an empty phrase
    /// without one ends the search.
    void type(const QString& phrase);
    /// Searches now, e.g. on Enter.
    void searchNow();
    void findSimilar(qint64 caseId, const QString& title);
    /// `region` is SERIES:PART:x,y,z,r in the case.
    void findSimilarRegion(const ExampleCase& exam, const QString& region, const QString& title);
    void likeMore(const ExampleCase& exam);
    void likeLess(const ExampleCase& exam);
    /// Any question, e.g. an earlier one.
    void search(const SearchWish& wish);
    /// The same question changed in one point; nothing where nothing is searched for.
    void change(const std::function<void(SearchWish&)>& how);
    void setOptions(const SearchOptions& options);
    /// The same list, further down; nothing for a saved search, which has its own length.
    void goOn();
    /// Ends the search and forgets all that narrowed it.
    void clear();
    const SearchWish& wish() const { return m_wish; }
    const QString& phrase() const { return m_wish.phrase; }
    /// The words of --filter that the list's choices stand for.
    QString filterWords() const;

    /// The other cases of a hit's patient that this question finds.
    void othersOfPatient(const Hit& hit,
                         const std::function<void(const QList<Hit>&, std::vector<Case>)>& done);
    /// Runs the question once more to keep it under this name.
    void saveAs(const QString& name, const std::function<void(const QString& problem)>& done);

Q_SIGNALS:
    void searchStarted(const QString& title);
    void wishChanged(const bolus::SearchWish& wish);
    void answered(const bolus::SearchAnswer& answer);
    /// Images that sentences of the answer name, some cases at a time.
    void placed(const bolus::CitedSlices& slices);
    void failed(const QString& sentence);
    /// goOn() found nothing; what there is stays.
    void wentNoFurther(const QString& sentence);
    void cleared();

private:
    void ask();
    void askHelper(bool goesOn);
    void place(int generation, const std::vector<CitingHit>& hits, std::size_t from);
    void askWords(const QString& notice, bool final);
    void helperAnswered(int generation, bool goesOn, const struct ServeReply& reply);
    void deliver(int generation, SearchAnswer answer);
    Result<CaseFilter> wholeFilter() const;
    QString filterNotice() const;

    LibrarySession& m_library;
    ServeClient& m_serve;
    std::function<CaseFilter()> m_filter;
    QTimer m_typing, m_patience;
    SearchWish m_wish;
    int m_hits = 0;               // asked for
    int m_generation = 0;         // answers to older questions are dropped
    int m_answeredGeneration = 0; // the helper's answer is better than words alone
};

} // namespace bolus
