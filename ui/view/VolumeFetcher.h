// Reads volumes on worker threads and hands them over on the GUI thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include <QObject>

#include "ui/view/ViewerWidget.h"
#include "viewer/LoadedVolume.h"

namespace bolus {

/// Identifies what stands on disk: series, part, first file and number of slices.
std::string volumeKey(const VolumeRecord& record);

/// Public functions and signals belong to the GUI thread. Destroying it during a load cancels the
/// load and waits for the slice under way, no longer.
class VolumeFetcher : public QObject {
    Q_OBJECT
public:
    VolumeFetcher(VolumeSource source, QObject* parent);
    ~VolumeFetcher() override;

    void fetch(const VolumeRecord& record); // nothing where it is under way already
    /// Cancels what is not wanted any more; no signal comes for it.
    void keepOnly(const std::set<std::string>& keys);

Q_SIGNALS:
    void arrived(const std::string& key, std::shared_ptr<const bolus::LoadedVolume> volume);
    void failed(const std::string& key, const QString& sentence);
    /// `checking`: the files are being decoded in the reader process first.
    void progressed(const std::string& key, double fraction, bool checking);

private:
    struct Job;
    void work(const std::stop_token& stop);
    std::shared_ptr<Job> next(const std::stop_token& stop);
    void run(const std::shared_ptr<Job>& job);
    void finish(const std::shared_ptr<Job>& job,
                Result<std::shared_ptr<const LoadedVolume>> result);
    bool isCurrent(const std::shared_ptr<Job>& job) const;

    const VolumeSource m_source;
    std::map<std::string, std::shared_ptr<Job>> m_jobs; // GUI thread
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::deque<std::shared_ptr<Job>> m_queue; // guarded by m_mutex
    std::vector<std::jthread> m_threads;
};

} // namespace bolus
