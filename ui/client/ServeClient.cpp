#include "ui/client/ServeClient.h"

#include <algorithm>

#include <QJsonArray>
#include <QJsonDocument>

#include "ui/client/Program.h"

namespace bolus {

namespace {
constexpr int longestDelayMs = 30000;
constexpr int graceMs = 1000;
} // namespace

ServeClient::ServeClient(QObject* parent) : QObject(parent) {
    m_restart.setSingleShot(true);
    connect(&m_restart, &QTimer::timeout, this, &ServeClient::launch);
}

ServeClient::~ServeClient() {
    blockSignals(true);
    m_pending.clear();
    stop();
}

void ServeClient::start(const QString& library) {
    stop();
    m_library = library;
    m_delay = m_firstDelay;
    m_told = false;
    launch();
}

void ServeClient::stop() {
    m_restart.stop();
    if (const auto process = std::move(m_process)) {
        process->disconnect(this);
        process->closeWriteChannel();
        process->terminate(); // at the end of stdin alone it would first answer what was asked
        if (process->state() != QProcess::NotRunning && !process->waitForFinished(graceMs)) {
            process->kill();
            process->waitForFinished(graceMs);
        }
    }
    failAll({QStringLiteral("cancelled"), tr("Stopped.")});
    setState(State::Stopped);
}

void ServeClient::launch() {
    m_lines = {};
    m_process = std::make_unique<QProcess>();
    m_process->setProcessEnvironment(bolusctlEnvironment());
    m_process->setStandardErrorFile(QProcess::nullDevice());
    connect(m_process.get(), &QProcess::readyReadStandardOutput, this, &ServeClient::readOutput);
    connect(m_process.get(), &QProcess::started, this, [this] {
        m_told = false;
        setState(State::Running);
    });
    connect(m_process.get(), &QProcess::finished, this, [this](int exitCode) {
        processGone(tr("The search helper stopped unexpectedly (exit code %1); it is being "
                       "restarted. Searching the words of reports goes on working.")
                        .arg(exitCode));
    });
    connect(m_process.get(), &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            processGone(tr("The search helper %1 could not be started: %2. Searching the words of "
                           "reports goes on working.")
                            .arg(m_process->program(), m_process->errorString()));
    });
    m_process->start(bolusctlProgram(), bolusctlArguments(m_library, {QStringLiteral("serve")}));
}

quint64 ServeClient::request(const QStringList& argv, const QString& slot, QObject* context,
                             Done done) {
    const quint64 id = m_nextId++;
    if (!m_process || m_process->state() == QProcess::NotRunning) {
        done({{},
              {},
              ServeError{QStringLiteral("not_found"), tr("The search helper is not running.")}});
        return id;
    }
    m_pending[id] = {slot, context, std::move(done), {}};
    QJsonObject line{{QLatin1String("id"), static_cast<qint64>(id)},
                     {QLatin1String("argv"), QJsonArray::fromStringList(argv)}};
    if (!slot.isEmpty())
        line[QLatin1String("slot")] = slot;
    send(line);
    return id;
}

void ServeClient::cancel(quint64 id) {
    if (m_pending.contains(id))
        send({{QLatin1String("cancel"), static_cast<qint64>(id)}});
}

void ServeClient::send(const QJsonObject& line) {
    m_process->write(QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n');
}

void ServeClient::readOutput() {
    for (const QJsonObject& event : m_lines.feed(m_process->readAllStandardOutput()))
        handle(event);
}

void ServeClient::handle(const QJsonObject& event) {
    const auto id = static_cast<quint64>(event[QLatin1String("id")].toInteger());
    const auto found = m_pending.find(id);
    if (found == m_pending.end())
        return;
    const QString kind = event[QLatin1String("event")].toString();
    ServeReply& reply = found->second.reply;
    if (kind == QLatin1String("item")) {
        reply.items.append(event);
        return;
    }
    if (kind != QLatin1String("result") && kind != QLatin1String("error"))
        return;
    if (kind == QLatin1String("result"))
        reply.result = event;
    else
        reply.error = ServeError{event[QLatin1String("code")].toString(),
                                 event[QLatin1String("message")].toString()};
    m_delay = m_firstDelay; // it answers, so it is well
    finish(id);
}

void ServeClient::finish(quint64 id) {
    auto node = m_pending.extract(id);
    Pending& pending = node.mapped();
    if (pending.context)
        pending.done(pending.reply);
}

void ServeClient::failAll(const ServeError& error) {
    const auto all = std::exchange(m_pending, {});
    for (const auto& [id, pending] : all)
        if (pending.context)
            pending.done({{}, {}, error});
}

void ServeClient::processGone(const QString& sentence) {
    m_process->disconnect(this);
    m_process.release()->deleteLater(); // we are inside one of its signals
    setState(State::Restarting, std::exchange(m_told, true) ? QString() : sentence);
    m_restart.start(m_delay);
    m_delay = std::min(m_delay * 2, longestDelayMs);
    failAll({QStringLiteral("internal"), sentence});
}

void ServeClient::setState(State state, const QString& sentence) {
    if (std::exchange(m_state, state) != state || !sentence.isEmpty())
        Q_EMIT stateChanged(state, sentence);
}

} // namespace bolus
