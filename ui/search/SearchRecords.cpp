#include "ui/search/SearchRecords.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSettings>

#include "ui/client/ServeClient.h"
#include "ui/library/LibrarySession.h"

namespace bolus {

namespace {

constexpr qsizetype mostPast = 40;

PastSearch pastOf(const QJsonObject& json) {
    return {SearchWish::fromJson(json[QLatin1String("wish")].toObject()),
            json[QLatin1String("receipt")].toInteger(), json[QLatin1String("hits")].toInteger()};
}

QJsonObject toJson(const PastSearch& past) {
    return {{QStringLiteral("wish"), past.wish.toJson()},
            {QStringLiteral("receipt"), past.receipt},
            {QStringLiteral("hits"), past.hits}};
}

/// The same question while it was typed: its phrase is the beginning of the other's.
bool isBeginning(const SearchWish& first, const SearchWish& whole) {
    SearchWish same = first;
    same.phrase = whole.phrase;
    return !first.phrase.isEmpty() && whole.phrase.startsWith(first.phrase) && same.asks(whole);
}

QStringList sentencesOf(const QJsonValue& list) {
    QStringList sentences;
    const QJsonArray array = list.toArray();
    for (const QJsonValue& entry : array)
        sentences << entry.toString();
    return sentences;
}

} // namespace

SearchRecords::SearchRecords(const LibrarySession& library, ServeClient& serve, QObject* parent)
    : QObject(parent), m_library(library), m_serve(serve) {
    connect(&serve, &ServeClient::stateChanged, this, [this](ServeClient::State state) {
        if (state == ServeClient::State::Running)
            refreshSaved();
    });
    connect(&library, &LibrarySession::opened, this, [this] {
        m_saved.clear();
        Q_EMIT savedChanged();
    });
}

QString SearchRecords::key() const {
    const QByteArray folder =
        QCryptographicHash::hash(m_library.folder().toUtf8(), QCryptographicHash::Sha1).toHex();
    return QStringLiteral("search/past/") + QString::fromLatin1(folder.left(12));
}

QList<PastSearch> SearchRecords::past() const {
    QList<PastSearch> all;
    const QJsonArray list = QJsonDocument::fromJson(QSettings().value(key()).toByteArray()).array();
    for (const QJsonValue& entry : list)
        if (PastSearch one = pastOf(entry.toObject()); !one.wish.isEmpty())
            all.append(std::move(one));
    return all;
}

void SearchRecords::remember(const SearchAnswer& answer) {
    if (!answer.final || answer.wish.isEmpty())
        return;
    QList<PastSearch> all = past();
    const auto isOlder = [&](const PastSearch& one) { return one.wish.asks(answer.wish); };
    if (!all.isEmpty() && isBeginning(all.first().wish, answer.wish))
        all.removeFirst();
    all.removeIf(isOlder);
    all.prepend({answer.wish, answer.receipt, answer.hits.size()});
    QJsonArray list;
    for (const PastSearch& one : all.mid(0, mostPast))
        list.append(toJson(one));
    QSettings().setValue(key(), QJsonDocument(list).toJson(QJsonDocument::Compact));
}

void SearchRecords::forgetPast() {
    QSettings().remove(key());
}

void SearchRecords::refreshSaved() {
    m_serve.request({QStringLiteral("searches"), QStringLiteral("saved")}, {}, this,
                    [this](const ServeReply& reply) {
                        if (reply.error) // of a helper that knows none yet
                            return;
                        m_saved.clear();
                        for (const QJsonObject& item : reply.items)
                            m_saved.append({item[QLatin1String("name")].toString(),
                                            item[QLatin1String("title")].toString()});
                        Q_EMIT savedChanged();
                    });
}

void SearchRecords::forgetSaved(const QString& name) {
    m_serve.request(
        {QStringLiteral("searches"), QStringLiteral("forget"), QStringLiteral("--"), name}, {},
        this, [this](const ServeReply& reply) {
            if (reply.error)
                Q_EMIT failed(reply.error->message);
            refreshSaved();
        });
}

void SearchRecords::replay(qint64 receipt) {
    const QStringList argv{QStringLiteral("searches"), QStringLiteral("replay"),
                           QString::number(receipt)};
    m_serve.request(argv, {}, this, [this](const ServeReply& reply) {
        if (reply.error) {
            Q_EMIT failed(reply.error->message);
            return;
        }
        QStringList differs = sentencesOf(reply.result[QLatin1String("differs")]);
        const bool same = reply.result[QLatin1String("same")].toBool();
        for (const QJsonObject& item : reply.items)
            differs << item[QLatin1String("what")].toString();
        differs.removeAll(QString());
        Q_EMIT told(same ? tr("Searched again as then: the same cases in the same order.")
                         : tr("Searched again as then: the result is another than it was."),
                    differs.join(QLatin1Char('\n')));
    });
}

void SearchRecords::saveReceipt(qint64 receipt, const QString& file) {
    const QStringList argv{QStringLiteral("searches"), QStringLiteral("show"),
                           QString::number(receipt), QStringLiteral("--out"), file};
    m_serve.request(argv, {}, this, [this, file](const ServeReply& reply) {
        if (reply.error)
            Q_EMIT failed(reply.error->message);
        else
            Q_EMIT told(tr("The receipt was saved as %1.").arg(file), {});
    });
}

} // namespace bolus
