// Writes digital phantom exams as real multi-phase CT series with their reports.
#pragma once

#include <cstdint>
#include <filesystem>

#include "app/jobs/Events.h"

namespace bolus {

struct PhantomRequest {
    std::filesystem::path folder; // made if it is not there
    int cases = 24;
    std::uint64_t seed = 1;
    std::size_t columns = 256; // and as many rows
    double sliceMm = 0;        // 0: what each exam's scanner reconstructs, 1 to 6 mm
    int minPhases = 2, maxPhases = 4;
};

/// FOLDER/PATIENT/SERIES/IM00001.dcm … and FOLDER/PATIENT/report.txt (see ReportFile.h). A seed
/// gives the same files, byte for byte. A phase that covers less of the body has fewer slices.
/// An item a case, its `finding` all findings joined by ", "; the result is `cases, files,
/// seconds`. Errors: BadInput, Io, Cancelled (what is written stays, and is whole but for the last
/// case).
Result<Outcome> writePhantoms(const PhantomRequest& request, Events& events);

} // namespace bolus
