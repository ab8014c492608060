// The text of PDF documents, by Poppler.
#pragma once

#include <string>
#include <string_view>

#include "library/domain/Result.h"

namespace bolus {

struct PdfLimits {
    std::size_t bytes = 64u << 20;
    int pages = 200;
    std::size_t text = 4u << 20; // bytes
    double seconds = 20;         // looked at between pages
};

/// Pages in reading order. A PDF is a program of its sender's: call this in a process that may die
/// and whose memory is capped. Errors: BadInput (damaged, locked by a password, or pictures of
/// pages without any text, which is said), TooLarge (over a limit).
Result<std::string> pdfText(std::string_view bytes, const PdfLimits& limits = {});

} // namespace bolus
