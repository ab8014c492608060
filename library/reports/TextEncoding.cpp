#include "library/reports/TextEncoding.h"

#include <algorithm>
#include <array>
#include <memory>

#include <unicode/ucnv.h>
#include <unicode/unistr.h>

namespace bolus {

namespace {

int continuationBytes(unsigned char lead) {
    return lead < 0x80                    ? 0
           : lead >= 0xC2 && lead <= 0xDF ? 1
           : lead >= 0xE0 && lead <= 0xEF ? 2
           : lead >= 0xF0 && lead <= 0xF4 ? 3
                                          : -1;
}

/// The name of the UTF-16 these bytes are in without saying so; null where they are not.
const char* unmarkedUtf16(std::string_view bytes) {
    std::array<std::size_t, 2> zeros{};
    const std::size_t looked = std::min<std::size_t>(bytes.size(), 512) & ~std::size_t{1};
    for (std::size_t at = 0; at < looked; ++at) {
        zeros[at % 2] += bytes[at] == '\0' ? 1 : 0;
    }
    if (looked < 8 || std::max(zeros[0], zeros[1]) * 4 < looked) {
        return nullptr;
    }
    return zeros[1] > zeros[0] ? "UTF-16LE" : "UTF-16BE";
}

bool isBinary(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t' &&
               c != '\f' && c != '\v' && c != '\x1c' &&
               c != '\x1b'; // frames of HL7 messages, ISO 2022
    });
}

int base64Value(char c) {
    return c >= 'A' && c <= 'Z'   ? c - 'A'
           : c >= 'a' && c <= 'z' ? c - 'a' + 26
           : c >= '0' && c <= '9' ? c - '0' + 52
           : c == '+' || c == '-' ? 62
           : c == '/' || c == '_' ? 63
                                  : -1;
}

} // namespace

bool isUtf8(std::string_view bytes) {
    for (std::size_t at = 0; at < bytes.size();) {
        const int more = continuationBytes(static_cast<unsigned char>(bytes[at++]));
        if (more < 0) {
            return false;
        }
        for (int i = 0; i < more; ++i, ++at) {
            if (at >= bytes.size() || (bytes[at] & 0xC0) != 0x80) {
                return false;
            }
        }
    }
    return true;
}

Result<std::string> utf8From(std::string_view bytes, const std::string& charset) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(
        ucnv_open(charset.c_str(), &status), &ucnv_close);
    if (U_FAILURE(status)) {
        return fail(ErrorCode::BadInput, "The character set " + charset + " is not known.");
    }
    std::u16string wide(bytes.size() + 1, u'\0'); // no character set has more units than bytes
    char16_t* target = wide.data();
    const char* source = bytes.data();
    ucnv_toUnicode(converter.get(), &target, wide.data() + wide.size(), &source,
                   bytes.data() + bytes.size(), nullptr, true, &status);
    if (U_FAILURE(status)) {
        return fail(ErrorCode::BadInput, "The text is not in " + charset + " as it says.");
    }
    std::string utf8;
    icu::UnicodeString(wide.data(), static_cast<std::int32_t>(target - wide.data()))
        .toUTF8String(utf8);
    return utf8;
}

Result<std::string> textOfBytes(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) {
        bytes.remove_prefix(3);
    }
    const bool marked = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
    const char* wide = marked ? "UTF-16" : unmarkedUtf16(bytes);
    auto text = wide            ? utf8From(bytes, wide)
                : isUtf8(bytes) ? Result<std::string>(std::string(bytes))
                                : utf8From(bytes, "windows-1252");
    if (text && isBinary(*text)) {
        return fail(ErrorCode::BadInput, "it is not text in UTF-8, UTF-16 or Latin-1");
    }
    return text;
}

std::string trimmedText(std::string_view text) {
    constexpr std::string_view strange[] = {"\u00a0", "\ufeff"};
    constexpr std::string_view blanks = " \t\r\n\f\v";
    for (bool again = true; again;) {
        text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
        text = text.substr(0, text.find_last_not_of(blanks) + 1);
        again = false;
        for (const std::string_view blank : strange) {
            if (text.starts_with(blank)) {
                text.remove_prefix(blank.size());
                again = true;
            }
            if (text.ends_with(blank)) {
                text.remove_suffix(blank.size());
                again = true;
            }
        }
    }
    return std::string(text);
}

Result<std::string> fromBase64(std::string_view encoded) {
    std::string bytes;
    bytes.reserve(encoded.size() / 4 * 3);
    unsigned buffer = 0;
    int bits = 0;
    for (const char c : encoded) {
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '=') {
            continue;
        }
        const int value = base64Value(c);
        if (value < 0) {
            return fail(ErrorCode::BadInput, "An attached document is not in Base64 as it says.");
        }
        buffer = (buffer << 6 | static_cast<unsigned>(value)) & 0xFFFFFFu;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>(buffer >> bits & 0xFFu);
        }
    }
    if (bits == 6) {
        return fail(ErrorCode::BadInput, "An attached document ends in the midst of its Base64.");
    }
    return bytes;
}

} // namespace bolus
