#include "library/reports/Hl7.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "library/reports/TextEncoding.h"

namespace bolus {

namespace {

constexpr std::size_t mostSegments = 100000; // of one message

bool isCode(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool isLineEnd(char c) {
    return c == '\r' || c == '\n';
}
bool beginsMessage(std::string_view text) {
    return text.size() > 8 && text.starts_with("MSH") && !isCode(text[3]) && !isLineEnd(text[3]);
}

/// HL7 table 0211, by the names ICU knows. Files in UTF-16 are UTF-8 before they come here.
std::optional<std::string> charsetNamed(std::string name) {
    constexpr std::pair<std::string_view, const char*> known[] = {{"", ""},
                                                                  {"ASCII", ""},
                                                                  {"UNICODE UTF-8", "UTF-8"},
                                                                  {"UTF-8", "UTF-8"},
                                                                  {"UTF8", "UTF-8"},
                                                                  {"UNICODE", ""},
                                                                  {"UNICODE UTF-16", ""},
                                                                  {"ISO IR14", "Shift_JIS"},
                                                                  {"ISO IR87", "ISO-2022-JP"},
                                                                  {"ISO IR159", "ISO-2022-JP-1"},
                                                                  {"GB 18030-2000", "gb18030"},
                                                                  {"GB18030", "gb18030"},
                                                                  {"KS X 1001", "EUC-KR"},
                                                                  {"CNS 11643-1992", "EUC-TW"},
                                                                  {"BIG-5", "Big5"}};
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::toupper(c); });
    const auto found =
        std::ranges::find(known, name, &std::pair<std::string_view, const char*>::first);
    if (found != std::end(known)) {
        return found->second;
    }
    if (name.starts_with("8859/")) {
        return "ISO-8859-" + name.substr(5);
    }
    return std::nullopt;
}

/// Lines of a message; a line that does not begin like a segment goes on with the one before, as
/// senders write that leave line ends in their text.
std::vector<std::string> segmentLines(std::string_view bytes, char field) {
    std::vector<std::string> lines;
    while (!bytes.empty() && lines.size() < mostSegments) {
        const std::size_t end = std::min(bytes.find_first_of("\r\n"), bytes.size());
        const std::string_view line = bytes.substr(0, end);
        const bool isSegment = line.size() >= 3 &&
                               std::all_of(line.begin(), line.begin() + 3, isCode) &&
                               (line.size() == 3 || line[3] == field);
        if (isSegment) {
            lines.emplace_back(line);
        } else if (!lines.empty() && !line.empty()) {
            lines.back() += '\n' + std::string(line);
        }
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
    }
    return lines;
}

std::vector<std::string> splitAt(std::string_view text, char delimiter) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(delimiter, begin), text.size());
        parts.emplace_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

/// The n-th part from 0; empty beyond the last.
std::string_view partAt(std::string_view text, char delimiter, std::size_t n) {
    for (; n > 0; --n) {
        const std::size_t end = text.find(delimiter);
        if (end == std::string_view::npos) {
            return {};
        }
        text.remove_prefix(end + 1);
    }
    return text.substr(0, text.find(delimiter));
}

std::string hexBytes(std::string_view digits) {
    std::string bytes;
    for (std::size_t at = 0; at + 1 < digits.size(); at += 2) {
        unsigned value = 0;
        std::from_chars(digits.data() + at, digits.data() + at + 2, value, 16);
        bytes += static_cast<char>(value);
    }
    return bytes;
}

/// What stands for `\code\` that names no delimiter; no value: not a code of the standard.
std::optional<std::string> meaningOf(std::string_view code) {
    if (code.empty()) {
        return std::nullopt;
    }
    if (code.starts_with('X')) {
        return hexBytes(code.substr(1));
    }
    if (code == "H" || code == "N" || code.starts_with('Z')) { // highlighting; a site's own
        return "";
    }
    if (!code.starts_with('.')) {
        return std::nullopt;
    }
    const std::string_view command = code.substr(1, 2);
    if (command == "sp" || command == "br" || command == "ce") {
        unsigned lines = 1; // ".sp2", ".sp 2", ".sp"
        const std::size_t digits = std::min(code.find_first_not_of(" +", 3), code.size());
        std::from_chars(code.data() + digits, code.data() + code.size(), lines);
        return std::string(std::clamp(lines, 1u, 8u), '\n');
    }
    return command == "sk" ? " " : "";
}

} // namespace

