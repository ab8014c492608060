// Splits report text into sections and sentences, and says what a sentence asserts.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bolus {

enum class Section { History, Technique, Comparison, Findings, Impression, Other };
const char* sectionToken(Section section); // "history", "technique", …

/// Of the patient now (Present, Absent, Uncertain), of the past, or of another person: "mother with
/// breast cancer".
enum class Assertion { Present, Absent, Uncertain, Historical, SomeoneElse };
/// "present", "absent", "uncertain", "historical", "someone_else"
const char* assertionToken(Assertion assertion);
std::optional<Assertion> assertionFromToken(std::string_view token);

struct Sentence {
    Section section = Section::Other;
    Assertion assertion = Assertion::Present; // of its main finding
    /// One line, without list numbers, at most 4,000 bytes; below "Family history" and "Past
    /// history" after that heading and a colon, without which it would read otherwise.
    std::string text;
    bool begins = false; // a paragraph, an item of a list, or the text below a heading
};

/// In the report's order. Any bytes are accepted; control characters become spaces.
std::vector<Sentence> splitReport(std::string_view report);

/// What a sentence asserts of its main finding.
Assertion assertionOf(std::string_view sentence);
/// What it asserts of the words at these byte offsets: "No ascites, but a cyst" denies the first
/// and states the second. Rules in the manner of NegEx (Chapman et al., J Biomed Inform
/// 2001;34:301-310).
std::vector<Assertion> assertionsAt(std::string_view sentence,
                                    std::span<const std::size_t> offsets);
/// Of several words, what is least true of the patient now: absent, someone else's, historical,
/// uncertain, present, in this order. Present for none.
Assertion mostDenying(std::span<const Assertion> assertions);

} // namespace bolus
