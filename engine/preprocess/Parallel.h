// Shares work out to the cores. Internal to engine/preprocess/*.cpp.
#pragma once

#include <functional>

namespace bolus {

/// Calls work(begin, end) for consecutive parts of 0 … count, at the same time, one for each core.
/// What a part throws is thrown here once all have ended.
void inParts(int count, const std::function<void(int, int)>& work);

} // namespace bolus
