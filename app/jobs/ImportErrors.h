// Which failures are of one file, and which of the whole import.
#pragma once

#include "library/domain/Result.h"

namespace bolus {

/// Not of one file: whatever comes next would fail as well, and the import ends.
inline bool endsImport(const Error& error) {
    return error.code == ErrorCode::Cancelled || error.code == ErrorCode::Internal ||
           error.code == ErrorCode::Storage;
}

/// Not of the file for good: it is away, its drive does not answer, the reader does not start, or
/// the user asked to stop.
inline bool mayPass(const Error& error) {
    return error.code == ErrorCode::Io || error.code == ErrorCode::NotFound ||
           error.code == ErrorCode::Internal || error.code == ErrorCode::Cancelled;
}

} // namespace bolus
