// Words of report text, folded so that spellings and plurals of one word are the same.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bolus {

struct TextWord {
    std::size_t begin = 0, end = 0; // bytes of the text
    std::string folded;
};

/// The bytes of the letter or digit of any script that stands at `at`; 0 for all else, such as
/// dashes, arrows, emoji, damaged UTF-8 and the end.
std::size_t letterAt(std::string_view text, std::size_t at);
/// Whether one ends before `at`.
bool letterBefore(std::string_view text, std::size_t at);

/// Letters and digits of any script make words; all else parts them, as it does for FTS5.
std::vector<TextWord> textWords(std::string_view text);

/// A to Z in lower case; all else as it is.
std::string lowered(std::string_view text);

/// British stems and how the same are spelt in America.
std::span<const std::pair<std::string_view, std::string_view>> britishSpellings();

/// Lower case, without accents, American spelling, singular: "Haemangiomata's" aside, a dictionary
/// is not at work: "metastases" → "metastasis", "oedema" → "edema", "cysts" → "cyst".
std::string foldedWord(std::string_view word);

/// The folded words of a text, joined by one space.
std::string foldedWords(std::string_view text);

} // namespace bolus
