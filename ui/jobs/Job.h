// One long run of bolusctl as the window shows it: state, progress, messages, result.
#pragma once

#include <memory>

#include <QElapsedTimer>
#include <QJsonObject>
#include <QList>
#include <QObject>
#include <QStringList>

#include "ui/client/BolusctlClient.h"

namespace bolus {

enum class JobState { Waiting, Running, Done, Problems, Failed, Cancelled };

struct JobMessage {
    QString code, text, path;
};

class Job : public QObject {
    Q_OBJECT
public:
    /// Jobs of one lane run one after another, those of different lanes side by side.
    enum class Lane { Library, Training };

    Job(QString title, QStringList command, Lane lane, QObject* parent = nullptr);

    const QString& title() const { return m_title; }
    const QStringList& command() const { return m_command; }
    Lane lane() const { return m_lane; }
    JobState state() const { return m_state; }
    bool isOver() const { return m_state != JobState::Waiting && m_state != JobState::Running; }
    bool isCancelling() const { return m_cancelling; }

    qint64 done() const { return m_done; }
    qint64 total() const { return m_total; } // 0: not known yet
    /// "Headers: 120 of 500, 240/s, 2 s left"
    QString statusText() const;
    /// What a person should know at the end; empty until then.
    const QString& summary() const { return m_summary; }
    void setSummary(const QString& summary);
    const QJsonObject& result() const { return m_result; }
    /// The first messages; the rest are only counted.
    const QList<JobMessage>& messages() const { return m_messages; }
    int messageCount() const { return m_messageCount; }

    void start(const QString& library);
    void cancel();

Q_SIGNALS:
    void changed();
    void itemArrived(const QJsonObject& item);
    void ended();

private:
    void takeProgress(const QString& stage, qint64 done, qint64 total);
    void takeItem(const QJsonObject& item);
    void addMessage(const JobMessage& message);
    void finish(const QJsonObject& result, int exitCode);
    void fail(const QString& code, const QString& message, const QString& details);
    void end(JobState state);

    QString m_title;
    QStringList m_command;
    Lane m_lane;
    JobState m_state = JobState::Waiting;
    bool m_cancelling = false;
    QString m_stage, m_summary;
    qint64 m_done = 0, m_total = 0;
    QElapsedTimer m_stageClock;
    QJsonObject m_result;
    QList<JobMessage> m_messages;
    int m_messageCount = 0;
    std::unique_ptr<BolusctlClient> m_client;
};

} // namespace bolus
