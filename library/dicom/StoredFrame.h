// One decoded frame: words as the file packs them, or values already resolved. Private.
#pragma once

#include <cstdint>
#include <type_traits>
#include <vector>

namespace bolus {

/// A view of a decoder's buffer, valid until it decodes again. Of each word `bits` bits below
/// `highBit` are the value; the others may hold overlays (PS3.5 8.1.1).
struct StoredFrame {
    const std::uint8_t* bytes = nullptr; // aligned for its words
    std::size_t count = 0;               // pixels
    int wordBytes = 2;                   // 1, 2 or 4; of real numbers 4 or 8
    int bits = 16, highBit = 15;
    bool isSigned = false;
    bool isReal = false; // float or double, not for withValues()
};

/// Stored values of a frame by index. 64-bit where the words are of 32 bits.
template<typename Word, bool isSigned>
class StoredValues {
public:
    using Value = std::conditional_t<sizeof(Word) == 4, std::int64_t, std::int32_t>;

    explicit StoredValues(const StoredFrame& frame)
        : m_words(reinterpret_cast<const Word*>(frame.bytes)), m_count(frame.count),
          m_up(static_cast<int>(8 * sizeof(Word)) - 1 - frame.highBit),
          m_down(static_cast<int>(8 * sizeof(Word)) - frame.bits) {}

    std::size_t size() const { return m_count; }
    Value operator[](std::size_t i) const {
        using Shifted = std::conditional_t<isSigned, std::make_signed_t<Word>, Word>;
        const auto top = static_cast<Shifted>(static_cast<Word>(m_words[i] << m_up));
        return static_cast<Value>(top >> m_down);
    }

private:
    const Word* m_words;
    std::size_t m_count;
    int m_up, m_down;
};

/// Calls `use` with the frame's StoredValues.
template<typename Use>
decltype(auto) withValues(const StoredFrame& frame, Use use) {
    switch (frame.wordBytes) {
    case 1:
        return frame.isSigned ? use(StoredValues<std::uint8_t, true>(frame))
                              : use(StoredValues<std::uint8_t, false>(frame));
    case 2:
        return frame.isSigned ? use(StoredValues<std::uint16_t, true>(frame))
                              : use(StoredValues<std::uint16_t, false>(frame));
    default:
        return frame.isSigned ? use(StoredValues<std::uint32_t, true>(frame))
                              : use(StoredValues<std::uint32_t, false>(frame));
    }
}

/// Values that are whole already: luminance, or what OpenJPEG gives.
inline StoredFrame resolvedFrame(const std::vector<std::int32_t>& values) {
    return {reinterpret_cast<const std::uint8_t*>(values.data()), values.size(), 4, 32, 31, true};
}

} // namespace bolus
