#include "ui/search/Collections.h"

#include <QJsonObject>

#include "ui/client/ServeClient.h"
#include "ui/common/Text.h"

namespace bolus {

namespace {

QStringList idsOf(const QList<qint64>& cases) {
    QStringList ids;
    for (const qint64 id : cases)
        ids << QString::number(id);
    return ids;
}

} // namespace

Collections::Collections(ServeClient& serve, QObject* parent) : QObject(parent), m_serve(serve) {
    connect(&serve, &ServeClient::stateChanged, this, [this](ServeClient::State state) {
        if (state == ServeClient::State::Running)
            refresh();
    });
}

void Collections::refresh() {
    m_serve.request({QStringLiteral("collection"), QStringLiteral("list")}, {}, this,
                    [this](const ServeReply& reply) {
                        if (reply.error)
                            return;
                        m_rows.clear();
                        for (const QJsonObject& item : reply.items)
                            m_rows.append({item[QLatin1String("name")].toString(),
                                           item[QLatin1String("cases")].toInteger()});
                        Q_EMIT changed();
                    });
}

void Collections::run(const QStringList& command, const QString& sentence) {
    m_serve.request(QStringList(QStringLiteral("collection")) + command, {}, this,
                    [this, sentence](const ServeReply& reply) {
                        if (reply.error)
                            Q_EMIT failed(reply.error->message);
                        else
                            Q_EMIT told(sentence);
                        refresh();
                    });
}

void Collections::add(const QString& name, const QList<qint64>& cases) {
    run(QStringList{QStringLiteral("add"), name} + idsOf(cases),
        tr("%n case(s) added to “%1”.", nullptr, static_cast<int>(cases.size())).arg(name));
}

void Collections::remove(const QString& name, const QList<qint64>& cases) {
    run(QStringList{QStringLiteral("remove"), name} + idsOf(cases),
        tr("%n case(s) taken out of “%1”.", nullptr, static_cast<int>(cases.size())).arg(name));
}

void Collections::rename(const QString& name, const QString& to) {
    run({QStringLiteral("rename"), name, to}, tr("“%1” is now called “%2”.").arg(name, to));
}

void Collections::discard(const QString& name) {
    run({QStringLiteral("delete"), name},
        tr("The collection “%1” was deleted. Its cases stay in the library.").arg(name));
}

} // namespace bolus
