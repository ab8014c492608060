// A sentence's number says where it stands, so that an index that is read in their order gives the
// sentences that count most first, and need not be read to its end.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "library/reports/Sentences.h"

namespace bolus {

// Bits, from the top: sign, section 3, length 1, report 39, ordinal 20.
constexpr int sectionShift = 60, lengthShift = 59, reportShift = 20;
constexpr std::int64_t mostReports = std::int64_t(1) << 39;
/// Bytes at a report's start that are searched; what comes after is shown. Reports have some
/// thousands: a file that is no report must not fill memory and index.
constexpr std::size_t mostSearchedBytes = std::size_t(1) << 18;
static_assert(mostSearchedBytes <= std::size_t(1) << reportShift); // each sentence has its ordinal
constexpr std::size_t longSentence = 120; // bytes

/// By what counts most.
constexpr std::array sectionOrder{Section::Impression, Section::Findings, Section::Other,
                                  Section::Comparison, Section::History,  Section::Technique};

constexpr std::int64_t sentenceId(Section section, std::size_t bytes, std::int64_t report,
                                  std::int64_t ordinal) {
    const std::int64_t place =
        std::find(sectionOrder.begin(), sectionOrder.end(), section) - sectionOrder.begin();
    return place << sectionShift | std::int64_t(bytes > longSentence) << lengthShift |
           report << reportShift | ordinal;
}

constexpr std::int64_t reportOfSentence(std::int64_t id) {
    return id >> reportShift & (mostReports - 1);
}

constexpr Section sectionOfSentence(std::int64_t id) {
    const auto place = static_cast<std::size_t>(id >> sectionShift & 7);
    return place < sectionOrder.size() ? sectionOrder[place] : Section::Other;
}

} // namespace bolus
