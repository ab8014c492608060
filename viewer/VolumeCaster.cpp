#include "viewer/VolumeCaster.h"

#include <new>
#include <utility>

namespace bolus {

VolumeCaster::VolumeCaster(std::size_t most, Done done)
    : m_most(most), m_done(std::move(done)),
      m_thread([this](const std::stop_token& quit) { work(quit); }) {}

VolumeCaster::~VolumeCaster() {
    setVolume(nullptr);
}

void VolumeCaster::setVolume(std::shared_ptr<const LoadedVolume> volume) {
    const std::lock_guard lock(m_mutex);
    m_making.request_stop();
    m_casting.request_stop();
    m_making = {};
    m_casting = {};
    m_volume = std::move(volume);
    m_look.reset();
    m_grid.reset();
    m_changed = true;
    m_wake.notify_one();
}

void VolumeCaster::cast(VolumeLook look) {
    const std::lock_guard lock(m_mutex);
    m_look = std::make_shared<const VolumeLook>(std::move(look));
    m_wake.notify_one();
}

void VolumeCaster::stop() {
    const std::lock_guard lock(m_mutex);
    m_casting.request_stop();
    m_casting = {};
    m_look.reset();
}

std::shared_ptr<const VolumeGrid> VolumeCaster::grid() const {
    const std::lock_guard lock(m_mutex);
    return m_grid;
}

void VolumeCaster::work(const std::stop_token& quit) {
    VolumeRays rays;
    while (const auto task = next(quit)) {
        try {
            run(*task, rays);
        } catch (const std::bad_alloc&) { // no picture; the next look may find room
            rays.setGrid(nullptr);
            m_made.reset();
        }
    }
}

std::optional<VolumeCaster::Task> VolumeCaster::next(const std::stop_token& quit) {
    std::unique_lock lock(m_mutex);
    const bool awake = m_wake.wait(lock, quit, [this] { return m_changed || m_look; });
    if (!awake || quit.stop_requested()) {
        return std::nullopt;
    }
    Task task{m_volume, std::exchange(m_look, nullptr), m_making.get_token(),
              m_casting.get_token()};
    m_changed = false;
    return task;
}

void VolumeCaster::run(const Task& task, VolumeRays& rays) {
    if (task.volume != m_made) {
        rays.setGrid(nullptr);
        m_made.reset();
    }
    if (!task.look || !task.volume || !prepare(task, rays)) {
        return;
    }
    if (auto picture = rays.cast(*task.look, task.casting)) {
        m_done(std::move(picture));
    }
}

bool VolumeCaster::prepare(const Task& task, VolumeRays& rays) {
    const auto background =
        task.look->mode == RenderMode::Smallest ? GridBackground::Bright : GridBackground::Dark;
    if (m_made && background == m_background) {
        return true;
    }
    rays.setGrid(nullptr); // two at a time would be twice the memory
    m_made.reset();
    {
        const std::lock_guard lock(m_mutex);
        m_grid.reset();
    }
    auto grid = VolumeGrid::make(*task.volume, m_most, background, task.making);
    if (!grid) {
        return false;
    }
    m_made = task.volume;
    m_background = background;
    rays.setGrid(grid);
    const std::lock_guard lock(m_mutex);
    if (!task.making.stop_requested()) {
        m_grid = std::move(grid);
    }
    return true;
}

} // namespace bolus
