// One run of bolusctl as a child process, its JSON lines as signals.
#pragma once

#include <QJsonObject>
#include <QObject>
#include <QProcess>
#include <QTimer>

#include "ui/client/JsonLines.h"

namespace bolus {

class BolusctlClient : public QObject {
    Q_OBJECT
public:
    explicit BolusctlClient(const QString& library, QObject* parent = nullptr);
    /// Ends the child first: `cancel`, then SIGTERM, then SIGKILL.
    ~BolusctlClient() override;

    void start(const QStringList& command);
    /// Asks on stdin, then with SIGTERM, then kills. `failed("cancelled", …)` follows.
    void cancel();
    bool isRunning() const;

Q_SIGNALS:
    void progress(const QString& stage, qint64 done, qint64 total);
    void itemArrived(const QJsonObject& item);
    void warning(const QString& code, const QString& message, const QString& path);
    /// Exactly one of these two ends a run. `details` is the end of what the child wrote to stderr.
    void finished(const QJsonObject& result, int exitCode);
    void failed(const QString& code, const QString& message, const QString& details);

private:
    void readOutput();
    void handle(const QJsonObject& event);
    void processEnded(int exitCode, QProcess::ExitStatus status);
    void processError(QProcess::ProcessError error);
    void press();
    QString errorTail() const;

    QString m_library;
    QProcess m_process;
    QTimer m_grace;
    JsonLines m_lines;
    QByteArray m_errors;
    QJsonObject m_last; // the result or error event
    bool m_cancelled = false;
    bool m_reported = false;
};

} // namespace bolus
