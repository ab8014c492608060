// Splits report text into sections and sentences.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bolus {

enum class Section { History, Technique, Comparison, Findings, Impression, Other };
enum class Assertion { Present, Absent, Uncertain };
const char* assertionToken(Assertion assertion); // "present", "absent", "uncertain"

struct Sentence {
    Section section = Section::Other;
    Assertion assertion = Assertion::Present; // of its main finding
    std::string text;
};

std::vector<Sentence> splitReport(std::string_view report);

} // namespace bolus
