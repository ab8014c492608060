#include "ui/search/SearchController.h"

#include <algorithm>

#include <QLocale>

#include "library/search/Search.h"
#include "ui/client/ServeClient.h"
#include "ui/common/Text.h"
#include "ui/library/LibrarySession.h"

namespace bolus {

namespace {
constexpr int restMs = 250;     // typing rests
constexpr int patienceMs = 500; // then words alone fill the list until the model has answered
constexpr int hitCount = 100;   // and as many more each time
constexpr int mostOfPatient = 50;
constexpr std::size_t mostPlaced = 100, placedAtOnce = 5; // another may wait for the library

QString slot() {
    return QStringLiteral("search");
}

QString leftOutText() {
    return SearchController::tr("Very many sentences match; only the best %1 were looked at. A "
                                "further word narrows the search.")
        .arg(QLocale().toString(mostSentencesSearched));
}

/// Once in one list, and in that list alone.
void judge(SearchWish& wish, const ExampleCase& exam, bool more) {
    const auto same = [&](const ExampleCase& other) { return other.id == exam.id; };
    wish.more.removeIf(same);
    wish.less.removeIf(same);
    (more ? wish.more : wish.less).append(exam);
}

} // namespace

SearchController::SearchController(LibrarySession& library, ServeClient& serve, QObject* parent)
    : QObject(parent), m_library(library), m_serve(serve) {
    m_wish.options = SearchOptions::stored();
    m_typing.setSingleShot(true);
    m_typing.setInterval(restMs);
    m_patience.setSingleShot(true);
    m_patience.setInterval(patienceMs);
    connect(&m_typing, &QTimer::timeout, this, &SearchController::ask);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        askWords(tr("Words of the reports so far; the images are still being compared."), false);
    });
}

void SearchController::type(const QString& phrase) {
    const QString typed = phrase.simplified();
    if (typed == m_wish.phrase && m_wish.saved.isEmpty())
        return;
    m_wish.phrase = typed;
    m_wish.saved.clear();
    ++m_generation;
    m_patience.stop();
    if (m_wish.isEmpty()) {
        clear();
        return;
    }
    m_typing.start();
    Q_EMIT wishChanged(m_wish);
}

void SearchController::searchNow() {
    if (!m_wish.isEmpty())
        ask();
}

void SearchController::clear() {
    m_typing.stop();
    m_patience.stop();
    ++m_generation;
    SearchWish none;
    none.options = m_wish.options;
    m_wish = none;
    Q_EMIT wishChanged(m_wish);
    Q_EMIT cleared();
}

void SearchController::search(const SearchWish& wish) {
    m_wish = wish;
    ask();
}

void SearchController::goOn() {
    if (m_wish.isEmpty() || !m_wish.saved.isEmpty() || m_typing.isActive())
        return;
    m_hits += hitCount;
    askHelper(true);
}

void SearchController::change(const std::function<void(SearchWish&)>& how) {
    SearchWish wish = m_wish;
    how(wish);
    if (m_wish.isEmpty())
        return;
    if (wish.isEmpty())
        clear();
    else if (!wish.asks(m_wish))
        search(wish);
}

void SearchController::setOptions(const SearchOptions& options) {
    options.store();
    if (m_wish.isEmpty())
        m_wish.options = options;
    else
        change([&](SearchWish& wish) { wish.options = options; });
}

void SearchController::findSimilar(qint64 caseId, const QString& title) {
    SearchWish wish;
    wish.options = m_wish.options;
    wish.example = {caseId, title};
    search(wish);
}

void SearchController::findSimilarRegion(const ExampleCase& exam, const QString& region,
                                         const QString& title) {
    SearchWish wish;
    wish.options = m_wish.options;
    wish.example = exam;
    wish.region = region;
    wish.regionTitle = title;
    search(wish);
}

void SearchController::likeMore(const ExampleCase& exam) {
    change([&](SearchWish& wish) { judge(wish, exam, true); });
}

void SearchController::likeLess(const ExampleCase& exam) {
    change([&](SearchWish& wish) { judge(wish, exam, false); });
}

