#include "engine/preprocess/Parallel.h"

#include <algorithm>
#include <future>
#include <system_error>
#include <thread>
#include <vector>

namespace bolus {

void inParts(int count, const std::function<void(int, int)>& work) {
    const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    const int parts = std::clamp(cores, 1, std::max(1, count));
    const auto bound = [&](int part) {
        return static_cast<int>(static_cast<long long>(count) * part / parts);
    };
    std::vector<std::future<void>> others; // whose destructors wait
    for (int part = 1; part < parts; ++part) {
        try {
            others.push_back(std::async(std::launch::async, work, bound(part), bound(part + 1)));
        } catch (const std::system_error&) { // no further thread to be had
            work(bound(part), bound(part + 1));
        }
    }
    work(0, bound(1));
    for (auto& other : others)
        other.get();
}

} // namespace bolus
