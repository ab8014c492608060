#include "library/reports/TimeKey.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace bolus {

namespace {

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

int number(std::string_view digits) {
    int value = 0;
    for (const char c : digits) {
        value = value * 10 + (c - '0');
    }
    return value;
}

/// Minutes east of Greenwich: "+0100", "-05:00"; 0 for "Z" and for none.
int zoneMinutes(std::string_view text) {
    if (text.empty() || (text[0] != '+' && text[0] != '-')) {
        return 0;
    }
    std::string digits;
    for (const char c : text.substr(1)) {
        if (isDigit(c) && digits.size() < 4) {
            digits += c;
        }
    }
    digits.resize(4, '0');
    const int minutes = number(digits.substr(0, 2)) * 60 + number(digits.substr(2));
    return text[0] == '-' ? -minutes : minutes;
}

} // namespace

std::string timeKey(std::string_view text) {
    std::string digits;
    std::size_t at = 0;
    for (; at < text.size() && digits.size() < 14; ++at) {
        const bool sign = text[at] == '-' && digits.size() >= 8;
        if (text[at] == '+' || text[at] == '.' || text[at] == 'Z' || sign) {
            break;
        }
        if (isDigit(text[at])) {
            digits += text[at];
        } else if (text[at] != '-' && text[at] != ':' && text[at] != 'T' && text[at] != ' ') {
            return {};
        }
    }
    if (digits.size() < 8) {
        return {};
    }
    digits.resize(14, '0');
    const std::size_t zone = text.find_first_of("+-", at);
    using namespace std::chrono;
    const year_month_day day{year(number(digits.substr(0, 4))),
                             month(static_cast<unsigned>(number(digits.substr(4, 2)))),
                             std::chrono::day(static_cast<unsigned>(number(digits.substr(6, 2))))};
    if (!day.ok()) {
        return {};
    }
    const auto moment =
        sys_days(day) + hours(number(digits.substr(8, 2))) + minutes(number(digits.substr(10, 2))) +
        seconds(number(digits.substr(12, 2))) -
        minutes(zone == std::string_view::npos ? 0 : zoneMinutes(text.substr(zone)));
    const auto date = floor<days>(moment);
    const year_month_day shown(date);
    const hh_mm_ss time(moment - date);
    std::array<char, 48> key{};
    std::snprintf(key.data(), key.size(), "%04d%02u%02u%02d%02d%02d", int(shown.year()),
                  unsigned(shown.month()), unsigned(shown.day()), int(time.hours().count()),
                  int(time.minutes().count()), int(time.seconds().count()));
    return key.data();
}

} // namespace bolus
