// Sizes in what a person typed: "> 2 cm", "between 1 and 3 cm", "smaller than 10 mm", "2 x 3 cm".
#pragma once

#include <optional>
#include <string>

#include "library/search/Phrase.h"

namespace bolus {

/// Takes them out of the text, leaving spaces; of several the strictest bounds. Nothing within
/// quotation marks or after an excluding dash is taken.
std::optional<SizeRange> takeSizes(std::string& text);

} // namespace bolus
