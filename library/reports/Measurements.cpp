#include "library/reports/Measurements.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

namespace bolus {

namespace {

constexpr std::size_t mostDigits = 6;

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
}
char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

class Reader {
public:
    explicit Reader(std::string_view text) : m_text(text) {}

    std::vector<SizeFound> read() {
        std::vector<SizeFound> found;
        for (m_at = 0; m_at < m_text.size();) {
            const bool starts =
                isDigit(m_text[m_at]) &&
                (m_at == 0 || (!isLetter(m_text[m_at - 1]) && !isDigit(m_text[m_at - 1]) &&
                               m_text[m_at - 1] != '.' && m_text[m_at - 1] != '/'));
            const std::size_t begin = m_at;
            if (const auto size = starts ? readSize() : std::nullopt) {
                if (*size > 0.1 && *size < 2000) {
                    found.push_back({begin, m_at, *size});
                }
            } else {
                m_at = begin + 1;
            }
        }
        return found;
    }

private:
    /// "2.3 cm x 18 mm", "2 x 3 x 4 cm", "2-3 cm".
    std::optional<double> readSize() {
        std::vector<double> withoutUnit;
        double largest = 0;
        std::optional<std::size_t> end;
        for (;;) {
            const auto value = readNumber();
            if (!value) {
                break;
            }
            withoutUnit.push_back(*value);
            if (const double unit = readUnit(); unit > 0) {
                largest = std::max(largest, unit * *std::ranges::max_element(withoutUnit));
                withoutUnit.clear();
                end = m_at;
            }
            if (!readTimes()) {
                break;
            }
        }
        m_at = end.value_or(m_at);
        constexpr double hundredths = 100; // 1.1 cm is 11 mm, not a little more
        return end ? std::optional(std::round(largest * hundredths) / hundredths) : std::nullopt;
    }

    std::optional<double> readNumber() {
        skipSpace();
        std::string digits;
        while (m_at < m_text.size() && isDigit(m_text[m_at])) {
            digits += m_text[m_at++];
        }
        const bool point = m_at + 1 < m_text.size() &&
                           (m_text[m_at] == '.' || m_text[m_at] == ',') &&
                           isDigit(m_text[m_at + 1]);
        if (point && !digits.empty()) {
            digits += '.';
            for (++m_at; m_at < m_text.size() && isDigit(m_text[m_at]); ++m_at) {
                digits += m_text[m_at];
            }
        }
        return digits.empty() || digits.size() > mostDigits ? std::nullopt
                                                            : std::optional(std::stod(digits));
    }

    /// Millimetres in one of the unit that stands here; 0: none.
    double readUnit() {
        constexpr std::pair<std::string_view, double> units[] = {
            {"millimeters", 1},  {"millimetres", 1},  {"millimeter", 1},  {"millimetre", 1},
            {"centimeters", 10}, {"centimetres", 10}, {"centimeter", 10}, {"centimetre", 10},
            {"mms", 1},          {"cms", 10},         {"mm", 1},          {"cm", 10}};
        const std::size_t before = m_at;
        skipSpace();
        if (m_at < m_text.size() && m_text[m_at] == '-') { // "a 2-cm cyst"
            ++m_at;
        }
        for (const auto& [name, millimetres] : units) {
            if (standsHere(name)) {
                m_at += name.size();
                return millimetres;
            }
        }
        m_at = before;
        return 0;
    }

    bool standsHere(std::string_view name) const {
        const std::string_view here = m_text.substr(m_at, name.size());
        const std::string_view after = m_text.substr(std::min(m_at + name.size(), m_text.size()));
        const bool ends = after.empty() || after.starts_with("\u00D7") || lower(after[0]) == 'x' ||
                          (!isDigit(after[0]) && !isLetter(after[0]));
        return here.size() == name.size() && std::ranges::equal(here, name, {}, lower) && ends;
    }

    /// Between two dimensions, or a range's ends.
    bool readTimes() {
        const std::size_t before = m_at;
        skipSpace();
        for (const std::string_view sign : {"x", "X", "\u00D7", "*", "by ", "-", "\u2013", "to "}) {
            if (m_text.substr(m_at).starts_with(sign)) {
                m_at += sign.size();
                skipSpace();
                if (m_at < m_text.size() && isDigit(m_text[m_at])) {
                    return true;
                }
            }
        }
        m_at = before;
        return false;
    }

    void skipSpace() {
        while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\t')) {
            ++m_at;
        }
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

} // namespace

std::vector<SizeFound> sizesIn(std::string_view text) {
    return Reader(text).read();
}

} // namespace bolus
