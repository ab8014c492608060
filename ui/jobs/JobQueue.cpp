#include "ui/jobs/JobQueue.h"

#include <algorithm>

#include <QPointer>

namespace bolus {

JobQueue::~JobQueue() {
    for (const auto& job : m_jobs)
        job->disconnect(this);
}

Job* JobQueue::add(std::unique_ptr<Job> owned) {
    Job* job = m_jobs.emplace_back(std::move(owned)).get();
    // Queued: whoever listens to the job itself has its say (a summary, a job that follows) first.
    connect(
        job, &Job::ended, this,
        [this, alive = QPointer<Job>(job)] {
            if (alive)
                jobOver(alive);
        },
        Qt::QueuedConnection);
    Q_EMIT jobAdded(job);
    // Later, so that whoever adds a job can listen to it first.
    QMetaObject::invokeMethod(this, &JobQueue::startNext, Qt::QueuedConnection);
    return job;
}

void JobQueue::startNext() {
    for (const Job::Lane lane : {Job::Lane::Library, Job::Lane::Training}) {
        const auto runs = [lane](const auto& job) {
            return job->lane() == lane && job->state() == JobState::Running;
        };
        const auto waits = [lane](const auto& job) {
            return job->lane() == lane && job->state() == JobState::Waiting;
        };
        if (std::ranges::any_of(m_jobs, runs))
            continue;
        if (const auto next = std::ranges::find_if(m_jobs, waits); next != m_jobs.end())
            (*next)->start(m_library);
    }
}

void JobQueue::jobOver(Job* job) {
    Q_EMIT jobEnded(job);
    QMetaObject::invokeMethod(this, &JobQueue::startNext, Qt::QueuedConnection);
    if (isIdle())
        Q_EMIT becameIdle();
}

void JobQueue::cancelAll() {
    std::vector<Job*> waiting, running;
    for (const auto& job : m_jobs)
        (job->state() == JobState::Waiting ? waiting : running).push_back(job.get());
    for (Job* job : waiting) // first, so that none of them starts when a running one ends
        job->cancel();
    for (Job* job : running)
        job->cancel();
}

int JobQueue::unfinished() const {
    return static_cast<int>(
        std::ranges::count_if(m_jobs, [](const auto& job) { return !job->isOver(); }));
}

bool JobQueue::isIdle() const {
    return unfinished() == 0;
}

void JobQueue::clearFinished() {
    for (const auto& job : m_jobs)
        if (job->isOver())
            Q_EMIT jobWillBeRemoved(job.get());
    std::erase_if(m_jobs, [](const auto& job) { return job->isOver(); });
}

} // namespace bolus
