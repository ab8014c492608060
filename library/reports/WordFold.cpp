#include "library/reports/WordFold.h"

#include <algorithm>
#include <cstdint>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace bolus {

namespace {

constexpr std::pair<std::string_view, std::string_view> spellings[] = {
    {"haem", "hem"},
    {"aemi", "emi"},
    {"oedem", "edem"},
    {"oesoph", "esoph"},
    {"oestr", "estr"},
    {"tumour", "tumor"},
    {"caec", "cec"},
    {"faec", "fec"},
    {"rrhoea", "rrhea"},
    {"colour", "color"},
    {"centre", "center"},
    {"litre", "liter"},
    {"fibre", "fiber"},
    {"calibre", "caliber"},
    {"foet", "fet"},
    {"gynaec", "gynec"},
    {"aetiol", "etiol"},
    {"goitre", "goiter"},
    {"sulph", "sulf"},
    {"grey", "gray"},
    {"visualis", "visualiz"},
    {"characteris", "characteriz"},
    {"localis", "localiz"},
    {"generalis", "generaliz"},
    {"coeliac", "celiac"},
    {"leucocyt", "leukocyt"},
    {"neoplasia", "neoplasm"},
    {"favour", "favor"},
    {"homogenous", "homogeneous"}};

/// Marks and accents belong to their letter.
bool isLetterOrDigit(UChar32 c) {
    constexpr std::uint32_t kinds = U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK | U_GC_CO_MASK;
    return c >= 0 && (U_GET_GC_MASK(c) & kinds) != 0;
}

/// Of a word with letters beyond ASCII: folded, without marks.
std::string withoutAccents(std::string_view word) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* decompose = icu::Normalizer2::getNFKDInstance(status);
    icu::UnicodeString text = icu::UnicodeString::fromUTF8(
        icu::StringPiece(word.data(), static_cast<std::int32_t>(word.size())));
    text.foldCase();
    if (U_SUCCESS(status)) {
        text = decompose->normalize(text, status);
    }
    icu::UnicodeString letters;
    for (std::int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) {
        const UChar32 c = text.char32At(at);
        if (u_charType(c) != U_NON_SPACING_MARK) {
            letters.append(c);
        }
    }
    std::string folded;
    letters.toUTF8String(folded);
    return folded;
}

void replaceAll(std::string& word, std::string_view from, std::string_view to) {
    if (const std::size_t at = word.find(from); at != std::string::npos) {
        word.replace(at, from.size(), to);
    }
}

std::string singular(std::string word) {
    const auto ends = [&](std::string_view with, std::size_t least) {
        return word.size() >= least && word.ends_with(with);
    };
    const auto replaceEnd = [&](std::size_t count, std::string_view by) {
        return word.substr(0, word.size() - count).append(by);
    };
    if (ends("sses", 6) || ends("ches", 6) || ends("xes", 5)) { // masses, branches, reflexes
        return replaceEnd(2, "");
    }
    if (ends("ses", 6) && !ends("uses", 6) && !ends("eases", 6) && !ends("ases", 0)) {
        return replaceEnd(2, "is"); // stenoses
    }
    if (ends("tases", 7) || ends("tasis", 7)) {
        return replaceEnd(3, "sis"); // metastases
    }
    if (ends("uses", 6)) {
        return replaceEnd(2, ""); // thrombuses, sinuses
    }
    if (ends("ies", 5)) {
        return replaceEnd(3, "y");
    }
    if (ends("omata", 7)) {
        return replaceEnd(2, ""); // haemangiomata
    }
    if (ends("ae", 6)) {
        return replaceEnd(1, ""); // vertebrae
    }
    const bool plural = ends("s", 4) && !ends("ss", 0) && !ends("us", 0) && !ends("is", 0);
    return plural ? replaceEnd(1, "") : word;
}

} // namespace

std::span<const std::pair<std::string_view, std::string_view>> britishSpellings() {
    return spellings;
}

std::string lowered(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    }
    return lower;
}

std::size_t letterAt(std::string_view text, std::size_t at) {
    if (at >= text.size()) {
        return 0;
    }
    const char c = text[at];
    if (!(c & 0x80)) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
    const std::string_view rest = text.substr(at, U8_MAX_LENGTH);
    std::int32_t bytes = 0;
    UChar32 character = 0;
    U8_NEXT(rest.data(), bytes, static_cast<std::int32_t>(rest.size()), character);
    return isLetterOrDigit(character) ? static_cast<std::size_t>(bytes) : 0;
}

bool letterBefore(std::string_view text, std::size_t at) {
    const std::string_view before = text.substr(0, at);
    std::size_t begin = before.size();
    do {
        begin -= begin > 0 ? 1 : 0;
    } while (begin > 0 && before.size() - begin < U8_MAX_LENGTH && (before[begin] & 0xC0) == 0x80);
    return !before.empty() && letterAt(before, begin) == before.size() - begin;
}

std::string foldedWord(std::string_view word) {
    const bool ascii = std::ranges::none_of(word, [](char c) { return (c & 0x80) != 0; });
    std::string folded = ascii ? lowered(word) : withoutAccents(word);
    for (const auto& [from, to] : spellings) {
        replaceAll(folded, from, to);
    }
    return singular(std::move(folded));
}

std::vector<TextWord> textWords(std::string_view text) {
    std::vector<TextWord> words;
    for (std::size_t at = 0; at < text.size();) {
        if (letterAt(text, at) == 0) {
            ++at;
            continue;
        }
        TextWord word;
        word.begin = at;
        while (const std::size_t bytes = letterAt(text, at)) {
            at += bytes;
        }
        word.end = at;
        const bool genitive = at - word.begin == 1 && text[word.begin] == 's' && word.begin > 0 &&
                              text[word.begin - 1] == '\'';
        if (!genitive) { // Crohn's
            word.folded = foldedWord(text.substr(word.begin, word.end - word.begin));
            words.push_back(std::move(word));
        }
    }
    return words;
}

std::string foldedWords(std::string_view text) {
    std::string joined;
    for (const TextWord& word : textWords(text)) {
        joined += (joined.empty() ? "" : " ") + word.folded;
    }
    return joined;
}

} // namespace bolus
