// Turns typing into answers: the warm helper ranks by words and images; words alone always work.
#pragma once

#include <functional>

#include <QObject>
#include <QTimer>

#include "library/store/Library.h"
#include "ui/search/Hit.h"

namespace bolus {

class LibrarySession;
class ServeClient;

class SearchController : public QObject {
    Q_OBJECT
public:
    SearchController(LibrarySession& library, ServeClient& serve, QObject* parent = nullptr);

    /// Facets that narrow every search; asked for at each search.
    void setFilterSource(std::function<CaseFilter()> source) { m_filter = std::move(source); }

    /// Searches once typing rests. An empty phrase ends the search.
    void type(const QString& phrase);
    /// Searches now, e.g. on Enter.
    void searchNow();
    void findSimilar(qint64 caseId, const QString& title);
    const QString& phrase() const { return m_phrase; }

Q_SIGNALS:
    void searchStarted(const QString& phrase);
    void answered(const bolus::SearchAnswer& answer);
    void failed(const QString& sentence);
    void cleared();

private:
    void askHelper();
    void askWords(const QString& notice, bool final);
    void helperAnswered(int generation, const struct ServeReply& reply);
    void deliver(int generation, SearchAnswer answer);
    QStringList filterArguments() const;

    LibrarySession& m_library;
    ServeClient& m_serve;
    std::function<CaseFilter()> m_filter;
    QTimer m_typing, m_patience;
    QString m_phrase;
    int m_generation = 0;         // answers to older questions are dropped
    int m_answeredGeneration = 0; // the helper's answer is better than words alone
};

} // namespace bolus
