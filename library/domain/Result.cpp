#include "library/domain/Result.h"

namespace bolus {

const char* errorCodeName(ErrorCode code) {
    switch (code) {
    case ErrorCode::NotFound: return "not_found";
    case ErrorCode::NotDicom: return "not_dicom";
    case ErrorCode::BadInput: return "bad_input";
    case ErrorCode::Unsupported: return "unsupported";
    case ErrorCode::TooLarge: return "too_large";
    case ErrorCode::Io: return "io";
    case ErrorCode::Storage: return "storage";
    case ErrorCode::Conflict: return "conflict";
    case ErrorCode::Cancelled: return "cancelled";
    case ErrorCode::Model: return "model";
    case ErrorCode::Internal: return "internal";
    }
    return "internal";
}

} // namespace bolus
