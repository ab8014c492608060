// What a report says of its exam's findings, at the length of its style.
#pragma once

#include "engine/phantom/ReportScribe.h"

namespace bolus::phantom {

enum class Style { Structured, Free, Terse, Abbreviated };

using Lines = std::vector<std::string>;

/// Appends after a space.
void add(std::string& text, const std::string& more);
/// A sentence as it goes on after a comma; names and abbreviations keep their capitals.
std::string continued(std::string text);

class Teller {
public:
    Teller(const PhantomExam& exam, Style style, Random& random, Scribe& scribe);

    /// What the finding is, and what it does in the phases that were scanned.
    std::string described(Finding finding);
    /// What it does alone, a clause a phase.
    std::string behaviours(Finding finding);
    /// What is said of it, now and then with the series and image that show it.
    std::string withReference(const std::string& said, Finding finding);
    Lines impressions();
    std::string history();
    /// One of the style's words for a heading.
    std::string heading(const char* name);

private:
    std::size_t phasesTold() const;
    std::vector<std::size_t> somePhases(std::size_t most);
    std::string key(const char* plain) const;

    const PhantomExam& m_exam;
    Style m_style;
    Random& m_random;
    Scribe& m_scribe;
    std::vector<Finding> m_findings;
};

} // namespace bolus::phantom
