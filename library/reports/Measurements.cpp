#include "library/reports/Measurements.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "library/reports/WordFold.h"

namespace bolus {

namespace {

constexpr std::size_t mostDigits = 6, mostDecimals = 20;

bool isDigit(char c) {
    return c >= '0' && c <= '9';
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
            if (!startsNumber()) {
                ++m_at;
                continue;
            }
            const std::size_t begin = m_at;
            const auto size = readSize(); // what was read without a unit is none again
            if (size && *size > 0.1 && *size < 2000) {
                found.push_back({begin, m_at, *size});
            }
        }
        return found;
    }

private:
    /// ".9 cm" does; the end of a sentence before a digit ("lipoma.9 cm") may be anything.
    bool startsNumber() const {
        const bool number = isDigit(m_text[m_at]) || pointsAt(m_at);
        const char before = m_at > 0 ? m_text[m_at - 1] : ' ';
        return number && before != '.' && before != '/' && !letterBefore(m_text, m_at);
    }
    bool pointsAt(std::size_t at) const {
        return m_text[at] == '.' && at + 1 < m_text.size() && isDigit(m_text[at + 1]);
    }

    /// "2.3 cm x 18 mm", "2 x 3 x 4 cm", "2-3 cm". Goes on behind what was read.
    std::optional<double> readSize() {
        std::vector<double> withoutUnit;
        double largest = 0;
        std::optional<std::size_t> end;
        m_unsure = false;
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
        return end && !m_unsure ? std::optional(std::round(largest * hundredths) / hundredths)
                                : std::nullopt;
    }

    std::string readDigits() {
        const std::size_t begin = m_at;
        while (m_at < m_text.size() && isDigit(m_text[m_at])) {
            ++m_at;
        }
        return std::string(m_text.substr(begin, m_at - begin));
    }

    /// The digits after a point or comma that stands here; empty for none.
    std::string readAfter(char mark) {
        const bool there =
            m_at + 1 < m_text.size() && m_text[m_at] == mark && isDigit(m_text[m_at + 1]);
        m_at += there ? 1 : 0;
        return there ? readDigits() : std::string();
    }

    /// A comma before three digits may part thousands or be the point: nobody knows, unless a
    /// point follows.
    std::optional<double> readNumber() {
        skipSpace();
        std::string digits = readDigits();
        std::string decimals = readAfter('.');
        if (const std::string more = decimals.empty() ? readAfter(',') : ""; !more.empty()) {
            const bool maybeThousands = more.size() == 3 && !digits.starts_with('0');
            decimals = maybeThousands ? readAfter('.') : more;
            m_unsure = m_unsure || (maybeThousands && decimals.empty());
            digits += maybeThousands ? more : "";
        }
        const bool number = !digits.empty() || !decimals.empty();
        return !number || digits.size() > mostDigits || decimals.size() > mostDecimals
                   ? std::nullopt
                   : std::optional(std::stod('0' + digits + '.' + decimals));
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
                          letterAt(after, 0) == 0;
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
                if (m_at < m_text.size() && (isDigit(m_text[m_at]) || pointsAt(m_at))) {
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
    bool m_unsure = false; // a number of this size may mean two
};

} // namespace

std::vector<SizeFound> sizesIn(std::string_view text) {
    return Reader(text).read();
}

} // namespace bolus
