#include "ui/jobs/JobRow.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QVBoxLayout>

#include "ui/style/Theme.h"

namespace bolus {

namespace {

struct StateLook {
    QString mark;
    QColor color;
};

StateLook lookOf(JobState state) {
    switch (state) {
    case JobState::Waiting:
        return {QStringLiteral("○"), theme::secondaryText};
    case JobState::Running:
        return {QStringLiteral("●"), theme::accent};
    case JobState::Done:
        return {QStringLiteral("✓"), theme::good};
    case JobState::Problems:
        return {QStringLiteral("!"), theme::warning};
    case JobState::Failed:
        return {QStringLiteral("✕"), theme::bad};
    case JobState::Cancelled:
        return {QStringLiteral("–"), theme::secondaryText};
    }
    return {};
}

} // namespace

JobRow::JobRow(Job& job, QWidget* parent)
    : QFrame(parent), m_job(job), m_mark(new QLabel), m_title(new QLabel), m_status(new QLabel),
      m_bar(new QProgressBar), m_details(new QToolButton), m_cancel(new QToolButton) {
    setObjectName(QStringLiteral("jobRow"));
    build();
    m_refresh.setSingleShot(true);
    m_refresh.setInterval(100);
    connect(&m_refresh, &QTimer::timeout, this, &JobRow::refresh);
    connect(&job, &Job::changed, this, [this] {
        if (!m_refresh.isActive())
            m_refresh.start();
    });
    connect(m_cancel, &QToolButton::clicked, &job, &Job::cancel);
    connect(&theme::changes(), &theme::Changes::changed, this, &JobRow::refresh);
    connect(m_details, &QToolButton::toggled, this, &JobRow::showMessages);
    refresh();
}

void JobRow::build() {
    m_mark->setFixedWidth(16);
    m_mark->setAlignment(Qt::AlignCenter);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setText(m_job.title());
    m_title->setObjectName(QStringLiteral("jobTitle"));
    m_title->setWordWrap(true);
    m_title->setMinimumWidth(150);
    m_status->setObjectName(QStringLiteral("jobStatus"));
    m_status->setTextFormat(Qt::PlainText);
    m_status->setProperty("secondary", true);
    m_status->setWordWrap(true);
    m_status->setMinimumWidth(200); // or it wraps word by word
    m_bar->setObjectName(QStringLiteral("jobProgress"));
    m_bar->setAccessibleName(tr("Progress of %1").arg(m_job.title()));
    m_bar->setMinimumWidth(80);
    m_bar->setMaximumWidth(200);
    m_details->setCheckable(true);
    m_details->setObjectName(QStringLiteral("jobDetails"));
    m_cancel->setIcon(theme::icon(QStringLiteral("cancel")));
    m_cancel->setObjectName(QStringLiteral("jobCancel"));
    m_cancel->setToolTip(tr("Stop this job"));
    m_cancel->setAccessibleName(tr("Stop %1").arg(m_job.title()));
    auto* line = new QHBoxLayout;
    line->setSpacing(10);
    line->addWidget(m_mark);
    line->addWidget(m_title, 2);
    line->addWidget(m_bar, 1);
    line->addWidget(m_status, 3);
    line->addWidget(m_details);
    line->addWidget(m_cancel);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(10, 5, 8, 5);
    rows->addLayout(line);
}

void JobRow::refresh() {
    const StateLook look = lookOf(m_job.state());
    m_mark->setText(look.mark);
    m_mark->setStyleSheet(QStringLiteral("color: %1; font-weight: bold;").arg(look.color.name()));
    m_status->setText(m_job.statusText());
    const bool over = m_job.isOver();
    m_bar->setVisible(!over);
    m_bar->setMaximum(m_job.total() > 0 ? 1000 : 0); // 0, 0: busy without an end in sight
    if (m_job.state() == JobState::Waiting)
        m_bar->setMaximum(1000);
    if (m_job.total() > 0)
        m_bar->setValue(static_cast<int>(1000.0 * m_job.done() / m_job.total()));
    m_cancel->setVisible(!over);
    m_cancel->setEnabled(!m_job.isCancelling());
    m_details->setVisible(m_job.messageCount() > 0);
    m_details->setText(tr("%n message(s)", nullptr, m_job.messageCount()));
    if (m_messages && m_messages->isVisible())
        showMessages();
}

void JobRow::showMessages() {
    if (!m_messages) {
        m_messages = new QTreeWidget;
        m_messages->setObjectName(QStringLiteral("jobMessages"));
        m_messages->setAccessibleName(tr("Messages of %1").arg(m_job.title()));
        m_messages->setHeaderLabels({tr("What happened"), tr("File")});
        m_messages->setRootIsDecorated(false);
        m_messages->setUniformRowHeights(true);
        m_messages->setMinimumHeight(120);
        m_messages->header()->setSectionResizeMode(0, QHeaderView::Stretch);
        m_messages->header()->setSectionResizeMode(1, QHeaderView::Interactive);
        m_messages->header()->resizeSection(1, 420);
        m_messages->header()->setStretchLastSection(false);
        layout()->addWidget(m_messages);
    }
    m_messages->setVisible(m_details->isChecked());
    const auto& messages = m_job.messages();
    for (auto row = m_messages->topLevelItemCount(); row < messages.size(); ++row) {
        auto* item = new QTreeWidgetItem(m_messages, {messages[row].text, messages[row].path});
        item->setToolTip(0, messages[row].text);
        item->setToolTip(1, messages[row].path);
    }
}

} // namespace bolus
