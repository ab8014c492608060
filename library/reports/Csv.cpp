#include "library/reports/Csv.h"

#include <algorithm>

namespace bolus {

namespace {

class CsvParser {
public:
    CsvParser(std::string_view text, char separator) : m_text(text), m_separator(separator) {}

    Result<std::vector<std::vector<std::string>>> parse() {
        while (m_at < m_text.size()) {
            const char c = m_text[m_at];
            if (c == '"' && m_field.empty() && !m_wasQuoted) {
                if (!readQuoted()) {
                    return fail(ErrorCode::BadInput, "A quotation mark on line " +
                                                         std::to_string(lineOf(m_at)) +
                                                         " is not closed.");
                }
            } else if (c == m_separator) {
                endField();
                ++m_at;
            } else if (c == '\n' || c == '\r') {
                endRow();
                m_at += m_text.substr(m_at, 2) == "\r\n" ? 2 : 1;
            } else {
                m_field += c;
                ++m_at;
            }
        }
        endRow();
        return std::move(m_rows);
    }

private:
    /// Leaves m_at behind the closing quote; false, with m_at at the opening one, without any.
    bool readQuoted() {
        m_wasQuoted = true;
        for (std::size_t at = m_at + 1; at < m_text.size(); ++at) {
            if (m_text[at] != '"') {
                m_field += m_text[at];
            } else if (at + 1 < m_text.size() && m_text[at + 1] == '"') {
                m_field += m_text[at++];
            } else {
                m_at = at + 1;
                return true;
            }
        }
        return false;
    }
    void endField() {
        m_row.push_back(std::move(m_field));
        m_field.clear();
        m_wasQuoted = false;
    }
    void endRow() {
        endField();
        if (std::any_of(m_row.begin(), m_row.end(), [](const auto& f) { return !f.empty(); })) {
            m_rows.push_back(std::move(m_row));
        }
        m_row.clear();
    }
    std::ptrdiff_t lineOf(std::size_t at) const {
        return 1 +
               std::count(m_text.begin(), m_text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    }

    std::string_view m_text;
    char m_separator;
    std::size_t m_at = 0;
    bool m_wasQuoted = false;
    std::string m_field;
    std::vector<std::string> m_row;
    std::vector<std::vector<std::string>> m_rows;
};

} // namespace

Result<std::vector<std::vector<std::string>>> parseCsv(std::string_view text, char separator) {
    return CsvParser(text, separator).parse();
}

} // namespace bolus
