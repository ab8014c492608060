// The words of a sentence, as the assertion rules read them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "library/reports/Sentences.h"

namespace bolus {

struct SentenceWord {
    std::string text;      // ASCII in lower case; "isn't" is "not"
    std::size_t begin = 0; // byte of the sentence
    // What stands before it: ','; ';', '?' or '!'; ':'; a dash between spaces.
    bool afterComma = false, afterStop = false, afterColon = false, afterDash = false;
    bool asked = false;   // "?HCC"
    bool doubted = false; // "HCC?"
    int bracket = 0;      // number of the brackets it stands in; 0: none
    bool inCue = false;
    int clause = 0;
    Assertion assertion = Assertion::Present;

    bool startsPart() const { return afterComma || afterStop || afterColon || afterDash; }
};

std::vector<SentenceWord> sentenceWords(std::string_view sentence);

} // namespace bolus
