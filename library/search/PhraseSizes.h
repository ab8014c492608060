// Sizes in what a person typed: "> 2 cm", "between 1 and 3 cm", "smaller than 10 mm", "2 x 3 cm".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "library/search/Phrase.h"

namespace bolus {

/// Takes them out of the text, leaving spaces; of several the strictest bounds. Nothing within
/// quotation marks or after an excluding dash is taken. Here inches and micrometres are units, too;
/// "in" is one where nothing follows it. A number after a comparison is no word: where its unit is
/// not one of length, both are taken out, which a note tells.
std::optional<SizeRange> takeSizes(std::string& text, std::vector<std::string>& notes);

} // namespace bolus
