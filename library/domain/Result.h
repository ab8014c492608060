// How Bolus reports what went wrong: an expected failure is a value, with a sentence for a person.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace bolus {

enum class ErrorCode {
    NotFound,     // a file, folder, case, model or library that is not there
    NotDicom,     // a file that is not DICOM at all; import ignores it
    BadInput,     // a file, header, phrase or option that cannot be used
    Unsupported,  // valid, but outside what Bolus reads
    TooLarge,     // would need more memory or disk than allowed
    Io,           // reading or writing failed
    Storage,      // the library's database refused
    Conflict,     // somebody else holds what is needed, or a newer version wrote it
    Cancelled,    // the user asked to stop
    Model,        // the model or its numbers failed
    Internal      // a defect in Bolus
};

/// Machine-readable name of a code, as `--json` prints it: "not_found", "bad_input", …
const char* errorCodeName(ErrorCode code);

struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;  // one sentence: what, and what to do
    std::string subject;  // the file, case or model it concerns; may be empty
};

template<typename T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(ErrorCode code, std::string message, std::string subject = {}) {
    return std::unexpected(Error{code, std::move(message), std::move(subject)});
}

inline std::unexpected<Error> cancelledError() {
    return fail(ErrorCode::Cancelled, "Cancelled.");
}

} // namespace bolus
