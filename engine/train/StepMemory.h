// What the allocator does with freed memory while a model is trained.
#pragma once

#include <cstddef>

namespace bolus {

/// Every step takes and frees the same gigabytes. An allocator that gives them back to the system
/// after some seconds makes a slow step fault each page in anew, which took a fifth of the step's
/// time; one that never does grows without end, because texts differ in length. Within this
/// scope jemalloc gives back nothing by the clock, and everything that is free after a step
/// with which the process has grown by half. Does nothing where the program has another allocator.
class StepMemory {
public:
    StepMemory();
    ~StepMemory();
    StepMemory(const StepMemory&) = delete;
    StepMemory& operator=(const StepMemory&) = delete;

    /// After each step.
    void settle();

private:
    std::size_t m_usual = 0; // bytes resident after a step; 0 until there was one
};

} // namespace bolus
