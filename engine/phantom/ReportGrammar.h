// How a phrase of a table becomes words.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/phantom/Random.h"

namespace bolus::phantom {

/// What stands for {name} in a phrase.
using Slots = std::map<std::string, std::string, std::less<>>;

/// One of the choices of each [a|b|…].
std::string chosen(std::string_view phrase, Random& random);
/// <…> without its marks, or not at all.
std::string withOptional(std::string_view text, bool keep);
/// A slot that is not given stays as it is.
std::string filled(std::string_view text, const Slots& slots);
/// "left, right and middle"
std::string joined(const std::vector<std::string>& parts, std::string_view between,
                   std::string_view last);
std::string capitalised(std::string text);
/// Capitalised, with one full stop, with "an" where it belongs, and without double spaces.
std::string sentence(std::string text);
/// About how many word pieces a text has: words, numbers and punctuation marks.
int pieceCount(std::string_view text);

} // namespace bolus::phantom
