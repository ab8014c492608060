// Shares work out to the cores. Internal to engine/preprocess/*.cpp.
#pragma once

#include <functional>

namespace bolus {

/// Calls work(begin, end) for consecutive parts of 0 … count, at the same time, one for each core.
/// What a part throws is thrown here once all have ended.
void inParts(int count, const std::function<void(int, int)>& work);

/// The instruction set is chosen when the program starts: the build is for any x86-64.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define BOLUS_ROWS_VECTORISED                                                                      \
    __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define BOLUS_ROWS_VECTORISED
#endif

} // namespace bolus
