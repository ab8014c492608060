// What tells the slices of one series apart: one row a cause. Private to library/dicom.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "library/dicom/SliceGroups.h"

namespace bolus {

/// What a slice says under one key. Numbers are the same within the key's tolerance: rounding in
/// the files must not tear a stack apart.
struct KeyValue {
    std::string text{};
    std::vector<double> numbers{};
};

enum class SplitRule {
    Always,      // such slices never make one stack
    Untangle,    // only where it untangles slices that lie among each other (see untangles())
    UntangleEven // and also where two passes happen to interleave into one even stack
};

struct SplitKey {
    SplitCause cause;
    SplitRule rule;
    double tolerance; // of the numbers
    KeyValue (*value)(const PlacedSlice&);
    std::string (*words)(const PlacedSlice&);
};

/// In the order in which a series is split.
std::span<const SplitKey> splitKeys();

/// A localizer by its image type (PS3.3 C.7.6.1.1.2).
bool isScout(const PlacedSlice& slice);

/// Groups by key in the order of first appearance, each with its reason; the stack alone where all
/// its slices agree.
Stacks splitByKey(const SliceStack& stack, const SplitKey& key);

} // namespace bolus
