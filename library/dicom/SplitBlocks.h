// Splits stacks by where their slices lie among each other. Private to library/dicom.
#pragma once

#include "library/dicom/SplitKeys.h"

namespace bolus {

/// Whether groups (of one stack, split by `key`) are better than the stack: slices that lie among
/// each other come apart into fewer flaws. One pass in steps, such as a head CT with two slices an
/// acquisition, stays whole; so does an interleaved stack with one wrong slice.
bool untangles(const SplitKey& key, const SliceStack& stack, const Stacks& groups);

/// Blocks that reach into each other, told apart by the order of their numbers.
Stacks splitOverlaps(const SliceStack& stack);

/// Blocks one after the other, each of one spacing.
Stacks splitMixedSpacing(const SliceStack& stack);

} // namespace bolus
