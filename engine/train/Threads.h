// How many threads torch and the BLAS below it use.
#pragma once

namespace bolus {

/// 0: as many as there are cores.
void useThreads(int threads);

} // namespace bolus
