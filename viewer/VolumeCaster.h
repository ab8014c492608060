// A thread that casts pictures of one volume.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "viewer/VolumeRays.h"

namespace bolus {

/// Every function may be called from any one thread; none of them waits for a picture. Destroying
/// it stops the picture under way.
class VolumeCaster {
public:
    /// On the caster's thread.
    using Done = std::function<void(std::shared_ptr<VolumePicture>)>;

    /// Memory: at most `most` · VolumeGrid::bytesPerVoxel, while it has a volume.
    VolumeCaster(std::size_t most, Done done);
    ~VolumeCaster();
    VolumeCaster(const VolumeCaster&) = delete;
    VolumeCaster& operator=(const VolumeCaster&) = delete;

    void setVolume(std::shared_ptr<const LoadedVolume> volume); // null: lets its memory go
    /// Next, instead of the look that waits; the one under way is finished, so that pictures come
    /// however fast looks do. The first takes longer: the grid is made for it.
    void cast(VolumeLook look);
    void stop(); // gives up the look under way and the one that waits
    std::shared_ptr<const VolumeGrid> grid() const; // null until it is made

private:
    struct Task {
        std::shared_ptr<const LoadedVolume> volume;
        std::shared_ptr<const VolumeLook> look;
        std::stop_token making, casting;
    };
    void work(const std::stop_token& quit);
    std::optional<Task> next(const std::stop_token& quit);
    void run(const Task& task, VolumeRays& rays);
    bool prepare(const Task& task, VolumeRays& rays);

    const std::size_t m_most;
    const Done m_done;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_wake;
    // Guarded by m_mutex
    std::shared_ptr<const LoadedVolume> m_volume;
    std::shared_ptr<const VolumeLook> m_look;
    std::stop_source m_making, m_casting; // of the volume; of looks until stop()
    std::shared_ptr<const VolumeGrid> m_grid;
    bool m_changed = false; // another volume, or none
    // The caster's thread
    std::shared_ptr<const LoadedVolume> m_made;
    GridBackground m_background = GridBackground::Dark;

    std::jthread m_thread; // last: ends before all else goes
};

} // namespace bolus
