// Reads all that the library refers to, whole: what `verify --deep` adds to rows against files.
#pragma once

#include <cstdint>

#include "app/jobs/Events.h"
#include "library/store/Library.h"

namespace bolus {

struct DeepFindings {
    std::int64_t problems = 0;          // each an item: problem, and path or case
    std::int64_t files = 0, copies = 0; // that were read
};

/// In reader processes, every file of the library that is as it was imported: its header, and of
/// images every frame (stage "verify"). Then the content of copied files against their names, which
/// are its SHA-256 (stage "copies"), and the pictures of cases. Changes nothing. Errors: Cancelled,
/// Internal (no reader can be started), Storage.
Result<DeepFindings> verifyDeep(Library& library, Events& events);

} // namespace bolus
