// How many threads torch and the BLAS below it use.
#pragma once

namespace bolus {

/// 0: as many as there are cores.
void useThreads(int threads);

/// Large blocks that are freed stay with the program: a training step frees and takes the same ones
/// again and again, and mapping them anew cost a fifth of its time.
void keepFreedMemory();

} // namespace bolus
