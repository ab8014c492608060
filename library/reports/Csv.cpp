#include "library/reports/Csv.h"

#include <algorithm>

namespace bolus {

namespace {

constexpr std::size_t mostFields = 2000; // of one row

class CsvParser {
public:
    CsvParser(std::string_view text, char separator,
              const std::function<bool(CsvRow, std::size_t)>& take)
        : m_text(text), m_separator(separator), m_take(take) {}

    Result<void> parse() {
        while (m_at < m_text.size() && !m_done) {
            const char c = m_text[m_at];
            if (c == '"' && m_field.empty() && !m_wasQuoted) {
                if (!readQuoted()) {
                    return fail(ErrorCode::BadInput, "A quotation mark on line " +
                                                         std::to_string(m_line) +
                                                         " is not closed.");
                }
            } else if (c == m_separator) {
                endField();
                ++m_at;
            } else if (c == '\n' || c == '\r') {
                endRow();
                m_at += m_text.substr(m_at, 2) == "\r\n" ? 2 : 1;
                m_rowLine = ++m_line;
            } else {
                m_field += c;
                ++m_at;
            }
        }
        if (!m_done) {
            endRow();
        }
        return {};
    }

private:
    /// Leaves m_at behind the closing quote; false, with m_line at the opening one, without any.
    bool readQuoted() {
        m_wasQuoted = true;
        std::size_t lines = 0;
        for (std::size_t at = m_at + 1; at < m_text.size(); ++at) {
            if (m_text[at] != '"') {
                lines += m_text[at] == '\n' ? 1 : 0;
                m_field += m_text[at];
            } else if (at + 1 < m_text.size() && m_text[at + 1] == '"') {
                m_field += m_text[at++];
            } else {
                m_at = at + 1;
                m_line += lines;
                return true;
            }
        }
        return false;
    }
    void endField() {
        if (m_row.size() < mostFields) {
            m_row.push_back(std::move(m_field));
        }
        m_field.clear();
        m_wasQuoted = false;
    }
    void endRow() {
        endField();
        if (std::any_of(m_row.begin(), m_row.end(), [](const auto& f) { return !f.empty(); })) {
            m_done = !m_take(std::move(m_row), m_rowLine);
        }
        m_row.clear();
    }

    std::string_view m_text;
    char m_separator;
    const std::function<bool(CsvRow, std::size_t)>& m_take;
    std::size_t m_at = 0, m_line = 1, m_rowLine = 1;
    bool m_wasQuoted = false, m_done = false;
    std::string m_field;
    CsvRow m_row;
};

} // namespace

Result<void> readCsvRows(std::string_view text, char separator,
                         const std::function<bool(CsvRow, std::size_t)>& take) {
    return CsvParser(text, separator, take).parse();
}

} // namespace bolus
