#include "library/reports/Fold.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace bolus {

namespace {

constexpr std::size_t longestName = 200;

bool isAscii(std::string_view text) {
    for (const char c : text) {
        if (c & 0x80) {
            return false;
        }
    }
    return true;
}

std::string foldedAscii(std::string_view name) {
    std::string folded;
    for (const char c : name) {
        const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
        if (lower >= 'a' && lower <= 'z') {
            folded += lower;
        }
    }
    return folded;
}

} // namespace

std::string foldedName(std::string_view name) {
    name = name.substr(0, longestName);
    if (isAscii(name)) {
        return foldedAscii(name);
    }
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* decompose = icu::Normalizer2::getNFDInstance(status);
    icu::UnicodeString text = icu::UnicodeString::fromUTF8(
        icu::StringPiece(name.data(), static_cast<std::int32_t>(name.size())));
    if (U_SUCCESS(status)) {
        text = decompose->normalize(text, status);
    }
    text.foldCase();
    icu::UnicodeString letters;
    for (std::int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) {
        const UChar32 c = text.char32At(at);
        if (u_isalpha(c)) {
            letters.append(c);
        }
    }
    std::string folded;
    letters.toUTF8String(folded);
    return folded;
}

} // namespace bolus
