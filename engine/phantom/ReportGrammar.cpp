#include "engine/phantom/ReportGrammar.h"

#include <algorithm>
#include <cctype>

namespace bolus::phantom {

namespace {

bool isAlnum(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

/// The choice number `index` of "a|b|c".
std::string_view alternative(std::string_view choices, std::size_t index) {
    for (; index > 0; --index) {
        choices.remove_prefix(choices.find('|') + 1);
    }
    return choices.substr(0, choices.find('|'));
}

/// As spoken: an eight, an eleven, an eighteen, an irregular mass; but a unilocular one.
bool wantsAn(std::string_view next) {
    if (next.starts_with("11 ") || next.starts_with("18 ") || next.starts_with('8')) {
        return true;
    }
    return !next.empty() && std::string_view("aeio").find(next.front()) != std::string_view::npos;
}

void mendArticles(std::string& text) {
    for (std::size_t at = 0; at + 2 < text.size(); ++at) {
        const bool article = (text[at] == 'a' || text[at] == 'A') && text[at + 1] == ' ';
        const bool word = at == 0 || text[at - 1] == ' ';
        if (article && word && wantsAn(std::string_view(text).substr(at + 2))) {
            text.insert(at + 1, "n");
        }
    }
}

void mendSpaces(std::string& text) {
    std::string out;
    for (const char c : text) {
        const bool closes = c == ',' || c == ')' || c == ';' || c == ':';
        while (!out.empty() && out.back() == ' ' && (closes || c == ' ' || c == '.')) {
            out.pop_back();
        }
        out += c;
    }
    const auto first = out.find_first_not_of(' ');
    const auto last = out.find_last_not_of(' ');
    text = first == std::string::npos ? std::string() : out.substr(first, last - first + 1);
}

} // namespace

std::string chosen(std::string_view phrase, Random& random) {
    std::string text;
    while (!phrase.empty()) {
        const auto open = std::min(phrase.find('['), phrase.size());
        text += phrase.substr(0, open);
        phrase.remove_prefix(open);
        if (phrase.empty()) {
            break;
        }
        const auto close = phrase.find(']');
        const std::string_view choices = phrase.substr(1, close - 1);
        const auto count = std::ranges::count(choices, '|');
        text += alternative(choices,
                            static_cast<std::size_t>(random.integer(0, static_cast<int>(count))));
        phrase.remove_prefix(close + 1);
    }
    return text;
}

std::string withOptional(std::string_view text, bool keep) {
    std::string out;
    bool inside = false;
    for (const char c : text) {
        const bool mark = c == '<' || c == '>';
        inside = mark ? c == '<' : inside;
        out.append(mark || (inside && !keep) ? 0 : 1, c);
    }
    return out;
}

std::string filled(std::string_view text, const Slots& slots) {
    std::string out;
    while (!text.empty()) {
        const auto open = std::min(text.find('{'), text.size());
        out += text.substr(0, open);
        text.remove_prefix(open);
        const auto size = std::min(text.find('}'), text.size() - 1) + 1;
        if (text.empty()) {
            break;
        }
        const auto slot = slots.find(text.substr(1, size - 2));
        out += slot == slots.end() ? text.substr(0, size) : std::string_view(slot->second);
        text.remove_prefix(size);
    }
    return out;
}

std::string joined(const std::vector<std::string>& parts, std::string_view between,
                   std::string_view last) {
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        text += i == 0 ? std::string_view() : i + 1 == parts.size() ? last : between;
        text += parts[i];
    }
    return text;
}

std::string capitalised(std::string text) {
    if (!text.empty()) {
        text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    }
    return text;
}

std::string sentence(std::string text) {
    mendSpaces(text);
    mendArticles(text);
    while (!text.empty() && text.back() == '.') {
        text.pop_back();
    }
    const std::string_view word = std::string_view(text).substr(0, text.find(' '));
    const bool spelled = std::ranges::any_of(word, [](unsigned char c) { return std::isupper(c); });
    return text.empty() ? text : (spelled ? text : capitalised(text)) + "."; // ccRCC stays
}

int pieceCount(std::string_view text) {
    int count = 0;
    bool inWord = false;
    for (const char c : text) {
        const bool space = std::isspace(static_cast<unsigned char>(c)) != 0;
        count += isAlnum(c) ? !inWord : !space;
        inWord = isAlnum(c);
    }
    return count;
}

} // namespace bolus::phantom
