#include "library/phases/Times.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <limits>
#include <map>

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

std::optional<long> dayNumber(const std::string& da) {
    std::string digits = da;
    std::erase(digits, '.'); // ACR-NEMA wrote 1993.08.22
    const bool wellFormed =
        digits.size() == 8 && digits.find_first_not_of("0123456789") == std::string::npos;
    if (!wellFormed || digits == "19000101") {
        return std::nullopt;
    }
    const auto part = [&](std::size_t at, std::size_t count) {
        return static_cast<int>(numberIn(std::string_view(digits).substr(at, count)).value_or(0));
    };
    const std::chrono::year_month_day date{std::chrono::year(part(0, 4)),
                                           std::chrono::month(static_cast<unsigned>(part(4, 2))),
                                           std::chrono::day(static_cast<unsigned>(part(6, 2)))};
    return date.ok() ? std::optional(static_cast<long>(
                           std::chrono::sys_days(date).time_since_epoch().count()))
                     : std::nullopt;
}

namespace {

constexpr double never = -std::numeric_limits<double>::infinity();

double clockOf(const VolumeRecord& volume) {
    for (const std::string* time :
         {&volume.acquisitionTime, &volume.contentTime, &volume.seriesTime}) {
        if (const auto seconds = secondsOfDay(*time)) {
            return *seconds;
        }
    }
    return never;
}

void addDays(const std::vector<VolumeRecord>& exam, std::vector<double>& instants) {
    std::optional<long> first;
    for (const VolumeRecord& volume : exam) {
        const auto number = dayNumber(volume.acquisitionDate);
        first = number && (!first || *number < *first) ? number : first;
    }
    for (std::size_t i = 0; first && i < exam.size(); ++i) {
        const long number = dayNumber(exam[i].acquisitionDate).value_or(*first);
        instants[i] += static_cast<double>(number - *first) * day;
    }
}

/// Where no date tells, an exam that spans more than half a day went over midnight.
void unwrap(std::vector<double>& instants) {
    std::vector<double> known;
    std::ranges::copy_if(instants, std::back_inserter(known), [](double t) { return t != never; });
    if (known.empty() || std::ranges::max(known) - std::ranges::min(known) <= day / 2) {
        return;
    }
    for (double& instant : instants) {
        instant += instant < day / 2 ? day : 0;
    }
}

/// A series' own count of its time points is surer than times, which may all be equal.
void followTemporalPositions(const std::vector<VolumeRecord>& exam, std::vector<double>& instants) {
    std::map<std::string, std::vector<std::size_t>> series;
    for (std::size_t i = 0; i < exam.size(); ++i) {
        if (exam[i].temporalPosition) {
            series[exam[i].seriesUid].push_back(i);
        }
    }
    for (auto& [uid, members] : series) {
        std::vector<double> times;
        for (const std::size_t i : members) {
            times.push_back(instants[i]);
        }
        std::ranges::sort(times);
        std::ranges::stable_sort(members, {},
                                 [&](std::size_t i) { return exam[i].temporalPosition; });
        for (std::size_t i = 0; i < members.size(); ++i) {
            instants[members[i]] = times[i];
        }
    }
}

} // namespace

std::vector<double> instantsOf(const std::vector<VolumeRecord>& exam) {
    std::vector<double> instants;
    std::ranges::transform(exam, std::back_inserter(instants), clockOf);
    const bool dated = std::ranges::any_of(
        exam, [](const VolumeRecord& v) { return dayNumber(v.acquisitionDate).has_value(); });
    dated ? addDays(exam, instants) : unwrap(instants);
    followTemporalPositions(exam, instants);
    return instants;
}

} // namespace bolus
