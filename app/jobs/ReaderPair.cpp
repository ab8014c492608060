#include "app/jobs/ReaderPair.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace bolus {

namespace {

constexpr std::size_t partSize = 8; // what a reader takes at a time

} // namespace

Result<void> ReaderPair::share(std::size_t total, const Work& work) {
    std::atomic<std::size_t> next = 0;
    std::mutex mutex;
    Result<void> stopped; // guarded by mutex
    const auto goOn = [&](FileReader& reader) {
        for (std::size_t i = next.fetch_add(partSize); i < total; i = next.fetch_add(partSize)) {
            if (const auto done = work(reader, i, std::min(partSize, total - i)); !done) {
                const std::lock_guard lock(mutex);
                stopped = done;
                next = total;
            }
        }
    };
    {
        const std::jthread other(goOn, std::ref(m_readers[1]));
        goOn(m_readers[0]);
    }
    return stopped;
}

} // namespace bolus
