// Fills a data set that Bolus writes. Private to library/dicom.
#pragma once

#include <string>

#include <fmt/format.h>

#include "library/dicom/DcmtkFile.h"

namespace bolus {

/// Sets attributes and remembers whether DCMTK took them all; those of a sequence's item count for
/// the data set that holds it.
class Fields {
public:
    explicit Fields(DcmItem& item) : m_item(item), m_good(m_ownGood) {}
    Fields(const Fields&) = delete; // m_good may refer to m_ownGood
    Fields& operator=(const Fields&) = delete;

    void text(const DcmTagKey& tag, const std::string& value) {
        note(m_item.putAndInsertString(tag, value.c_str()));
    }
    void number(const DcmTagKey& tag, std::size_t value) {
        note(m_item.putAndInsertUint16(tag, static_cast<Uint16>(value)));
    }
    void index(const DcmTagKey& tag, std::size_t value) {
        note(m_item.putAndInsertUint32(tag, static_cast<Uint32>(value)));
    }
    void real(const DcmTagKey& tag, double value) { note(m_item.putAndInsertFloat64(tag, value)); }
    void key(const DcmTagKey& tag, const DcmTagKey& value) {
        note(m_item.putAndInsertTagKey(tag, value));
    }
    /// A value of DS, which holds at most 16 characters (PS3.5 6.2).
    static std::string decimal(double value) {
        for (int digits = 12; digits > 0; --digits) {
            std::string text = fmt::format("{:.{}g}", value == 0 ? 0.0 : value, digits);
            if (text.size() <= 16) {
                return text;
            }
        }
        return "0";
    }
    template<typename... Values>
    void decimals(const DcmTagKey& tag, Values... values) {
        std::string joined;
        const auto add = [&joined](double value) {
            joined += joined.empty() ? "" : "\\";
            joined += decimal(value);
        };
        (add(values), ...);
        text(tag, joined);
    }
    /// One more item at the end of a sequence.
    Fields append(const DcmTagKey& sequence) {
        DcmItem* item = nullptr;
        note(m_item.findOrCreateSequenceItem(sequence, item, -2));
        static DcmItem nowhere; // written to where there is no memory for an item, and not kept
        return Fields(item ? *item : nowhere, m_good);
    }
    /// A sequence of one coded entry (PS3.3 8.8).
    void code(const DcmTagKey& sequence, const char* value, const char* scheme,
              const char* meaning) {
        Fields entry = append(sequence);
        entry.text(DCM_CodeValue, value);
        entry.text(DCM_CodingSchemeDesignator, scheme);
        entry.text(DCM_CodeMeaning, meaning);
    }
    /// A sequence without items, which says that nothing is known.
    void nothing(const DcmTagKey& sequence) { note(m_item.insertEmptyElement(sequence)); }
    void note(const OFCondition& done) { m_good = m_good && done.good(); }
    bool good() const { return m_good; }

private:
    Fields(DcmItem& item, bool& good) : m_item(item), m_good(good) {}

    DcmItem& m_item;
    bool m_ownGood = true;
    bool& m_good; // m_ownGood, or that of the data set around it
};

} // namespace bolus
