#include "ui/view/VolumeFetcher.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <new>

namespace bolus {

namespace {

/// Passes progress on no more than some twenty times a second.
class FetchProgress : public Progress {
public:
    FetchProgress(std::stop_token stop, std::function<void(double, bool)> report)
        : m_stop(std::move(stop)), m_report(std::move(report)) {}

    void progress(std::string_view stage, std::int64_t done, std::int64_t total) override {
        const auto now = std::chrono::steady_clock::now();
        if (total > 0 && now - m_last >= std::chrono::milliseconds(50)) {
            m_last = now;
            m_report(static_cast<double>(done) / static_cast<double>(total), stage == "check");
        }
    }
    void warning(std::string_view, std::string_view, const std::filesystem::path&) override {}
    bool cancelled() const override { return m_stop.stop_requested(); }

private:
    std::stop_token m_stop;
    std::function<void(double, bool)> m_report;
    std::chrono::steady_clock::time_point m_last{};
};

} // namespace

struct VolumeFetcher::Job {
    std::string key;
    VolumeRecord record;
    std::stop_source stop;
};

std::string volumeKey(const VolumeRecord& record) {
    const std::string file = record.slices.empty() ? "" : record.slices.front().path.string();
    return record.seriesUid + '#' + std::to_string(record.part) + '#' +
           std::to_string(record.slices.size()) + '#' + file;
}

VolumeFetcher::VolumeFetcher(VolumeSource source, QObject* parent)
    : QObject(parent), m_source(std::move(source)) {
    const unsigned threads = std::clamp(std::thread::hardware_concurrency(), 1U, 4U);
    for (unsigned i = 0; i < threads; ++i) {
        m_threads.emplace_back([this](const std::stop_token& stop) { work(stop); });
    }
}

VolumeFetcher::~VolumeFetcher() {
    keepOnly({});
    for (std::jthread& thread : m_threads) {
        thread.request_stop();
    }
    m_threads.clear(); // joins
}

void VolumeFetcher::fetch(const VolumeRecord& record) {
    std::string key = volumeKey(record);
    if (m_jobs.contains(key)) {
        return;
    }
    auto job = std::make_shared<Job>(Job{key, record, {}});
    m_jobs.emplace(std::move(key), job);
    {
        const std::lock_guard lock(m_mutex);
        m_queue.push_back(std::move(job));
    }
    m_wake.notify_one();
}

void VolumeFetcher::keepOnly(const std::set<std::string>& keys) {
    std::erase_if(m_jobs, [&](const auto& entry) {
        const bool superseded = !keys.contains(entry.first);
        if (superseded) {
            entry.second->stop.request_stop();
        }
        return superseded;
    });
}

void VolumeFetcher::work(const std::stop_token& stop) {
    while (const auto job = next(stop)) {
        if (!job->stop.stop_requested()) {
            run(job);
        }
    }
}

std::shared_ptr<VolumeFetcher::Job> VolumeFetcher::next(const std::stop_token& stop) {
    std::unique_lock lock(m_mutex);
    if (!m_wake.wait(lock, stop, [this] { return !m_queue.empty(); })) {
        return nullptr;
    }
    auto job = std::move(m_queue.front());
    m_queue.pop_front();
    return job;
}

void VolumeFetcher::run(const std::shared_ptr<Job>& job) {
    FetchProgress progress(job->stop.get_token(), [this, job](double fraction, bool checking) {
        QMetaObject::invokeMethod(
            this,
            [this, job, fraction, checking] {
                if (isCurrent(job)) {
                    Q_EMIT progressed(job->key, fraction, checking);
                }
            },
            Qt::QueuedConnection);
    });
    Result<std::shared_ptr<const LoadedVolume>> result;
    try {
        Result<Volume> volume = m_source(job->record, &progress);
        if (volume) {
            result = LoadedVolume::make(std::move(*volume));
        } else {
            result = std::unexpected(volume.error());
        }
    } catch (const std::bad_alloc&) {
        result = fail(ErrorCode::TooLarge, "There is not enough memory for this series.");
    } catch (const std::exception& error) {
        result = fail(ErrorCode::Internal, error.what());
    }
    QMetaObject::invokeMethod(
        this, [this, job, result = std::move(result)]() mutable { finish(job, std::move(result)); },
        Qt::QueuedConnection);
}

void VolumeFetcher::finish(const std::shared_ptr<Job>& job,
                           Result<std::shared_ptr<const LoadedVolume>> result) {
    if (!isCurrent(job)) {
        return;
    }
    m_jobs.erase(job->key);
    if (result) {
        Q_EMIT arrived(job->key, *result);
    } else {
        Q_EMIT failed(job->key, QString::fromStdString(result.error().message));
    }
}

bool VolumeFetcher::isCurrent(const std::shared_ptr<Job>& job) const {
    const auto found = m_jobs.find(job->key);
    return found != m_jobs.end() && found->second == job;
}

} // namespace bolus
