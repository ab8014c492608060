// What the reader does with each request.
#pragma once

#include "app/reader/ReaderLoop.h"

namespace bolus {

Result<std::string> answerRequest(std::string_view request, const SignOfLife& alive);

} // namespace bolus
