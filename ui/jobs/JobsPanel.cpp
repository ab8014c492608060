#include "ui/jobs/JobsPanel.h"

#include <QLabel>
#include <QPushButton>
#include <QScrollArea>

#include "ui/jobs/JobRow.h"

namespace bolus {

JobsPanel::JobsPanel(JobQueue& queue, QWidget* parent)
    : QWidget(parent), m_rows(new QVBoxLayout),
      m_empty(
          new QLabel(tr("No jobs. Import, embedding and fine-tuning show their progress here."))) {
    m_empty->setProperty("secondary", true);
    m_empty->setContentsMargins(12, 10, 12, 10);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(0);
    m_rows->addWidget(m_empty);
    m_rows->addStretch(1);
    auto* list = new QWidget;
    list->setLayout(m_rows);
    auto* area = new QScrollArea;
    area->setObjectName(QStringLiteral("jobsArea"));
    area->setAccessibleName(tr("Jobs"));
    area->setWidgetResizable(true);
    area->setWidget(list);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 0, 8, 8);
    layout->addWidget(area);
    connect(&queue, &JobQueue::jobAdded, this, &JobsPanel::addRow);
    connect(&queue, &JobQueue::jobWillBeRemoved, this, &JobsPanel::removeRow);
}

void JobsPanel::addRow(Job* job) {
    auto* row = new JobRow(*job);
    m_byJob[job] = row;
    m_rows->insertWidget(0, row);
    m_empty->hide();
}

void JobsPanel::removeRow(Job* job) {
    const auto found = m_byJob.find(job);
    if (found == m_byJob.end())
        return;
    delete found->second;
    m_byJob.erase(found);
    m_empty->setVisible(m_byJob.empty());
}

} // namespace bolus
