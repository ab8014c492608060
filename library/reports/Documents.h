// Documents inside messages and resources.
#pragma once

#include <string>
#include <string_view>

#include "library/domain/Result.h"
#include "library/reports/ReportFile.h"

namespace bolus {

/// `type`: a media type or its second half ("application/pdf", "PDF", "text/html", "plain;
/// charset=…"). Unsupported: another type, or a PDF without a reader. BadInput: damaged, or no
/// words.
Result<std::string> textOfDocument(std::string_view type, std::string_view bytes,
                                   const PdfReader& pdf);

} // namespace bolus
