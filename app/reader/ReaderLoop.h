// The child's side of ReaderProcess: limits itself, then answers until its parent is gone.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "library/domain/Result.h"

namespace bolus {

using SignOfLife = std::function<void()>;
/// The bytes of an answer to the bytes of a request (library/reader/Protocol.h).
using AnswerRequest = std::function<Result<std::string>(std::string_view, const SignOfLife&)>;

/// `argv`: the memory it may take in bytes, and "write" where it may write files. The exit status.
int runReader(int argc, char** argv, const AnswerRequest& answer);

} // namespace bolus
