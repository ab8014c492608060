// What a person typed into the search box, taken apart.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bolus {

/// A word or a "quoted phrase".
struct SearchTerm {
    std::string text; // without quotation marks
    bool quoted = false;
};

/// "arterial enhancement without washout -renal" looks for the first two, for the absence of the
/// third, and leaves out cases of the fourth.
struct SearchPhrase {
    std::vector<SearchTerm> present, absent, excluded;
};

/// At most the first 1,000 bytes and 32 terms are looked at.
SearchPhrase parsePhrase(std::string_view phrase);

/// FTS5 expressions: one term with its spellings, and all or any of several. Empty for no terms.
std::string termExpression(const SearchTerm& term);
std::string allOf(const std::vector<SearchTerm>& terms);
std::string anyOf(const std::vector<SearchTerm>& terms);

} // namespace bolus
