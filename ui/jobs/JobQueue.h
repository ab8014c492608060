// Runs jobs, one a lane at a time, and knows when all are over.
#pragma once

#include <memory>
#include <vector>

#include "ui/jobs/Job.h"

namespace bolus {

class JobQueue : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    ~JobQueue() override;

    /// Library the jobs that start from now on work in.
    void setLibrary(const QString& folder) { m_library = folder; }
    Job* add(std::unique_ptr<Job> job);
    void cancelAll();
    bool isIdle() const;
    int unfinished() const;
    /// Takes finished jobs off the list.
    void clearFinished();
    const std::vector<std::unique_ptr<Job>>& jobs() const { return m_jobs; }

Q_SIGNALS:
    void jobAdded(bolus::Job* job);
    void jobEnded(bolus::Job* job);
    void jobWillBeRemoved(bolus::Job* job);
    void becameIdle();

private:
    void startNext();
    void jobOver(Job* job);

    QString m_library;
    std::vector<std::unique_ptr<Job>> m_jobs;
};

} // namespace bolus
