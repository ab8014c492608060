// Which input the network is given of the same volumes.
#pragma once

namespace bolus {

/// Raised whenever prepareCase() gives other voxels for the same volumes: what was made of the old
/// ones, as the phase tokens a training keeps, is then made anew. test_preprocess tells.
inline constexpr int preprocessRevision = 1;

} // namespace bolus
