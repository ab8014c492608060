// Text of HTML and of HL7 CDA documents.
#pragma once

#include <string>
#include <string_view>

#include "library/domain/Case.h"
#include "library/domain/Result.h"

namespace bolus {

/// What a browser would show, a line a block; no script, no style. Nothing is fetched. TooLarge:
/// more than 16 MB; BadInput: no words.
Result<std::string> htmlText(std::string_view html);

/// Titles of sections as headings, their narrative below; identifiers from the header: id of the
/// order (accession number), of the document (key), of the patient.
Result<Report> readCda(std::string_view xml);
bool looksLikeCda(std::string_view text);

} // namespace bolus
