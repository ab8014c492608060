#include "engine/evaluate/Retrieval.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <span>
#include <unordered_map>
#include <utility>

#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace bolus {
namespace {

constexpr double tie = 1e-6;
constexpr std::array<int, 3> cutoffs{1, 5, 10};
constexpr int draws = 1000;

/// Four sums at once: the compiler may not reorder one.
double dot(const float* a, const float* b, std::size_t size) {
    std::array<double, 4> sums{};
    std::size_t i = 0;
    for (; i + 4 <= size; i += 4)
        for (std::size_t k = 0; k < 4; ++k)
            sums[k] += double(a[i + k]) * double(b[i + k]);
    for (; i < size; ++i)
        sums[0] += double(a[i]) * double(b[i]);
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

/// Rows of images and texts, and what belongs together.
struct Pairs {
    std::span<const float> images, texts;
    std::size_t dim = 0;
    std::span<const int> groups;

    Pairs part(std::size_t from, std::size_t count) const {
        return {images.subspan(from * dim, count * dim), texts.subspan(from * dim, count * dim),
                dim, groups.subspan(from, count)};
    }
};

class Ranking {
public:
    explicit Ranking(const Pairs& pairs) : m_pairs(pairs) {}

    RetrievalRanks ranks() const {
        const std::size_t n = m_pairs.groups.size();
        constexpr double none = -std::numeric_limits<double>::infinity();
        std::vector<double> bestImage(n, none), bestText(n, none); // per text, per image
        forEachPair(true, [&](std::size_t image, std::size_t text, double score) {
            if (score > bestImage[text])
                bestImage[text] = score;
            if (score > bestText[image])
                bestText[image] = score;
        });
        RetrievalRanks ranks{std::vector<int>(n, 1), std::vector<int>(n, 1)};
        forEachPair(false, [&](std::size_t image, std::size_t text, double score) {
            ranks.textToImage[text] += !(score < bestImage[text] - tie);
            ranks.imageToText[image] += !(score < bestText[image] - tie);
        });
        return ranks;
    }

private:
    template<typename Visit>
    void forEachPair(bool matching, Visit visit) const {
        const auto& [images, texts, dim, groups] = m_pairs;
        for (std::size_t image = 0; image < groups.size(); ++image)
            for (std::size_t text = 0; text < groups.size(); ++text)
                if ((groups[image] == groups[text]) == matching)
                    visit(image, text, dot(&images[image * dim], &texts[text * dim], dim));
    }

    const Pairs m_pairs;
};

bool sizesFit(const std::vector<float>& images, const std::vector<float>& texts, int dim,
              const std::vector<int>& groups) {
    return dim > 0 && !groups.empty() && images.size() == groups.size() * std::size_t(dim) &&
           texts.size() == images.size();
}

/// R@1, R@5, R@10 and MRR over the queries that `at` names.
using Figures = std::array<double, 4>;
/// Of `count` queries, the i-th of them at(i).
template<typename At>
Figures figures(const std::vector<int>& ranks, std::size_t count, At at) {
    Figures out{};
    for (std::size_t i = 0; i < count; ++i) {
        const int rank = ranks[at(i)];
        for (std::size_t k = 0; k < cutoffs.size(); ++k)
            out[k] += rank <= cutoffs[k];
        out[3] += 1.0 / rank;
    }
    for (double& value : out)
        value /= double(count);
    return out;
}

/// Linear between the order statistics.
double quantile(const std::vector<double>& sorted, double share) {
    const double at = share * double(sorted.size() - 1);
    const auto low = static_cast<std::size_t>(at);
    const std::size_t high = std::min(low + 1, sorted.size() - 1);
    return sorted[low] == sorted[high] // infinite ones too
               ? sorted[low]
               : std::lerp(sorted[low], sorted[high], at - double(low));
}

Interval intervalOf(double value, std::vector<double>& samples) {
    std::ranges::sort(samples);
    return {value, quantile(samples, 0.025), quantile(samples, 0.975)};
}

using Intervals = std::array<Interval, 4>;

/// The queries of each cluster, in order of first appearance; each query for itself where there are
/// no clusters.
std::vector<std::vector<std::size_t>> membersOf(std::size_t queries,
                                                const std::vector<int>& clusters) {
    std::vector<std::vector<std::size_t>> members;
    std::unordered_map<int, std::size_t> places;
    for (std::size_t i = 0; i < queries; ++i) {
        const bool known = !clusters.empty() && places.contains(clusters[i]);
        if (!known)
            members.emplace_back();
        const std::size_t place = known ? places[clusters[i]] : members.size() - 1;
        if (!clusters.empty())
            places[clusters[i]] = place;
        members[place].push_back(i);
    }
    return members;
}

/// std::uniform_int_distribution differs between standard libraries; a remainder does not, and
/// 64 random bits over a few thousand cases leave no bias that shows.
Intervals bootstrap(const std::vector<int>& ranks, const std::vector<int>& clusters,
                    std::uint64_t seed) {
    std::mt19937_64 random(seed);
    const auto members = membersOf(ranks.size(), clusters);
    std::array<std::vector<double>, 4> samples;
    std::vector<std::size_t> drawn;
    for (int draw = 0; draw < draws; ++draw) {
        drawn.clear();
        for (std::size_t i = 0; i < members.size(); ++i)
            std::ranges::copy(members[random() % members.size()], std::back_inserter(drawn));
        const Figures found = figures(ranks, drawn.size(), [&](std::size_t i) { return drawn[i]; });
        for (std::size_t k = 0; k < found.size(); ++k)
            samples[k].push_back(found[k]);
    }
    const Figures values = figures(ranks, ranks.size(), [](std::size_t i) { return i; });
    Intervals out;
    for (std::size_t k = 0; k < out.size(); ++k)
        out[k] = intervalOf(values[k], samples[k]);
    return out;
}

RetrievalRanks ranksOf(const std::vector<float>& images, const std::vector<float>& texts, int dim,
                       const std::vector<int>& groups) {
    return Ranking({images, texts, static_cast<std::size_t>(dim), groups}).ranks();
}

/// Infinite where only b found nothing, 1 where neither found anything.
double ratioOf(double a, double b) {
    return a == b ? 1.0 : a / b;
}

std::string normalised(const std::string& report) {
    const icu::UnicodeString text =
        icu::UnicodeString::fromUTF8(report).toLower(icu::Locale::getRoot());
    icu::UnicodeString folded;
    bool space = false;
    for (std::int32_t i = 0; i < text.length(); ++i) {
        if (u_isUWhiteSpace(text[i])) {
            space = !folded.isEmpty();
            continue;
        }
        if (std::exchange(space, false))
            folded.append(u' ');
        folded.append(text[i]);
    }
    std::string out;
    return folded.toUTF8String(out);
}

} // namespace

RecallFigures recall(const std::vector<float>& images, const std::vector<float>& texts, int dim,
                     const std::vector<int>& groups) {
    RecallFigures out;
    if (!sizesFit(images, texts, dim, groups))
        return out;
    const RetrievalRanks ranks = ranksOf(images, texts, dim, groups);
    const auto all = [](std::size_t i) { return i; };
    const Figures toImage = figures(ranks.textToImage, ranks.textToImage.size(), all),
                  toText = figures(ranks.imageToText, ranks.imageToText.size(), all);
    out.candidates = static_cast<int>(groups.size());
    std::copy_n(toImage.begin(), 3, out.textToImage);
    std::copy_n(toText.begin(), 3, out.imageToText);
    out.textToImageMrr = toImage[3];
    out.imageToTextMrr = toText[3];
    return out;
}

RetrievalTable retrievalTable(const std::vector<float>& images, const std::vector<float>& texts,
                              int dim, const std::vector<int>& groups, std::uint64_t seed) {
    const int all = static_cast<int>(groups.size());
    return tableOfRanks(retrievalRanks(images, texts, dim, groups, all), all, seed);
}

RetrievalRanks retrievalRanks(const std::vector<float>& images, const std::vector<float>& texts,
                              int dim, const std::vector<int>& groups, int candidates) {
    RetrievalRanks out;
    if (!sizesFit(images, texts, dim, groups) || candidates < 1)
        return out;
    const Pairs all{images, texts, static_cast<std::size_t>(dim), groups};
    const auto count = static_cast<std::size_t>(candidates);
    for (std::size_t from = 0; from + count <= groups.size(); from += count) {
        const RetrievalRanks part = Ranking(all.part(from, count)).ranks();
        out.textToImage.insert(out.textToImage.end(), part.textToImage.begin(),
                               part.textToImage.end());
        out.imageToText.insert(out.imageToText.end(), part.imageToText.begin(),
                               part.imageToText.end());
    }
    return out;
}

RetrievalTable tableOfRanks(const RetrievalRanks& ranks, int candidates, std::uint64_t seed,
                            const std::vector<int>& clusters) {
    RetrievalTable out;
    const std::size_t queries = ranks.textToImage.size();
    if (queries == 0 || ranks.imageToText.size() != queries ||
        (!clusters.empty() && clusters.size() < queries))
        return out;
    const Intervals toImage = bootstrap(ranks.textToImage, clusters, seed);
    const Intervals toText = bootstrap(ranks.imageToText, clusters, seed);
    out.candidates = candidates;
    std::copy_n(toImage.begin(), 3, out.textToImage);
    std::copy_n(toText.begin(), 3, out.imageToText);
    out.textToImageMrr = toImage[3];
    out.imageToTextMrr = toText[3];
    return out;
}

RecallComparison compareRecall(const std::vector<int>& a, const std::vector<int>& b, int k,
                               std::uint64_t seed) {
    const std::size_t n = a.size();
    if (n == 0 || b.size() != n)
        return {};
    const auto hits = [&](auto at) {
        std::pair<double, double> out;
        for (std::size_t i = 0; i < n; ++i) {
            const std::size_t query = at(i);
            out.first += a[query] <= k;
            out.second += b[query] <= k;
        }
        return out;
    };
    std::mt19937_64 random(seed);
    std::vector<double> differences, ratios;
    for (int draw = 0; draw < draws; ++draw) {
        const auto [first, second] = hits([&](std::size_t) { return random() % n; });
        differences.push_back((first - second) / double(n));
        ratios.push_back(ratioOf(first, second));
    }
    const auto [first, second] = hits([](std::size_t i) { return i; });
    return {intervalOf((first - second) / double(n), differences),
            intervalOf(ratioOf(first, second), ratios)};
}

double meanCosine(const std::vector<float>& vectors, int dim) {
    const auto width = static_cast<std::size_t>(std::max(dim, 1));
    const std::size_t n = vectors.size() / width;
    if (dim < 1 || n < 2)
        return 0;
    std::vector<double> sum(width);
    double own = 0; // of each with itself
    for (std::size_t i = 0; i < n * width; ++i) {
        sum[i % width] += double(vectors[i]);
        own += double(vectors[i]) * double(vectors[i]);
    }
    double all = 0;
    for (const double value : sum)
        all += value * value;
    return (all - own) / (double(n) * double(n - 1));
}

std::vector<int> duplicateGroups(const std::vector<std::string>& reports) {
    std::unordered_map<std::string, int> seen;
    std::vector<int> groups;
    for (const std::string& report : reports)
        groups.push_back(
            seen.try_emplace(normalised(report), static_cast<int>(seen.size())).first->second);
    return groups;
}

} // namespace bolus
