// Text made comparable.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bolus {

/// Unicode case folding; bytes that are not UTF-8 become U+FFFD.
std::string foldCase(std::string_view text);
/// A DICOM person name (PN) by its letters: case, '^' and runs of spaces do not count.
std::string foldName(std::string_view name);

std::string joinLines(const std::vector<std::string>& lines);
std::vector<std::string> splitLines(std::string_view text);

} // namespace bolus
