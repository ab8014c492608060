#include "ui/view/Measurer.h"

#include <algorithm>

namespace bolus {

Measurer::Measurer(AnnotationBook& book, QObject* parent) : QObject(parent), m_book(book) {
    m_pool.setMaxThreadCount(1);
    connect(&book, &AnnotationBook::changed, this, &Measurer::plan);
}

Measurer::~Measurer() {
    m_stop.request_stop();
    m_pool.waitForDone();
}

void Measurer::setVolumes(MeasuredVolumes volumes) {
    m_volumes = std::move(volumes);
    plan();
}

void Measurer::plan() {
    if (!std::exchange(m_planned, true)) {
        QMetaObject::invokeMethod(this, &Measurer::begin, Qt::QueuedConnection);
    }
}

std::vector<Measurer::Task> Measurer::pending() const {
    std::vector<Task> tasks;
    for (const auto& [caseId, volumes] : m_volumes) {
        for (const Annotation& annotation : m_book.of(caseId)) {
            for (const auto& [key, volume] : volumes) {
                const auto done = m_done.find({annotation.id, key});
                const bool known = done != m_done.end() && done->second.lock() == volume &&
                                   m_book.isMeasured(annotation, key);
                if (annotation.hasRegion() && !known) {
                    tasks.push_back({m_book.placed(annotation, key).annotation, key, volume});
                }
            }
        }
    }
    return tasks;
}

void Measurer::begin() {
    m_planned = false;
    std::vector<Task> tasks = pending();
    if (m_running) { // what changed under way stops; finish() comes back here
        const bool holds = std::ranges::all_of(m_underWay, [&](const Task& task) {
            return std::ranges::any_of(tasks, [&](const Task& wanted) {
                return wanted.key == task.key && wanted.region == task.region;
            });
        });
        if (!holds) {
            m_stop.request_stop();
        }
        return;
    }
    if (tasks.empty()) {
        return;
    }
    m_running = true;
    m_underWay = tasks;
    m_stop = {};
    m_pool.start([this, tasks = std::move(tasks), stop = m_stop.get_token()] {
        std::vector<std::optional<RegionStatistics>> results;
        for (const Task& task : tasks) {
            results.push_back(measureRegion(task.region, *task.volume, stop));
        }
        QMetaObject::invokeMethod(
            this, [this, tasks, results] { finish(tasks, results); }, Qt::QueuedConnection);
    });
}

void Measurer::finish(const std::vector<Task>& tasks,
                      const std::vector<std::optional<RegionStatistics>>& results) {
    m_running = false;
    m_underWay.clear();
    const bool whole = !m_stop.stop_requested();
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        if (whole || results[i]) {
            m_book.setResult(tasks[i].region, tasks[i].key, results[i]);
            m_done[{tasks[i].region.id, tasks[i].key}] = tasks[i].volume;
        }
    }
    std::erase_if(m_done, [](const auto& entry) { return entry.second.expired(); });
    Q_EMIT m_book.measured();
    plan();
}

} // namespace bolus
