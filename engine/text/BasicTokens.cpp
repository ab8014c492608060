#include "engine/text/BasicTokens.h"

#include <algorithm>
#include <array>

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace bolus {
namespace {

/// ICU counts in int32; a report is some kilobytes, so what lies beyond this is never read.
constexpr std::size_t maxBytes = std::size_t{64} << 20;

bool isSpace(UChar32 c) {
    return c == '\t' || c == '\n' || c == '\r' || (U_GET_GC_MASK(c) & U_GC_Z_MASK);
}

bool isDropped(UChar32 c) {
    return c == 0xFFFD || (U_GET_GC_MASK(c) & U_GC_C_MASK);
}

/// ASCII symbols such as $ and + count as punctuation although Unicode does not say so.
bool isPunctuation(UChar32 c) {
    if (c < 0x80)
        return c > ' ' && c < 0x7F && !u_isalnum(c);
    return U_GET_GC_MASK(c) & U_GC_P_MASK;
}

bool isCjk(UChar32 c) {
    constexpr std::array<std::array<UChar32, 2>, 8> blocks{{{0x4E00, 0x9FFF},
                                                            {0x3400, 0x4DBF},
                                                            {0x20000, 0x2A6DF},
                                                            {0x2A700, 0x2B73F},
                                                            {0x2B740, 0x2B81F},
                                                            {0x2B820, 0x2CEAF},
                                                            {0xF900, 0xFAFF},
                                                            {0x2F800, 0x2FA1F}}};
    return std::ranges::any_of(blocks, [c](auto& b) { return c >= b[0] && c <= b[1]; });
}

icu::UnicodeString cleaned(std::string_view utf8) {
    const auto size = static_cast<std::int32_t>(std::min(utf8.size(), maxBytes));
    const auto text = icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), size));
    icu::UnicodeString out;
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const UChar32 c = text.char32At(i);
        if (isSpace(c))
            out.append(u' ');
        else if (isCjk(c))
            out.append(u' ').append(c).append(u' ');
        else if (!isDropped(c))
            out.append(c);
    }
    return out.toLower(icu::Locale::getRoot());
}

/// Collects code points into words and hands each on as it ends.
class Words {
public:
    explicit Words(const std::function<bool(const BasicToken&)>& take) : m_take(take) { clear(); }

    bool wanted() const { return m_wanted; }

    void add(UChar32 c) {
        if (U_GET_GC_MASK(c) & U_GC_MN_MASK) // an accent
            return;
        if (isSpace(c))
            return end();
        if (isPunctuation(c))
            end();
        append(c);
        if (isPunctuation(c))
            end();
    }

    void end() {
        if (m_word.characters() > 0 && m_wanted)
            m_wanted = m_take(m_word);
        clear();
    }

private:
    void append(UChar32 c) {
        std::array<char, U8_MAX_LENGTH> bytes;
        std::int32_t length = 0;
        U8_APPEND_UNSAFE(bytes.data(), length, c);
        m_word.utf8.append(bytes.data(), static_cast<std::size_t>(length));
        m_word.starts.push_back(static_cast<std::uint32_t>(m_word.utf8.size()));
    }

    void clear() {
        m_word.utf8.clear();
        m_word.starts.assign(1, 0);
    }

    const std::function<bool(const BasicToken&)>& m_take;
    BasicToken m_word;
    bool m_wanted = true;
};

} // namespace

void forEachBasicToken(std::string_view utf8, const std::function<bool(const BasicToken&)>& take) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* nfd = icu::Normalizer2::getNFDInstance(status);
    const icu::UnicodeString text = cleaned(utf8);
    Words words(take);
    // Decomposed one code point at a time: the canonical order of marks does not matter where the
    // marks are dropped, and ordering a hostile run of them takes quadratic time.
    for (std::int32_t i = 0; i < text.length() && words.wanted(); i = text.moveIndex32(i, 1)) {
        const UChar32 c = text.char32At(i);
        icu::UnicodeString parts;
        if (c < 0x80 || !nfd || !nfd->getDecomposition(c, parts)) {
            words.add(c);
            continue;
        }
        for (std::int32_t k = 0; k < parts.length(); k = parts.moveIndex32(k, 1))
            words.add(parts.char32At(k));
    }
    words.end();
}

} // namespace bolus
