// Headings of reports, in several languages.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "library/reports/Sentences.h"

namespace bolus {

struct Heading {
    Section section = Section::Other;
    std::size_t end = 0; // where the text after the heading and its colon begins
};

/// A known heading at the start of `text`: followed by a colon, or alone on its line.
std::optional<Heading> headingAt(std::string_view text);

/// Of a name alone, such as a column's: "Befund", "findings", "Conclusión".
std::optional<Section> sectionNamed(std::string_view name);

/// One stretch of a report under one heading. Offsets are bytes of the report.
struct SectionBlock {
    Section section = Section::Other;
    std::string heading;            // as written, without its colon; empty before the first
    std::size_t headingBegin = 0;   // of the heading
    std::size_t begin = 0, end = 0; // of the text below it
};

/// In the report's order, from its first byte to its last. Headings stand at the start of a line,
/// or of a sentence in reports that were flattened to one line; in capitals with a colon anywhere.
/// A report without headings is one block of Section::Other. Any bytes are accepted.
std::vector<SectionBlock> sectionsOf(std::string_view report);

} // namespace bolus
