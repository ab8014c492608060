#include "ui/client/BolusctlClient.h"

#include "ui/client/Program.h"

namespace bolus {

namespace {
constexpr int graceMs = 1500;
constexpr qsizetype keptErrors = 16 << 10;
} // namespace

BolusctlClient::BolusctlClient(const QString& library, QObject* parent)
    : QObject(parent), m_library(library) {
    m_grace.setSingleShot(true);
    m_grace.setInterval(graceMs);
    connect(&m_grace, &QTimer::timeout, this, &BolusctlClient::press);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &BolusctlClient::readOutput);
    connect(&m_process, &QProcess::readyReadStandardError, this,
            [this] { m_errors = (m_errors + m_process.readAllStandardError()).right(keptErrors); });
    connect(&m_process, &QProcess::finished, this, &BolusctlClient::processEnded);
    connect(&m_process, &QProcess::errorOccurred, this, &BolusctlClient::processError);
}

BolusctlClient::~BolusctlClient() {
    m_process.disconnect(this);
    if (!isRunning())
        return;
    m_process.write("cancel\n");
    m_process.closeWriteChannel();
    if (m_process.waitForFinished(graceMs))
        return;
    m_process.terminate();
    if (!m_process.waitForFinished(graceMs)) {
        m_process.kill();
        m_process.waitForFinished(graceMs);
    }
}

void BolusctlClient::start(const QStringList& command) {
    m_process.setProcessEnvironment(bolusctlEnvironment());
    m_process.start(bolusctlProgram(), bolusctlArguments(m_library, command));
}

bool BolusctlClient::isRunning() const {
    return m_process.state() != QProcess::NotRunning;
}

void BolusctlClient::cancel() {
    if (!isRunning() || m_cancelled)
        return;
    m_cancelled = true;
    m_process.write("cancel\n");
    m_grace.start();
}

// Each time the grace period runs out, the next harder way.
void BolusctlClient::press() {
    if (!isRunning())
        return;
    if (m_process.property("terminated").toBool()) {
        m_process.kill();
        return;
    }
    m_process.setProperty("terminated", true);
    m_process.terminate();
    m_grace.start();
}

void BolusctlClient::readOutput() {
    for (const QJsonObject& event : m_lines.feed(m_process.readAllStandardOutput()))
        handle(event);
}

void BolusctlClient::handle(const QJsonObject& event) {
    const QString kind = event[QLatin1String("event")].toString();
    if (kind == QLatin1String("progress"))
        Q_EMIT progress(event[QLatin1String("stage")].toString(),
                        event[QLatin1String("done")].toInteger(),
                        event[QLatin1String("total")].toInteger());
    else if (kind == QLatin1String("item"))
        Q_EMIT itemArrived(event);
    else if (kind == QLatin1String("warning"))
        Q_EMIT warning(event[QLatin1String("code")].toString(),
                       event[QLatin1String("message")].toString(),
                       event[QLatin1String("path")].toString());
    else if (kind == QLatin1String("result") || kind == QLatin1String("error"))
        m_last = event;
}

void BolusctlClient::processEnded(int exitCode, QProcess::ExitStatus status) {
    m_grace.stop();
    readOutput();
    for (const QJsonObject& event : m_lines.finish())
        handle(event);
    if (std::exchange(m_reported, true))
        return;
    const QString kind = m_last[QLatin1String("event")].toString();
    if (kind == QLatin1String("result") && status == QProcess::NormalExit)
        Q_EMIT finished(m_last, exitCode);
    else if (kind == QLatin1String("error"))
        Q_EMIT failed(m_last[QLatin1String("code")].toString(),
                      m_last[QLatin1String("message")].toString(), errorTail());
    else if (m_cancelled)
        Q_EMIT failed(QStringLiteral("cancelled"), tr("Stopped."), errorTail());
    else
        Q_EMIT failed(QStringLiteral("internal"),
                      tr("The helper program stopped without an answer (exit code %1). What was "
                         "finished until then is kept; the details below say more.")
                          .arg(exitCode),
                      errorTail());
}

void BolusctlClient::processError(QProcess::ProcessError error) {
    if (error != QProcess::FailedToStart || std::exchange(m_reported, true))
        return;
    Q_EMIT failed(
        QStringLiteral("not_found"),
        tr("The helper program %1 could not be started. Installing Bolus again repairs this.")
            .arg(m_process.program()),
        m_process.errorString());
}

QString BolusctlClient::errorTail() const {
    return QString::fromUtf8(m_errors).trimmed();
}

} // namespace bolus
