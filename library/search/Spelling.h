// Words put right by words that are known.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bolus {

/// Letters added, left out, changed, or two neighbours swapped (Damerau, 1964; optimal string
/// alignment); `most` + 1 where it is more than that. By bytes.
int editDistance(std::string_view a, std::string_view b, int most);

/// The nearest of the known words, if it is near enough: one edit for four to six letters, two from
/// seven on; none for shorter ones, nor one of less than four letters. Of equally near ones the first list's, then those with the same
/// first letter, then the first by alphabet. All folded (WordFold.h).
std::optional<std::string> nearestWord(std::string_view word,
                                       std::span<const std::span<const std::string>> lists);

} // namespace bolus
