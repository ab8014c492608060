#include "library/dicom/LoadPlan.h"

#include <algorithm>
#include <cmath>

namespace bolus {

std::vector<LoadJob> jobsOf(const VolumeRecord& record) {
    std::vector<LoadJob> jobs;
    for (std::size_t i = 0; i < record.slices.size(); ++i) {
        if (jobs.empty() || record.slices[i].path != record.slices[jobs.back().slices[0]].path) {
            jobs.emplace_back();
        }
        jobs.back().slices.push_back(i);
    }
    return jobs;
}

std::vector<std::size_t> slotsOf(const VolumeRecord& record) {
    std::vector<std::size_t> slots(record.slices.size());
    for (std::size_t i = 0; i < slots.size(); ++i) {
        slots[i] = i;
        if (record.size[2] > record.slices.size()) {
            const double steps =
                (record.slices[i].position - record.slices[0].position) / record.spacing[2];
            const double last = static_cast<double>(record.size[2] - 1);
            slots[i] = static_cast<std::size_t>(std::llround(std::clamp(steps, 0.0, last)));
        }
    }
    return slots;
}

} // namespace bolus
