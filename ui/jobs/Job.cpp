#include "ui/jobs/Job.h"

#include <QCoreApplication>
#include <QLocale>

#include "ui/common/Text.h"

namespace bolus {

namespace {

constexpr int keptMessages = 2000;

struct StageName {
    const char *token, *text;
};

// Stages are bolusctl's words; people read these.
constexpr StageName stageNames[] = {
    {"files", QT_TRANSLATE_NOOP("Stage", "Files found")},
    {"headers", QT_TRANSLATE_NOOP("Stage", "Files read")},
    {"archives", QT_TRANSLATE_NOOP("Stage", "Archives unpacked")},
    {"check", QT_TRANSLATE_NOOP("Stage", "Images checked")},
    {"verify", QT_TRANSLATE_NOOP("Stage", "Files read whole")},
    {"copies", QT_TRANSLATE_NOOP("Stage", "Copies compared")},
    {"cases", QT_TRANSLATE_NOOP("Stage", "Exams sorted")},
    {"phases", QT_TRANSLATE_NOOP("Stage", "Exams measured")},
    {"thumbnails", QT_TRANSLATE_NOOP("Stage", "Thumbnails made")},
    {"register", QT_TRANSLATE_NOOP("Stage", "Percent registered")},
    {"embed", QT_TRANSLATE_NOOP("Stage", "Cases prepared")},
    {"load", QT_TRANSLATE_NOOP("Stage", "Images loaded")},
    {"prepare", QT_TRANSLATE_NOOP("Stage", "Images prepared")},
    {"features", QT_TRANSLATE_NOOP("Stage", "Features computed")},
    {"train", QT_TRANSLATE_NOOP("Stage", "Steps")},
    {"validation", QT_TRANSLATE_NOOP("Stage", "Held-out cases tried")},
    {"phantom", QT_TRANSLATE_NOOP("Stage", "Exams made")}};

QString stageText(const QString& stage) {
    for (const StageName& name : stageNames)
        if (stage == QLatin1String(name.token))
            return QCoreApplication::translate("Stage", name.text);
    return stage;
}

} // namespace

Job::Job(QString title, QStringList command, Lane lane, QObject* parent)
    : QObject(parent), m_title(std::move(title)), m_command(std::move(command)), m_lane(lane) {}

void Job::start(const QString& library) {
    m_client = std::make_unique<BolusctlClient>(library);
    connect(m_client.get(), &BolusctlClient::progress, this, &Job::takeProgress);
    connect(m_client.get(), &BolusctlClient::itemArrived, this, &Job::takeItem);
    connect(m_client.get(), &BolusctlClient::finished, this, &Job::finish);
    connect(m_client.get(), &BolusctlClient::failed, this, &Job::fail);
    connect(m_client.get(), &BolusctlClient::warning, this,
            [this](const QString& code, const QString& message, const QString& path) {
                addMessage({code, message, path});
                Q_EMIT changed();
            });
    m_state = JobState::Running;
    m_stageClock.start();
    Q_EMIT changed();
    m_client->start(m_command);
}

void Job::cancel() {
    if (isOver() || std::exchange(m_cancelling, true))
        return;
    if (m_state == JobState::Waiting) {
        end(JobState::Cancelled);
        return;
    }
    m_client->cancel();
    Q_EMIT changed();
}

void Job::takeProgress(const QString& stage, qint64 done, qint64 total) {
    if (std::exchange(m_stage, stage) != stage)
        m_stageClock.restart();
    m_done = done;
    m_total = total;
    Q_EMIT changed();
}

void Job::takeItem(const QJsonObject& item) {
    QString reason = item[QLatin1String("reason")].toString(); // a file that went to quarantine
    if (reason.isEmpty())
        reason = item[QLatin1String("problem")].toString(); // of the library
    if (!reason.isEmpty())
        addMessage({item[QLatin1String("code")].toString(), reason,
                    item[QLatin1String("path")].toString()});
    Q_EMIT itemArrived(item);
}

void Job::addMessage(const JobMessage& message) {
    ++m_messageCount;
    if (m_messages.size() < keptMessages)
        m_messages.append(message);
}

QString Job::statusText() const {
    if (m_state == JobState::Waiting)
        return tr("Waiting for the job before it");
    if (m_cancelling && !isOver())
        return tr("Stopping…");
    if (isOver())
        return m_summary;
    const QLocale locale;
    const QString stage = stageText(m_stage);
    if (m_done <= 0)
        return stage.isEmpty() ? tr("Starting…") : stage;
    const double seconds = m_stageClock.elapsed() / 1000.0;
    const double rate = seconds > 0.2 ? m_done / seconds : 0;
    QString text =
        m_total > 0
            ? tr("%1: %2 of %3").arg(stage, locale.toString(m_done), locale.toString(m_total))
            : tr("%1: %2").arg(stage, locale.toString(m_done));
    if (rate > 0)
        text += tr(", %1/s").arg(locale.toString(rate, 'f', rate < 10 ? 1 : 0));
    if (rate > 0 && m_total > m_done)
        text += tr(", %1 left").arg(durationText((m_total - m_done) / rate));
    return text;
}

void Job::setSummary(const QString& summary) {
    m_summary = summary;
    Q_EMIT changed();
}

void Job::finish(const QJsonObject& result, int exitCode) {
    m_result = result;
    if (m_summary.isEmpty())
        m_summary =
            m_messageCount ? tr("Done, with %n message(s).", nullptr, m_messageCount) : tr("Done.");
    end(exitCode == 0 && m_messageCount == 0 ? JobState::Done : JobState::Problems);
}

void Job::fail(const QString& code, const QString& message, const QString& details) {
    if (code == QLatin1String("cancelled")) {
        m_summary = tr("Stopped. What was finished until then is kept.");
        end(JobState::Cancelled);
        return;
    }
    m_summary = message;
    if (!details.isEmpty())
        addMessage({code, details, {}});
    end(JobState::Failed);
}

void Job::end(JobState state) {
    m_state = state;
    if (state == JobState::Cancelled && m_summary.isEmpty())
        m_summary = tr("Cancelled before it started.");
    if (m_client)
        m_client.release()->deleteLater(); // we are inside one of its signals
    Q_EMIT ended();
    Q_EMIT changed();
}

} // namespace bolus
