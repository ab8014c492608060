#include "ui/search/SearchController.h"

#include "library/search/Search.h"
#include "ui/client/ServeClient.h"
#include "ui/common/Text.h"
#include "ui/library/LibrarySession.h"

namespace bolus {

namespace {
constexpr int restMs = 250;     // typing rests
constexpr int patienceMs = 500; // then words alone fill the list until the model has answered
constexpr int hitCount = 50;
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
    if (!filter.modality.empty())
        words << QStringLiteral("modality:\"%1\"").arg(toText(filter.modality));
    if (!filter.bodyPart.empty())
        words << QStringLiteral("body:\"%1\"").arg(toText(filter.bodyPart));
    if (filter.hasPhase)
        words << QStringLiteral("phase:") + QLatin1String(phaseToken(*filter.hasPhase));
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
    deliver(generation, std::move(answer));
}

void SearchController::askWords(const QString& notice, bool final) {
    SearchQuery query;
    query.phrase = m_phrase.toStdString();
    query.mode = SearchMode::Lexical;
    query.k = hitCount;
    if (m_filter)
        query.filter = m_filter();
    m_library.ask<std::vector<SearchHit>>(
        this, [query](Library& library) { return searchCases(library, {}, query); },
        [this, generation = m_generation, notice, final](Result<std::vector<SearchHit>> hits) {
            const bool late = !final && m_answeredGeneration == generation;
            if (generation != m_generation || late)
                return;
            if (!hits) {
                Q_EMIT failed(toText(hits.error().message));
                return;
            }
            SearchAnswer answer{m_phrase, {}, {}, notice, final};
            for (const SearchHit& hit : *hits)
                answer.hits.append(Hit::fromLibrary(hit));
            deliver(generation, std::move(answer));
        });
}

// With the words to mark, which only the library's index knows. Without them where that fails.
void SearchController::deliver(int generation, SearchAnswer answer) {
    const std::string phrase = answer.phrase.toStdString();
    m_library.ask<std::vector<std::string>>(
        this, [phrase](Library& library) { return wordsMatched(library, phrase); },
        [this, generation, answer = std::move(answer)](Result<std::vector<std::string>> words) {
            const bool late = !answer.final && m_answeredGeneration == generation;
            if (generation != m_generation || late)
                return;
            SearchAnswer whole = answer;
            for (const std::string& word : words.value_or(std::vector<std::string>{}))
                whole.words << toText(word);
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
