#include "library/search/PhraseTokens.h"

#include <algorithm>

#include "library/reports/WordFold.h"

namespace bolus {

namespace {

bool isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// "-(renal)" leaves out "renal"; elsewhere brackets part words and mean nothing.
void dropBrackets(std::string& text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (std::string_view("()[]{}").find(text[at]) == std::string_view::npos) {
            continue;
        }
        if (at > 0 && text[at - 1] == '-') {
            text.erase(at--, 1);
        } else {
            text[at] = ' ';
        }
    }
}

} // namespace

bool hasContent(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (letterAt(text, at) > 0) {
            return true;
        }
    }
    return false;
}

std::string cleanedPhrase(std::string_view phrase) {
    std::size_t length = std::min(phrase.size(), longestPhrase);
    while (length < phrase.size() && length > 0 && (phrase[length] & 0xC0) == 0x80) {
        --length; // not within a UTF-8 character
    }
    std::string text(phrase.substr(0, length));
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
    for (const std::string_view curly : {"\u201C", "\u201D", "\u201E"}) { // as office programs type
        for (std::size_t at = 0; (at = text.find(curly, at)) != std::string::npos;) {
            text.replace(at, curly.size(), "\"");
        }
    }
    dropBrackets(text);
    return text;
}

std::vector<PhraseToken> phraseTokens(const std::string& text, std::string& plain) {
    std::vector<PhraseToken> tokens;
    for (std::size_t at = 0; at < text.size() && tokens.size() <= mostPhraseWords;) {
        if (isSpace(text[at])) {
            ++at;
            continue;
        }
        PhraseToken token;
        while (at < text.size() && text[at] == '-') {
            token.excluded = true;
            ++at;
        }
        const bool quoted = at < text.size() && text[at] == '"';
        const std::size_t begin = quoted ? ++at : at;
        while (at < text.size() &&
               (quoted ? text[at] != '"' : !isSpace(text[at]) && text[at] != '"')) {
            ++at;
        }
        token.term.text = text.substr(begin, at - begin);
        token.term.quoted = quoted;
        at += quoted && at < text.size() ? 1 : 0;
        token.begin = plain.size();
        if (!token.excluded) {
            plain += token.term.text + ' ';
        }
        token.end = token.begin + token.term.text.size();
        if (hasContent(token.term.text)) {
            tokens.push_back(std::move(token));
        }
    }
    return tokens;
}

} // namespace bolus
