// Words of report text, folded so that spellings and plurals of one word are the same.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bolus {

struct TextWord {
    std::size_t begin = 0, end = 0; // bytes of the text
    std::string folded;
};

/// Letters and digits of any script make words; all else parts them, as it does for FTS5.
std::vector<TextWord> textWords(std::string_view text);

/// Lower case, without accents, American spelling, singular: "Haemangiomata's" aside, a dictionary
/// is not at work: "metastases" → "metastasis", "oedema" → "edema", "cysts" → "cyst".
std::string foldedWord(std::string_view word);

/// The folded words of a text, joined by one space.
std::string foldedWords(std::string_view text);

} // namespace bolus
