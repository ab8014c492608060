#include "ui/window/JobNotices.h"

namespace bolus {

namespace {

constexpr int listedMessages = 200;

QString detailsOf(const Job& job) {
    QStringList lines;
    for (const JobMessage& message : job.messages().mid(0, listedMessages))
        lines << (message.path.isEmpty()
                      ? message.text
                      : QStringLiteral("%1\n    %2").arg(message.path, message.text));
    if (job.messageCount() > lines.size())
        lines << QStringLiteral("…");
    return lines.join(QLatin1Char('\n'));
}

/// 0: about none, or about many.
qint64 caseOf(const Job& job) {
    const bool ofOne = job.command().value(0) == QLatin1String("register");
    return ofOne ? job.command().value(1).toLongLong() : 0;
}

} // namespace

void noticeJobEnd(const Job& job, MessageBar& bar) {
    const QString sentence = QStringLiteral("%1: %2").arg(job.title(), job.summary());
    if (job.state() == JobState::Failed)
        bar.show(MessageBar::Level::Error, sentence, detailsOf(job));
    else if (job.state() == JobState::Problems)
        bar.showOf(caseOf(job), MessageBar::Level::Warning, sentence, detailsOf(job));
    else if (job.state() == JobState::Done && (job.command().value(0) == QLatin1String("import") ||
                                               job.command().value(0) == QLatin1String("verify") ||
                                               job.command().value(0) == QLatin1String("register")))
        bar.showOf(caseOf(job), MessageBar::Level::Info, sentence);
}

} // namespace bolus
