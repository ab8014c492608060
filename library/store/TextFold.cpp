#include "library/store/TextFold.h"

#include <algorithm>

#include <unicode/unistr.h>

namespace bolus {

std::string foldCase(std::string_view text) {
    std::string folded;
    icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())))
        .foldCase()
        .toUTF8String(folded);
    return folded;
}

std::string foldName(std::string_view name) {
    std::string words;
    for (const char c : foldCase(name)) {
        const bool separator = c == '^' || c == ' ' || c == '=' || c == ',';
        if (!separator) {
            words += c;
        } else if (!words.empty() && words.back() != ' ') {
            words += ' ';
        }
    }
    while (!words.empty() && words.back() == ' ') {
        words.pop_back();
    }
    return words;
}

std::string joinLines(const std::vector<std::string>& lines) {
    std::string text;
    for (std::string line : lines) {
        std::replace(line.begin(), line.end(), '\n', ' ');
        text += (text.empty() ? "" : "\n") + line;
    }
    return text;
}

std::vector<std::string> splitLines(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

} // namespace bolus
