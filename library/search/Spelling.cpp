#include "library/search/Spelling.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <tuple>

namespace bolus {

namespace {

constexpr std::size_t longestWord = 40;
constexpr std::size_t shortestKnown = 4;
constexpr std::size_t shortWord = 6; // of these the first letter is right: "Leber" is not "Weber"

/// Which letters a word has: each edit changes at most two.
std::uint32_t lettersOf(std::string_view word) {
    std::uint32_t letters = 0;
    for (const char c : word) {
        letters |= std::uint32_t(1) << (static_cast<unsigned char>(c) % 32);
    }
    return letters;
}

bool maybeNear(std::string_view a, std::uint32_t letters, std::string_view b, int most) {
    const auto lengths = static_cast<int>(a.size()) - static_cast<int>(b.size());
    return std::abs(lengths) <= most && std::popcount(letters ^ lettersOf(b)) <= 2 * most;
}

int mostEdits(std::size_t letters) {
    return letters < 4 ? 0 : letters < 7 ? 1 : 2;
}

} // namespace

int editDistance(std::string_view a, std::string_view b, int most) {
    if (a.size() > longestWord || b.size() > longestWord) {
        return a == b ? 0 : most + 1;
    }
    using Row = std::array<int, longestWord + 1>;
    Row before{}, last{}, row{};
    for (std::size_t j = 0; j <= b.size(); ++j) {
        last[j] = static_cast<int>(j);
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = static_cast<int>(i);
        int least = row[0];
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = std::min(row[j], before[j - 2] + 1);
            }
            least = std::min(least, row[j]);
        }
        if (least > most) {
            return most + 1;
        }
        before = last;
        last = row;
    }
    return std::min(last[b.size()], most + 1);
}

std::optional<std::string> nearestWord(std::string_view word,
                                       std::span<const std::span<const std::string>> lists) {
    const int most = mostEdits(word.size());
    const std::uint32_t letters = lettersOf(word);
    std::optional<std::tuple<int, std::size_t, bool, std::string_view>> best;
    for (std::size_t list = 0; most > 0 && list < lists.size(); ++list) {
        for (const std::string& known : lists[list]) {
            if (known.size() < shortestKnown || (word.size() < shortWord && known[0] != word[0]) ||
                !maybeNear(word, letters, known, most)) {
                continue;
            }
            const int distance = editDistance(word, known, most);
            const std::tuple key(distance, list, known[0] != word[0], std::string_view(known));
            if (distance <= most && (!best || key < *best)) {
                best = key;
            }
        }
    }
    return best ? std::optional(std::string(std::get<3>(*best))) : std::nullopt;
}

} // namespace bolus