QString SearchController::filterWords() const {
    const CaseFilter filter = m_filter ? m_filter() : CaseFilter{};
    QStringList words;
    const auto add = [&words](const char* key, const std::string& value) {
        if (!value.empty())
            words << filterWord(QLatin1String(key), toText(value));
    };
    add("modality", filter.modality);
    add("body", filter.bodyPart);
    add("phase", filter.hasPhase ? phaseToken(*filter.hasPhase) : "");
    add("sex", filter.sex);
    add("age", filter.ageDecade);
    add("year", filter.year);
    add("maker", filter.manufacturer);
    return words.join(QLatin1Char(' '));
}

Result<CaseFilter> SearchController::wholeFilter() const {
    QStringList words = QStringList(filterWords()) + m_wish.narrowed;
    if (!m_wish.collection.isEmpty())
        words << filterWord(QStringLiteral("collection"), m_wish.collection);
    return parseCaseFilter(words.join(QLatin1Char(' ')).toStdString());
}

void SearchController::ask() {
    m_hits = hitCount;
    m_typing.stop();
    m_patience.stop();
    Q_EMIT wishChanged(m_wish);
    Q_EMIT searchStarted(m_wish.title());
    if (m_wish.example.id == 0 && m_wish.saved.isEmpty())
        m_patience.start();
    askHelper(false);
}

void SearchController::askHelper(bool goesOn) {
    const int generation = ++m_generation;
    m_serve.request(m_wish.arguments(filterWords(), m_hits), slot(), this,
                    [this, generation, goesOn](const ServeReply& reply) {
                        helperAnswered(generation, goesOn, reply);
                    });
}

void SearchController::helperAnswered(int generation, bool goesOn, const ServeReply& reply) {
    if (generation != m_generation)
        return;
    m_patience.stop();
    m_answeredGeneration = generation;
    if (reply.error && reply.error->code == QLatin1String("cancelled"))
        return;
    if (reply.error && goesOn) { // what is listed stays
        m_hits -= hitCount;
        Q_EMIT wentNoFurther(reply.error->message);
        return;
    }
    if (reply.error) {
        const bool byWords = m_wish.example.id == 0 && m_wish.saved.isEmpty() &&
                             reply.error->code != QLatin1String("bad_input");
        if (byWords)
            askWords(tr("Words of the reports only: %1").arg(reply.error->message), true);
        else
            Q_EMIT failed(reply.error->message);
        return;
    }
    SearchAnswer answer;
    answer.wish = m_wish;
    answer.goesOn = goesOn;
    for (const QJsonObject& item : reply.items)
        answer.hits.append(Hit::fromJson(item));
    answer.readResult(reply.result);
    if (!reply.result[QLatin1String("complete")].toBool(true))
        answer.notice = leftOutText();
    deliver(generation, std::move(answer));
}

void SearchController::askWords(const QString& notice, bool final) {
    const Result<CaseFilter> filter = wholeFilter();
    if (!filter) { // cases that it leaves out are not to be shown
        Q_EMIT failed(toText(filter.error().message));
        return;
    }
    SearchQuery query;
    query.phrase = m_wish.phrase.toStdString();
    query.mode = SearchMode::Lexical;
    query.k = m_hits;
    query.filter = *filter;
    query.onePerPatient = m_wish.options.onePerPatient;
    using Found = std::pair<std::vector<SearchHit>, bool>; // and whether sentences were left out
    const auto look = [query](Library& library) -> Result<Found> {
        auto hits = searchCases(library, {}, query);
        const bool leftOut = library.leftSentencesOut();
        if (!hits)
            return std::unexpected(hits.error());
        return Found{std::move(*hits), leftOut};
    };
    m_library.ask<Found>(this, look,
                         [this, generation = m_generation, notice, final](Result<Found> found) {
                             const bool late = !final && m_answeredGeneration == generation;
                             if (generation != m_generation || late)
                                 return;
                             if (!found) {
                                 Q_EMIT failed(toText(found.error().message));
                                 return;
                             }
                             SearchAnswer answer;
                             answer.wish = m_wish;
                             answer.notice = notice;
                             answer.final = final;
                             if (found->second)
                                 answer.notice += QLatin1Char(' ') + leftOutText();
                             for (const SearchHit& hit : found->first)
                                 answer.hits.append(Hit::fromLibrary(hit));
                             deliver(generation, std::move(answer));
                         });
}

