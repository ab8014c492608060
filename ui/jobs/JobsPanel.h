// The jobs: one row each, newest on top.
#pragma once

#include <map>

#include <QVBoxLayout>
#include <QWidget>

#include "ui/jobs/JobQueue.h"

namespace bolus {

class JobRow;

class JobsPanel : public QWidget {
    Q_OBJECT
public:
    explicit JobsPanel(JobQueue& queue, QWidget* parent = nullptr);

private:
    void addRow(Job* job);
    void removeRow(Job* job);

    QVBoxLayout* m_rows;
    QWidget* m_empty;
    std::map<Job*, JobRow*> m_byJob;
};

} // namespace bolus
