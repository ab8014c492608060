// HL7 version 2 messages (chapter 2 of the standard): segments, fields, escapes, character sets.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "library/domain/Result.h"

namespace bolus {

/// Of one file: messages begin with an MSH segment at the start of a line. The frames of MLLP and
/// the segments of a batch (FHS, BHS, BTS, FTS) are left out. Views into `bytes`.
std::vector<std::string_view> hl7Messages(std::string_view bytes);

/// Text comes as UTF-8 without escapes. A field that is not there is empty.
class Hl7Message {
public:
    struct Segment {
        std::string name; // "OBX"
        std::vector<std::string> fields;
    };

    /// BadInput: no MSH segment with delimiters, a character set (MSH-18) that is not known.
    static Result<Hl7Message> parse(std::string_view bytes);

    const std::vector<Segment>& segments() const { return m_segments; }
    const Segment* first(std::string_view name) const; // null where there is none
    /// Fields and components count from 1, repetitions from 0, as the standard's names do;
    /// component 0: the whole repetition as written, its other delimiters kept.
    std::string text(const Segment& segment, std::size_t field, std::size_t component = 1,
                     std::size_t repetition = 0) const;
    std::size_t repetitions(const Segment& segment, std::size_t field) const;

private:
    std::string_view raw(const Segment& segment, std::size_t field) const;
    std::string decoded(std::string_view value) const;

    std::vector<Segment> m_segments;
    char m_field = '|', m_component = '^', m_repetition = '~', m_escape = '\\',
         m_subcomponent = '&';
    std::string m_charset; // by ICU's name; empty: UTF-8, else Windows-1252
};

} // namespace bolus
