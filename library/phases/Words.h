// Series descriptions as words: case, accents and punctuation do not matter. Private.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bolus {

/// Lower-case words of letters or of digits, without accents; "ArterialPhase 70s C+" becomes
/// arterial, phase, 70, s, c, plus. A '+' or '-' that ends a word ("C+", "KM-") becomes the word
/// "plus" or "minus", and "+C" reads like "C+".
std::vector<std::string> wordsOf(std::string_view text);

/// Lower case, without accents; everything else as it was.
std::string folded(std::string_view text);

/// `pattern`: words with a blank between them; a final '*' stands for any ending. True where they
/// stand in `words` one after the other, from `at` on exactly.
bool matchesAt(const std::vector<std::string>& words, std::size_t at,
               const std::vector<std::string>& pattern);

std::vector<std::string> splitPattern(std::string_view pattern);

/// True where any of the patterns stands anywhere in `words`.
bool anyMatches(const std::vector<std::string>& words,
                const std::vector<std::vector<std::string>>& patterns);

} // namespace bolus
