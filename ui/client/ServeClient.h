// The one warm `bolusctl serve` child that answers searches and attention maps.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>

#include <QJsonObject>
#include <QObject>
#include <QPointer>
#include <QProcess>
#include <QTimer>

#include "ui/client/JsonLines.h"

namespace bolus {

struct ServeError {
    QString code, message;
};

struct ServeReply {
    QList<QJsonObject> items;
    QJsonObject result;
    std::optional<ServeError> error; // code "cancelled": superseded or cancelled, nothing to show
};

class ServeClient : public QObject {
    Q_OBJECT
public:
    enum class State { Stopped, Running, Restarting };
    using Done = std::function<void(const ServeReply&)>;

    explicit ServeClient(QObject* parent = nullptr);
    ~ServeClient() override;

    /// Starts the child for this library; a running one for another library is ended first.
    void start(const QString& library);
    void stop();
    State state() const { return m_state; }
    /// First pause before a restart; it doubles up to 30 s while the child keeps dying.
    void setRestartDelay(int milliseconds) { m_firstDelay = m_delay = milliseconds; }

    /// `done` is called once, on the GUI thread, while `context` lives: with the reply, or with an
    /// error at once where the child is not running. A request of the same slot supersedes.
    quint64 request(const QStringList& argv, const QString& slot, QObject* context, Done done);
    void cancel(quint64 id);

Q_SIGNALS:
    /// `sentence` says what happened, for people; empty when all is well.
    void stateChanged(bolus::ServeClient::State state, const QString& sentence);

private:
    struct Pending {
        QString slot;
        QPointer<QObject> context;
        Done done;
        ServeReply reply;
    };

    void launch();
    void readOutput();
    void handle(const QJsonObject& event);
    void processGone(const QString& sentence);
    void finish(quint64 id);
    void failAll(const ServeError& error);
    void send(const QJsonObject& line);
    void setState(State state, const QString& sentence = {});

    QString m_library;
    std::unique_ptr<QProcess> m_process;
    QTimer m_restart;
    JsonLines m_lines;
    std::map<quint64, Pending> m_pending;
    quint64 m_nextId = 1;
    int m_firstDelay = 500, m_delay = 500;
    State m_state = State::Stopped;
    bool m_told = false; // of this outage
};

} // namespace bolus
