// Attribute values as Bolus keeps them: UTF-8 text and checked numbers. Private to library/dicom.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "library/dicom/DcmtkFile.h"

#include <dcmtk/dcmdata/dcspchrs.h>

namespace bolus {

/// A number out of DS or IS text: finite, spaces and a leading '+' allowed.
std::optional<double> parseNumber(std::string_view text);

/// Valid UTF-8 out of whatever bytes: each bad byte becomes U+FFFD.
std::string replaceBadUtf8(std::string_view bytes);

/// Reads attributes of a data set; the character set is the data set's own, also for its items.
class Attributes {
public:
    explicit Attributes(DcmItem& dataset);

    /// Text as UTF-8, values joined by '\', blanks at the ends and control characters removed.
    /// Empty where absent or longer than any honest value.
    std::string text(const DcmTagKey& tag) const { return text(m_dataset, tag); }
    std::string text(DcmItem& item, const DcmTagKey& tag) const;
    /// The same for a report's text, which may be as long as a report.
    std::string prose(DcmItem& item, const DcmTagKey& tag) const;

    /// Text that no character set touches (UI, CS, DT, …), without setting one up.
    static std::string code(DcmItem& item, const DcmTagKey& tag);

    std::optional<double> number(const DcmTagKey& tag) const { return number(m_dataset, tag); }
    std::optional<int> integer(const DcmTagKey& tag) const { return integer(m_dataset, tag); }

    static std::optional<double> number(DcmItem& item, const DcmTagKey& tag,
                                        unsigned long index = 0);
    static std::optional<int> integer(DcmItem& item, const DcmTagKey& tag);
    template<std::size_t N>
    static std::optional<std::array<double, N>> numbers(DcmItem& item, const DcmTagKey& tag) {
        std::array<double, N> values{};
        for (std::size_t i = 0; i < N; ++i) {
            const auto value = number(item, tag, i);
            if (!value) {
                return std::nullopt;
            }
            values[i] = *value;
        }
        return values;
    }

    DcmItem& dataset() const { return m_dataset; }

private:
    std::string textOf(DcmElement& element) const;
    std::string toUtf8(const OFString& bytes, bool name) const;

    DcmItem& m_dataset;
    mutable DcmSpecificCharacterSet m_charset;
    bool m_convertible = false;
    bool m_japanese = false; // a charset with escape sequences that glibc, and so DCMTK, lacks
};

} // namespace bolus
