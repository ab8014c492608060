// Percentiles of many values without sorting or copying them. Internal to engine/preprocess/*.cpp.
#pragma once

#include <array>
#include <optional>
#include <span>

namespace bolus {

/// The values that the shares `low` ≤ `high` (0 … 1) of the finite ones come before: of n in order,
/// those at whole(share·(n − 1)). None where no value is finite. Takes a quarter of a megabyte for
/// each core, whatever the count; fewer than 2³² values.
std::optional<std::array<float, 2>> percentilesOf(std::span<const float> values, double low,
                                                  double high);

} // namespace bolus
