// Headings of reports.
#pragma once

#include <optional>
#include <string_view>

#include "library/reports/Sentences.h"

namespace bolus {

struct Heading {
    Section section = Section::Other;
    std::size_t end = 0; // where the text after the heading and its colon begins
};

/// A known heading at the start of `text`: followed by a colon, or alone on its line.
std::optional<Heading> headingAt(std::string_view text);

} // namespace bolus
