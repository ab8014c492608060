// One job: title, progress, time left, cancel, and its messages when asked for.
#pragma once

#include <QFrame>
#include <QLabel>
#include <QProgressBar>
#include <QTimer>
#include <QToolButton>
#include <QTreeWidget>

#include "ui/jobs/Job.h"

namespace bolus {

class JobRow : public QFrame {
    Q_OBJECT
public:
    explicit JobRow(Job& job, QWidget* parent = nullptr);

private:
    void build();
    void refresh();
    void showMessages();

    Job& m_job;
    QLabel *m_mark, *m_title, *m_status;
    QProgressBar* m_bar;
    QToolButton *m_details, *m_cancel;
    QTreeWidget* m_messages = nullptr; // made when first opened
    QTimer m_refresh;                  // bursts of progress are painted once a tenth of a second
};

} // namespace bolus