// The list's choices are out of sight while results are shown.
QString SearchController::filterNotice() const {
    const QString words = filterWords();
    return words.isEmpty() || !m_wish.saved.isEmpty()
               ? QString()
               : tr("Only among the cases chosen in the list: %1.").arg(words);
}

// With the words to mark, which only the library's index knows, and the cases as they are listed.
// Without them where that fails.
void SearchController::deliver(int generation, SearchAnswer answer) {
    using Details = std::pair<std::vector<std::string>, std::vector<Case>>;
    std::vector<std::int64_t> ids;
    for (const Hit& hit : answer.hits)
        ids.push_back(hit.caseId);
    const auto look = [phrase = answer.phrase().toStdString(), ids](Library& library) {
        return Result<Details>(
            Details{wordsMatched(library, phrase).value_or(std::vector<std::string>{}),
                    library.casesByIds(ids).value_or(std::vector<Case>{})});
    };
    m_library.ask<Details>(
        this, look, [this, generation, answer = std::move(answer)](Result<Details> details) {
            const bool late = !answer.final && m_answeredGeneration == generation;
            if (generation != m_generation || late)
                return;
            SearchAnswer whole = answer;
            if (details) {
                for (const std::string& word : details->first)
                    whole.words << toText(word);
                whole.cases = std::move(details->second);
            }
            whole.notice = (whole.notice + QLatin1Char(' ') + filterNotice()).trimmed();
            whole.orderTags();
            Q_EMIT answered(whole);
            place(generation, citingHits(whole.hits.mid(whole.goesOn ? m_hits - hitCount : 0)), 0);
        });
}

void SearchController::place(int generation, const std::vector<CitingHit>& hits, std::size_t from) {
    const std::size_t to = std::min({from + placedAtOnce, hits.size(), mostPlaced});
    if (generation != m_generation || from >= to)
        return;
    const auto look = [hits, from, to](Library& library) {
        return Result<CitedSlices>(citedSlices(std::span(hits).subspan(from, to - from), library));
    };
    m_library.ask<CitedSlices>(this, look,
                               [this, generation, hits, to](const Result<CitedSlices>& slices) {
                                   if (generation != m_generation || !slices)
                                       return;
                                   Q_EMIT placed(*slices);
                                   place(generation, hits, to);
                               });
}

void SearchController::othersOfPatient(
    const Hit& hit, const std::function<void(const QList<Hit>&, std::vector<Case>)>& done) {
    if (!m_wish.saved.isEmpty())
        return;
    SearchWish wish = m_wish;
    wish.options.onePerPatient = false;
    wish.options.diverse = false;
    wish.narrowed << QLatin1Char('"') + QString(hit.patientId).remove(QLatin1Char('"')) +
                         QLatin1Char('"');
    QStringList argv = wish.arguments(filterWords(), mostOfPatient);
    argv.insert(1, QStringLiteral("--no-receipt"));
    if (wish.example.id != 0) // `similar` has its case first
        argv.swapItemsAt(1, 2);
    const auto take = [this, done, hit, generation = m_generation](const ServeReply& reply) {
        if (generation != m_generation)
            return;
        QList<Hit> others;
        std::vector<std::int64_t> ids;
        for (const QJsonObject& item : reply.items)
            if (const Hit other = Hit::fromJson(item);
                other.patientId == hit.patientId && other.caseId != hit.caseId) {
                others.append(other);
                ids.push_back(other.caseId);
            }
        m_library.ask<std::vector<Case>>(
            this, [ids](Library& library) { return library.casesByIds(ids); },
            [this, done, others, generation](Result<std::vector<Case>> cases) {
                if (generation == m_generation)
                    done(others, std::move(cases).value_or(std::vector<Case>()));
            });
    };
    m_serve.request(argv, {}, this, take);
}

void SearchController::saveAs(const QString& name,
                              const std::function<void(const QString& problem)>& done) {
    if (m_wish.isEmpty() || !m_wish.saved.isEmpty())
        return;
    QStringList argv = m_wish.arguments(filterWords(), m_hits);
    argv.insert(m_wish.example.id != 0 ? 2 : 1, QStringLiteral("--save"));
    argv.insert(m_wish.example.id != 0 ? 3 : 2, name);
    m_serve.request(argv, {}, this, [done](const ServeReply& reply) {
        done(reply.error ? reply.error->message : QString());
    });
}

} // namespace bolus
