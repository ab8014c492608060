#include "ui/search/SearchController.h"

#include <QLocale>

#include "library/search/Search.h"
#include "ui/client/ServeClient.h"
#include "ui/common/Text.h"
#include "ui/library/LibrarySession.h"

namespace bolus {

namespace {
constexpr int restMs = 250;     // typing rests
constexpr int patienceMs = 500; // then words alone fill the list until the model has answered
constexpr int hitCount = 50;

QString leftOutText() {
    return SearchController::tr("Very many sentences match; only the best %1 were looked at. A "
                                "further word narrows the search.")
        .arg(QLocale().toString(mostSentencesSearched));
}

} // namespace

SearchController::SearchController(LibrarySession& library, ServeClient& serve, QObject* parent)
    : QObject(parent), m_library(library), m_serve(serve) {
    m_typing.setSingleShot(true);
    m_typing.setInterval(restMs);
    m_patience.setSingleShot(true);
    m_patience.setInterval(patienceMs);
    connect(&m_typing, &QTimer::timeout, this, &SearchController::askHelper);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        askWords(tr("Words of the reports so far; the images are still being compared."), false);
    });
}

void SearchController::type(const QString& phrase) {
    m_phrase = phrase.simplified();
    ++m_generation;
    m_patience.stop();
    if (m_phrase.isEmpty()) {
        m_typing.stop();
        Q_EMIT cleared();
        return;
    }
    m_typing.start();
}

void SearchController::searchNow() {
    if (!m_phrase.isEmpty())
        askHelper();
}

QStringList SearchController::filterArguments() const {
    const CaseFilter filter = m_filter ? m_filter() : CaseFilter{};
    QStringList words;
    const auto add = [&words](const char* key, const std::string& value) {
        if (!value.empty())
            words << QStringLiteral("%1:\"%2\"").arg(QLatin1String(key), toText(value));
    };
    add("modality", filter.modality);
    add("body", filter.bodyPart);
    add("phase", filter.hasPhase ? phaseToken(*filter.hasPhase) : "");
    add("sex", filter.sex);
    add("age", filter.ageDecade);
    add("year", filter.year);
    add("maker", filter.manufacturer);
    if (words.isEmpty())
        return {};
    return {QStringLiteral("--filter"), words.join(QLatin1Char(' '))};
}

void SearchController::askHelper() {
    m_typing.stop();
    const int generation = ++m_generation;
    Q_EMIT searchStarted(m_phrase);
    m_patience.start();
    const QStringList argv =
        QStringList{QStringLiteral("search"), QStringLiteral("--k"), QString::number(hitCount)} +
        filterArguments() + QStringList{QStringLiteral("--"), m_phrase};
    m_serve.request(
        argv, QStringLiteral("search"), this,
        [this, generation](const ServeReply& reply) { helperAnswered(generation, reply); });
}

void SearchController::helperAnswered(int generation, const ServeReply& reply) {
    if (generation != m_generation)
        return;
    m_patience.stop();
    m_answeredGeneration = generation;
    if (reply.error && reply.error->code == QLatin1String("cancelled"))
        return;
    if (reply.error) {
        if (m_phrase.isEmpty())
            Q_EMIT failed(reply.error->message);
        else
            askWords(tr("Words of the reports only: %1").arg(reply.error->message), true);
        return;
    }
    SearchAnswer answer;
    answer.phrase = m_phrase;
    for (const QJsonObject& item : reply.items)
        answer.hits.append(Hit::fromJson(item));
    if (!reply.result[QLatin1String("complete")].toBool(true))
        answer.notice = leftOutText();
    deliver(generation, std::move(answer));
}

void SearchController::askWords(const QString& notice, bool final) {
    SearchQuery query;
    query.phrase = m_phrase.toStdString();
    query.mode = SearchMode::Lexical;
    query.k = hitCount;
    if (m_filter)
        query.filter = m_filter();
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
                             SearchAnswer answer{m_phrase, {}, {}, {}, notice, final};
                             if (found->second)
                                 answer.notice += QLatin1Char(' ') + leftOutText();
                             for (const SearchHit& hit : found->first)
                                 answer.hits.append(Hit::fromLibrary(hit));
                             deliver(generation, std::move(answer));
                         });
}

// With the words to mark, which only the library's index knows, and the cases as they are listed.
// Without them where that fails.
void SearchController::deliver(int generation, SearchAnswer answer) {
    using Details = std::pair<std::vector<std::string>, std::vector<Case>>;
    std::vector<std::int64_t> ids;
    for (const Hit& hit : answer.hits)
        ids.push_back(hit.caseId);
    const auto look = [phrase = answer.phrase.toStdString(), ids](Library& library) {
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
            // The list's choices are out of sight while results are shown.
            if (const QStringList filter = filterArguments();
                !whole.phrase.isEmpty() && !filter.isEmpty())
                whole.notice =
                    (whole.notice + QLatin1Char(' ') +
                     tr("Only among the cases chosen in the list: %1.").arg(filter.last()))
                        .trimmed();
            Q_EMIT answered(whole);
        });
}

void SearchController::findSimilar(qint64 caseId, const QString& title) {
    m_typing.stop();
    m_patience.stop();
    const int generation = ++m_generation;
    m_phrase.clear();
    Q_EMIT searchStarted(tr("Similar to %1").arg(title));
    m_serve.request({QStringLiteral("similar"), QString::number(caseId), QStringLiteral("--k"),
                     QString::number(hitCount)},
                    QStringLiteral("search"), this, [this, generation](const ServeReply& reply) {
                        helperAnswered(generation, reply);
                    });
}

} // namespace bolus
