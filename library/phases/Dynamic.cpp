#include "library/phases/Dynamic.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "library/phases/Roles.h"
#include "library/phases/Times.h"
#include "library/phases/Words.h"

namespace bolus {

namespace {

constexpr std::size_t mostHung = 8, leastTimePoints = 3, leastKept = 2;

using Group = std::vector<std::size_t>; // of one dynamic series, in the order of time

bool near(double a, double b, double tolerance) {
    return std::abs(a - b) <= tolerance;
}

bool sameGrid(const VolumeRecord& a, const VolumeRecord& b) {
    for (std::size_t k = 0; k < 3; ++k) {
        if (a.size[k] != b.size[k] || !near(a.spacing[k], b.spacing[k], 0.01 * a.spacing[k]) ||
            !near(a.origin[k], b.origin[k], 1)) { // mm
            return false;
        }
    }
    return std::ranges::equal(a.direction, b.direction,
                              [](double x, double y) { return near(x, y, 1e-3); });
}

/// Time points of one series, or of series that differ in their numbers and times only.
bool sameSequence(const VolumeRecord& a, const VolumeRecord& b) {
    const bool oneSeries = a.seriesUid == b.seriesUid;
    const bool oneName = !a.seriesDescription.empty() && a.seriesDescription == b.seriesDescription;
    return (oneSeries || oneName) && a.imageType == b.imageType && a.kernel == b.kernel &&
           a.bValue == b.bValue && sameGrid(a, b);
}

std::vector<Group> dynamicSeries(const std::vector<VolumeRecord>& exam) {
    std::vector<Group> groups;
    for (std::size_t i = 0; i < exam.size(); ++i) {
        if (!exam[i].inPhaseSeries) {
            continue;
        }
        const auto home = std::ranges::find_if(
            groups, [&](const Group& g) { return sameSequence(exam[g.front()], exam[i]); });
        home == groups.end() ? groups.push_back({i}) : home->push_back(i);
    }
    std::erase_if(groups, [](const Group& g) { return g.size() < leastTimePoints; });
    const std::vector<double> instants = instantsOf(exam);
    for (Group& group : groups) {
        std::ranges::stable_sort(group, {}, [&](std::size_t i) {
            return std::tuple(instants[i], exam[i].seriesNumber.value_or(0),
                              exam[i].temporalPosition.value_or(0), exam[i].part);
        });
    }
    return groups;
}

/// Places of the time points to keep.
std::set<std::size_t> keptOf(const Group& group, const std::vector<VolumeRecord>& exam,
                             std::size_t count) {
    std::set<std::size_t> kept{0, group.size() - 1};
    std::set<Phase> seen;
    for (std::size_t at = 0; at < group.size() && kept.size() < count; ++at) {
        const Phase phase = exam[group[at]].phase.phase;
        if (phase != Phase::Unknown && seen.insert(phase).second) {
            kept.insert(at);
        }
    }
    while (kept.size() < count) {
        std::size_t before = 0, widest = 0;
        for (auto at = kept.begin(); std::next(at) != kept.end(); ++at) {
            const std::size_t width = *std::next(at) - *at;
            before = width > widest ? *at : before;
            widest = std::max(widest, width);
        }
        kept.insert(before + widest / 2);
    }
    return kept;
}

void thinOut(const Group& group, std::size_t count, std::vector<VolumeRecord>& exam) {
    const std::set<std::size_t> kept = keptOf(group, exam, count);
    for (std::size_t at = 0; at < group.size(); ++at) {
        if (!kept.contains(at)) {
            setApart(exam[group[at]], fmt::format("time point {} of {}, of which {} hang", at + 1,
                                                  group.size(), kept.size()));
        }
    }
}

bool isOtherSequence(const VolumeRecord& volume) {
    static const std::vector<std::vector<std::string>> words{
        {"t", "2"}, {"t", "2", "w"}, {"tse"},  {"haste"}, {"ssfse"},  {"dwi"},    {"diff*"},
        {"adc"},    {"flair"},       {"mrcp"}, {"trufi"}, {"fiesta"}, {"trace*"}, {"swi"}};
    const bool diffusion = volume.bValue.has_value() ||
                           volume.imageType.find("DIFFUSION") != std::string::npos ||
                           volume.imageType.find("ADC") != std::string::npos;
    return diffusion || anyMatches(wordsOf(volume.seriesDescription), words);
}

} // namespace

void setOtherSequencesApart(std::vector<VolumeRecord>& exam) {
    std::set<std::size_t> dynamic;
    for (const Group& group : dynamicSeries(exam)) {
        if (!isOtherSequence(exam[group.front()])) {
            dynamic.insert(group.begin(), group.end());
        }
    }
    for (std::size_t i = 0; !dynamic.empty() && i < exam.size(); ++i) {
        const bool mr = exam[i].modality == "MR" && exam[i].inPhaseSeries;
        if (mr && !dynamic.contains(i) && isOtherSequence(exam[i])) {
            setApart(exam[i], "another sequence than the dynamic one");
        }
    }
}

void thinDynamicSeries(std::vector<VolumeRecord>& exam) {
    const std::vector<Group> groups = dynamicSeries(exam);
    std::size_t dynamic = 0;
    for (const Group& group : groups) {
        dynamic += group.size();
    }
    const auto all =
        static_cast<std::size_t>(std::ranges::count_if(exam, &VolumeRecord::inPhaseSeries));
    if (groups.empty() || all <= mostHung) {
        return;
    }
    const std::size_t others = all - dynamic;
    std::size_t room = mostHung > others ? mostHung - others : 0;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const std::size_t share = std::max(leastKept, room / (groups.size() - i));
        const std::size_t count = std::min(groups[i].size(), share);
        thinOut(groups[i], count, exam);
        room -= std::min(room, count);
    }
}

} // namespace bolus
