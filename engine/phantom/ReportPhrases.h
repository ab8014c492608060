// The phrases that reports are made of: tables of text, one phrase a line.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/phantom/Phantom.h"

namespace bolus::phantom {

using Phrases = std::vector<std::string_view>;

/// A table's lines are "# section" or "key: phrase"; a key may stand on many lines. In a phrase
/// [a|b] is a choice, <…> is left out where a finding has no size, and {slot} is filled in.
/// A key "pv@art" holds what may only be said in the portal venous phase after the arterial one;
/// a key that starts with a dot is of the abbreviated style.
class PhraseBook {
public:
    explicit PhraseBook(const std::vector<std::string_view>& tables);

    /// Empty where there is none.
    const Phrases& of(std::string_view section, std::string_view key) const;
    const std::map<std::string, Phrases, std::less<>>& all() const { return m_phrases; }

private:
    std::map<std::string, Phrases, std::less<>> m_phrases; // by "section/key"
};

/// What a set alone may say. No sentence can come of two books.
const PhraseBook& phraseBook(PhantomSet set);
/// Names of findings and of phases, which all sets use.
const PhraseBook& sharedPhrases();

} // namespace bolus::phantom
