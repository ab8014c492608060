#include "engine/evaluate/Ranking.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

namespace bolus {
namespace {

constexpr int draws = 1000;

using Values = std::array<double, 3>;

Values valuesOf(const QueryFigures& query) {
    return {query.precision5, query.ndcg10, query.reciprocal};
}

double gainsOf(std::span<const int> grades, std::size_t k) {
    double sum = 0;
    for (std::size_t i = 0; i < std::min(k, grades.size()); ++i)
        sum += (std::exp2(grades[i]) - 1) / std::log2(double(i) + 2);
    return sum;
}

Values meanOf(std::span<const Values> queries, const std::function<std::size_t(std::size_t)>& at) {
    Values mean{};
    for (std::size_t i = 0; i < queries.size(); ++i)
        for (std::size_t k = 0; k < mean.size(); ++k)
            mean[k] += queries[at(i)][k] / double(queries.size());
    return mean;
}

/// Linear between the order statistics.
double quantile(const std::vector<double>& sorted, double share) {
    const double at = share * double(sorted.size() - 1);
    const auto low = static_cast<std::size_t>(at);
    return std::lerp(sorted[low], sorted[std::min(low + 1, sorted.size() - 1)], at - double(low));
}

RankingFigures bootstrap(const std::vector<Values>& queries, std::uint64_t seed) {
    if (queries.empty())
        return {};
    std::mt19937_64 random(seed);
    std::array<std::vector<double>, 3> samples;
    for (int draw = 0; draw < draws; ++draw) {
        const Values mean = meanOf(queries, [&](std::size_t) { return random() % queries.size(); });
        for (std::size_t k = 0; k < mean.size(); ++k)
            samples[k].push_back(mean[k]);
    }
    const Values mean = meanOf(queries, [](std::size_t i) { return i; });
    const auto interval = [&](std::size_t k) {
        std::ranges::sort(samples[k]);
        return Interval{mean[k], quantile(samples[k], 0.025), quantile(samples[k], 0.975)};
    };
    return {queries.size(), interval(0), interval(1), interval(2)};
}

} // namespace

double precisionAt(std::span<const int> hits, std::size_t k) {
    const auto seen = hits.first(std::min(k, hits.size()));
    return double(std::ranges::count_if(seen, [](int grade) { return grade > 0; })) / double(k);
}

double reciprocalRank(std::span<const int> hits) {
    const auto first = std::ranges::find_if(hits, [](int grade) { return grade > 0; });
    return first == hits.end() ? 0 : 1 / double(first - hits.begin() + 1);
}

double ndcgAt(std::span<const int> hits, std::span<const int> all, std::size_t k) {
    std::vector<int> best(all.begin(), all.end());
    std::ranges::sort(best, std::greater<>());
    const double ideal = gainsOf(best, k);
    return ideal > 0 ? gainsOf(hits, k) / ideal : 0;
}

QueryFigures figuresOf(std::span<const int> hits, std::span<const int> all) {
    return {precisionAt(hits, 5), ndcgAt(hits, all, 10), reciprocalRank(hits)};
}

RankingFigures rankingFigures(std::span<const QueryFigures> queries, std::uint64_t seed) {
    std::vector<Values> values;
    for (const QueryFigures& query : queries)
        values.push_back(valuesOf(query));
    return bootstrap(values, seed);
}

RankingFigures rankingDifference(std::span<const QueryFigures> a, std::span<const QueryFigures> b,
                                 std::uint64_t seed) {
    if (a.size() != b.size())
        return {};
    std::vector<Values> values;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const Values one = valuesOf(a[i]), other = valuesOf(b[i]);
        values.push_back({one[0] - other[0], one[1] - other[1], one[2] - other[2]});
    }
    return bootstrap(values, seed);
}

} // namespace bolus
