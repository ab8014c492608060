// Attribute values as Bolus keeps them: UTF-8 text and checked numbers. Private to library/dicom.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "library/dicom/DcmtkFile.h"

#include <dcmtk/dcmdata/dcspchrs.h>

namespace bolus {

/// A number out of DS or IS text: finite, spaces and a leading '+' allowed.
std::optional<double> parseNumber(std::string_view text);

/// Valid UTF-8 out of whatever bytes: each bad byte becomes U+FFFD.
std::string replaceBadUtf8(std::string_view bytes);

/// Reads attributes of a data set; the character set is the data set's own, also for its items. The
/// data set must not change meanwhile.
class Attributes {
public:
    explicit Attributes(DcmItem& dataset);

    /// Text as UTF-8, values joined by '\', blanks at the ends and control characters removed.
    /// Empty where absent or longer than any honest value.
    std::string text(const DcmTagKey& tag) const { return textOf(find(tag)); }
    std::string text(DcmItem& item, const DcmTagKey& tag) const;
    /// The same for a report's text, which may be as long as a report.
    std::string prose(DcmItem& item, const DcmTagKey& tag) const;

    /// Text that no character set touches (UI, CS, DT, …), without setting one up.
    static std::string code(DcmItem& item, const DcmTagKey& tag);

    std::optional<double> number(const DcmTagKey& tag) const { return numberOf(find(tag), 0); }
    std::optional<int> integer(const DcmTagKey& tag) const { return wholeNumber(number(tag)); }
    template<std::size_t N>
    std::optional<std::array<double, N>> numbers(const DcmTagKey& tag) const {
        return numbersOf<N>(find(tag));
    }

    static std::optional<double> number(DcmItem& item, const DcmTagKey& tag,
                                        unsigned long index = 0);
    static std::optional<int> integer(DcmItem& item, const DcmTagKey& tag);
    template<std::size_t N>
    static std::optional<std::array<double, N>> numbers(DcmItem& item, const DcmTagKey& tag) {
        return numbersOf<N>(elementOf(item, tag));
    }

    DcmItem& dataset() const { return m_dataset; }

private:
    /// What is there, is a value, and of a length that an attribute may have.
    static DcmElement* elementOf(DcmItem& item, const DcmTagKey& tag);
    DcmElement* find(const DcmTagKey& tag) const;
    static std::optional<double> numberOf(DcmElement* element, unsigned long index);
    static std::optional<int> wholeNumber(std::optional<double> value);
    template<std::size_t N>
    static std::optional<std::array<double, N>> numbersOf(DcmElement* element) {
        std::array<double, N> values{};
        for (std::size_t i = 0; i < N; ++i) {
            const auto value = numberOf(element, i);
            if (!value) {
                return std::nullopt;
            }
            values[i] = *value;
        }
        return values;
    }
    std::string textOf(DcmElement* element) const;
    std::string proseOf(DcmElement& element) const;
    std::string toUtf8(const OFString& bytes, bool name) const;

    DcmItem& m_dataset;
    /// Its elements by tag: DCMTK looks through its list for each that is asked for.
    std::vector<std::pair<std::uint32_t, DcmObject*>> m_elements;
    mutable DcmSpecificCharacterSet m_charset;
    bool m_convertible = false;
    bool m_japanese = false;  // a charset with escape sequences that glibc, and so DCMTK, lacks
    bool m_keepsAscii = true; // its bytes below 128 mean what they mean in UTF-8
};

} // namespace bolus
