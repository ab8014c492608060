#include "library/phases/Times.h"

#include <algorithm>
#include <charconv>

namespace bolus {

namespace {

constexpr double day = 86400;

std::optional<double> numberIn(std::string_view text) {
    double value = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value)
                                                                    : std::nullopt;
}

} // namespace

std::optional<double> secondsOfDay(const std::string& tm) {
    std::string digits = tm;
    std::erase(digits, ':');
    if (digits.size() < 2 || digits.size() % 2 != 0 || digits.find('-') != std::string::npos) {
        if (digits.find('.') != 6) { // a fraction stands after HHMMSS only
            return std::nullopt;
        }
    }
    const auto hours = numberIn(std::string_view(digits).substr(0, 2));
    const auto minutes = digits.size() >= 4 ? numberIn(std::string_view(digits).substr(2, 2)) : 0.0;
    const auto seconds = digits.size() >= 6 ? numberIn(std::string_view(digits).substr(4)) : 0.0;
    if (!hours || !minutes || !seconds || *hours > 23 || *minutes > 59 || *seconds >= 61) {
        return std::nullopt;
    }
    return *hours * 3600 + *minutes * 60 + *seconds;
}

std::optional<double> acquiredAt(const VolumeRecord& volume) {
    return secondsOfDay(volume.acquisitionTime);
}

double secondsBetween(double earlier, double later) {
    const double difference = later - earlier;
    return difference > day / 2    ? difference - day
           : difference < -day / 2 ? difference + day
                                   : difference;
}

std::string sortingTime(const VolumeRecord& volume) {
    for (const std::string* time :
         {&volume.acquisitionTime, &volume.contentTime, &volume.seriesTime}) {
        if (!time->empty()) {
            return volume.acquisitionDate + *time;
        }
    }
    return {};
}

} // namespace bolus
