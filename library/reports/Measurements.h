// Sizes in sentences: "2.3 x 1.8 cm", "4 mm", "1,5 cm".
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace bolus {

struct SizeFound {
    std::size_t begin = 0, end = 0; // bytes of the text
    double millimetres = 0;         // its largest dimension
};

/// In the text's order. A number counts with mm, cm or their words after it, or as one of several
/// dimensions that share a unit; none from 0.1 mm down or from 2 m up, which nothing in a body has.
/// "2-3 cm" is 30 mm; "1,234 mm" is no size, as it may be 1.2 mm or 1.2 m. Distances to places ("3 cm from the hilum") are sizes too: no rule tells.
std::vector<SizeFound> sizesIn(std::string_view text);

} // namespace bolus
