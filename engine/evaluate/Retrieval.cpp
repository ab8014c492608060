#include "engine/evaluate/Retrieval.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <unordered_map>

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

struct Ranks {
    std::vector<int> textToImage, imageToText; // per query, from 1
};

class Ranking {
public:
    Ranking(const std::vector<float>& images, const std::vector<float>& texts, int dim,
            const std::vector<int>& groups)
        : m_images(images), m_texts(texts), m_dim(static_cast<std::size_t>(dim)), m_groups(groups) {
    }

    Ranks ranks() {
        const std::size_t n = m_groups.size();
        constexpr double none = -std::numeric_limits<double>::infinity();
        std::vector<double> bestImage(n, none), bestText(n, none); // per text, per image
        forEachPair(true, [&](std::size_t image, std::size_t text, double score) {
            if (score > bestImage[text])
                bestImage[text] = score;
            if (score > bestText[image])
                bestText[image] = score;
        });
        Ranks ranks{std::vector<int>(n, 1), std::vector<int>(n, 1)};
        forEachPair(false, [&](std::size_t image, std::size_t text, double score) {
            ranks.textToImage[text] += !(score < bestImage[text] - tie);
            ranks.imageToText[image] += !(score < bestText[image] - tie);
        });
        return ranks;
    }

private:
    template<typename Visit>
    void forEachPair(bool matching, Visit visit) const {
        for (std::size_t image = 0; image < m_groups.size(); ++image)
            for (std::size_t text = 0; text < m_groups.size(); ++text)
                if ((m_groups[image] == m_groups[text]) == matching)
                    visit(image, text,
                          dot(&m_images[image * m_dim], &m_texts[text * m_dim], m_dim));
    }

    const std::vector<float>& m_images;
    const std::vector<float>& m_texts;
    std::size_t m_dim;
    const std::vector<int>& m_groups;
};

bool sizesFit(const std::vector<float>& images, const std::vector<float>& texts, int dim,
              const std::vector<int>& groups) {
    return dim > 0 && !groups.empty() && images.size() == groups.size() * std::size_t(dim) &&
           texts.size() == images.size();
}

/// R@1, R@5, R@10 and MRR over the queries that `at` names.
using Figures = std::array<double, 4>;
template<typename At>
Figures figures(const std::vector<int>& ranks, At at) {
    Figures out{};
    for (std::size_t i = 0; i < ranks.size(); ++i) {
        const int rank = ranks[at(i)];
        for (std::size_t k = 0; k < cutoffs.size(); ++k)
            out[k] += rank <= cutoffs[k];
        out[3] += 1.0 / rank;
    }
    for (double& value : out)
        value /= double(ranks.size());
    return out;
}

/// Linear between the order statistics.
double quantile(const std::vector<double>& sorted, double share) {
    const double at = share * double(sorted.size() - 1);
    const auto low = static_cast<std::size_t>(at);
    const std::size_t high = std::min(low + 1, sorted.size() - 1);
    return std::lerp(sorted[low], sorted[high], at - double(low));
}

using Intervals = std::array<Interval, 4>;

/// std::uniform_int_distribution differs between standard libraries; a remainder does not, and
/// 64 random bits over a few thousand cases leave no bias that shows.
Intervals bootstrap(const std::vector<int>& ranks, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::array<std::vector<double>, 4> samples;
    for (int draw = 0; draw < draws; ++draw) {
        const Figures drawn = figures(ranks, [&](std::size_t) { return random() % ranks.size(); });
        for (std::size_t k = 0; k < drawn.size(); ++k)
            samples[k].push_back(drawn[k]);
    }
    const Figures values = figures(ranks, [](std::size_t i) { return i; });
    Intervals out;
    for (std::size_t k = 0; k < out.size(); ++k) {
        std::ranges::sort(samples[k]);
        out[k] = {values[k], quantile(samples[k], 0.025), quantile(samples[k], 0.975)};
    }
    return out;
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
    const Ranks ranks = Ranking(images, texts, dim, groups).ranks();
    const auto all = [](std::size_t i) { return i; };
    const Figures toImage = figures(ranks.textToImage, all),
                  toText = figures(ranks.imageToText, all);
    out.candidates = static_cast<int>(groups.size());
    std::copy_n(toImage.begin(), 3, out.textToImage);
    std::copy_n(toText.begin(), 3, out.imageToText);
    out.textToImageMrr = toImage[3];
    out.imageToTextMrr = toText[3];
    return out;
}

RetrievalTable retrievalTable(const std::vector<float>& images, const std::vector<float>& texts,
                              int dim, const std::vector<int>& groups, std::uint64_t seed) {
    RetrievalTable out;
    if (!sizesFit(images, texts, dim, groups))
        return out;
    const Ranks ranks = Ranking(images, texts, dim, groups).ranks();
    const Intervals toImage = bootstrap(ranks.textToImage, seed);
    const Intervals toText = bootstrap(ranks.imageToText, seed);
    out.candidates = static_cast<int>(groups.size());
    std::copy_n(toImage.begin(), 3, out.textToImage);
    std::copy_n(toText.begin(), 3, out.imageToText);
    out.textToImageMrr = toImage[3];
    out.imageToTextMrr = toText[3];
    return out;
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