std::vector<std::string_view> hl7Messages(std::string_view bytes) {
    std::vector<std::size_t> begins;
    bool lineStart = true;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        if (lineStart && bytes[at] == 'M' && beginsMessage(bytes.substr(at))) {
            begins.push_back(at);
        }
        lineStart = isLineEnd(bytes[at]) || bytes[at] == '\v' || bytes[at] == '\x1c';
    }
    std::vector<std::string_view> messages;
    for (std::size_t i = 0; i < begins.size(); ++i) {
        const std::size_t end = i + 1 < begins.size() ? begins[i + 1] : bytes.size();
        const std::string_view message = bytes.substr(begins[i], end - begins[i]);
        messages.push_back(message.substr(0, message.find('\x1c')));
    }
    return messages;
}

Result<Hl7Message> Hl7Message::parse(std::string_view bytes) {
    if (!beginsMessage(bytes)) {
        return fail(ErrorCode::BadInput, "An HL7 message begins with an MSH segment.");
    }
    Hl7Message message;
    message.m_field = bytes[3];
    const std::string_view others = bytes.substr(4, bytes.find(message.m_field, 4) - 4);
    char* const delimiters[] = {&message.m_component, &message.m_repetition, &message.m_escape,
                                &message.m_subcomponent};
    for (std::size_t i = 0; i < std::min<std::size_t>(others.size(), 4); ++i) {
        *delimiters[i] = others[i];
    }
    for (const std::string& line : segmentLines(bytes, message.m_field)) {
        Segment segment{line.substr(0, 3), splitAt(line, message.m_field)};
        if (segment.name == "MSH") { // MSH-1 is the delimiter itself
            segment.fields.insert(segment.fields.begin() + 1, std::string(1, message.m_field));
        }
        message.m_segments.push_back(std::move(segment));
    }
    const std::string named = message.text(message.m_segments.front(), 18);
    const auto charset = charsetNamed(named);
    if (!charset) {
        return fail(ErrorCode::BadInput, "The message says it is in the character set " + named +
                                             ", which Bolus does not know.");
    }
    message.m_charset = *charset;
    return message;
}

const Hl7Message::Segment* Hl7Message::first(std::string_view name) const {
    const auto found = std::ranges::find(m_segments, name, &Segment::name);
    return found == m_segments.end() ? nullptr : &*found;
}

std::string_view Hl7Message::raw(const Segment& segment, std::size_t field) const {
    return field < segment.fields.size() ? std::string_view(segment.fields[field])
                                         : std::string_view();
}

std::size_t Hl7Message::repetitions(const Segment& segment, std::size_t field) const {
    const std::string_view value = raw(segment, field);
    return value.empty() ? 0
                         : 1 + static_cast<std::size_t>(std::ranges::count(value, m_repetition));
}

std::string Hl7Message::text(const Segment& segment, std::size_t field, std::size_t component,
                             std::size_t repetition) const {
    const std::string_view value = partAt(raw(segment, field), m_repetition, repetition);
    return decoded(component == 0 ? value : partAt(value, m_component, component - 1));
}

/// Escapes stand for bytes of the message's character set, so they go first.
std::string Hl7Message::decoded(std::string_view value) const {
    std::string bytes;
    while (!value.empty()) {
        const std::size_t at = std::min(value.find(m_escape), value.size());
        bytes += value.substr(0, at);
        const std::size_t end = at < value.size() ? value.find(m_escape, at + 1) : value.npos;
        if (end == value.npos) { // an escape that is not closed is text
            bytes += value.substr(at);
            break;
        }
        const std::string_view code = value.substr(at + 1, end - at - 1);
        const std::string_view names = "FSTRE";
        const char delimiters[] = {m_field, m_component, m_subcomponent, m_repetition, m_escape};
        const std::size_t which = code.size() == 1 ? names.find(code[0]) : names.npos;
        const auto meaning = which != names.npos ? std::optional(std::string(1, delimiters[which]))
                                                 : meaningOf(code);
        if (!meaning) { // not an escape: its first character is text, the second may open one
            bytes += value.substr(at, end - at);
            value.remove_prefix(end);
            continue;
        }
        bytes += *meaning;
        value.remove_prefix(end + 1);
    }
    const bool legacy = m_charset.empty() && !isUtf8(bytes);
    if (m_charset.empty() && !legacy) {
        return bytes;
    }
    return utf8From(bytes, legacy ? "windows-1252" : m_charset).value_or(bytes);
}

} // namespace bolus
