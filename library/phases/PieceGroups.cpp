#include <algorithm>
#include <tuple>

#include "library/phases/ExamPieces.h"

namespace bolus {

namespace {

class Grouping {
public:
    explicit Grouping(const std::vector<ExamPiece>& pieces)
        : m_verdicts(pieces.size()), m_groupOf(pieces.size()), m_groups(pieces.size()) {
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            m_groupOf[i] = i;
            m_groups[i] = {i};
            for (std::size_t j = 0; j < i; ++j) {
                m_verdicts[i].push_back(judge(pieces[j], pieces[i]));
            }
        }
    }

    /// The surest first: what it joins leaves less to be undecided.
    void joinAll() {
        std::vector<std::tuple<int, double, std::size_t, std::size_t>> pairs;
        for (std::size_t i = 0; i < m_verdicts.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                if (const Verdict& v = m_verdicts[i][j]; v.link == Link::Same) {
                    pairs.emplace_back(-v.strength, v.gap, j, i);
                }
            }
        }
        std::ranges::sort(pairs);
        for (const auto& [strength, gap, one, other] : pairs) {
            const std::size_t a = m_groupOf[one], b = m_groupOf[other];
            if (a != b && allSame(a, b) && !goesElsewhereToo(a, b) && !goesElsewhereToo(b, a)) {
                join(a, b);
            }
        }
    }

    PieceGroups result() const {
        PieceGroups result;
        for (const auto& group : m_groups) {
            if (!group.empty()) {
                result.groups.push_back(group);
            }
        }
        for (std::size_t i = 0; i < m_verdicts.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                addHint(j, i, result);
            }
        }
        return result;
    }

private:
    using Nearness = std::tuple<int, double>; // -strength, gap: less is nearer

    const Verdict& between(std::size_t a, std::size_t b) const {
        return m_verdicts[std::max(a, b)][std::min(a, b)];
    }

    bool allSame(std::size_t a, std::size_t b) const {
        return std::ranges::all_of(m_groups[a], [&](std::size_t one) {
            return std::ranges::all_of(m_groups[b], [&](std::size_t other) {
                return between(one, other).link == Link::Same;
            });
        });
    }

    Nearness nearness(std::size_t a, std::size_t b) const {
        Nearness best{0, 0};
        for (const std::size_t one : m_groups[a]) {
            for (const std::size_t other : m_groups[b]) {
                const Verdict& v = between(one, other);
                best = std::min(best, Nearness{-v.strength, v.gap});
            }
        }
        return best;
    }

    /// A third group would take `a` as readily as `b` does, and cannot be one with `b`.
    bool goesElsewhereToo(std::size_t a, std::size_t b) const {
        const auto [strength, gap] = nearness(a, b);
        const double clearlyFarther = 2 * gap + 60; // s
        for (std::size_t c = 0; c < m_groups.size(); ++c) {
            if (c == a || c == b || m_groups[c].empty() || !allSame(a, c) || allSame(b, c)) {
                continue;
            }
            const auto [otherStrength, otherGap] = nearness(a, c);
            if (otherStrength <= strength && otherGap <= clearlyFarther) {
                return true;
            }
        }
        return false;
    }

    void join(std::size_t a, std::size_t b) {
        for (const std::size_t piece : m_groups[b]) {
            m_groupOf[piece] = a;
            m_groups[a].push_back(piece);
        }
        m_groups[b].clear();
        std::ranges::sort(m_groups[a]);
    }

    void addHint(std::size_t one, std::size_t other, PieceGroups& result) const {
        const Verdict& v = between(one, other);
        if (m_groupOf[one] == m_groupOf[other]) {
            return;
        }
        if (v.link == Link::Same) {
            result.hints.push_back({one, other, "it fits more than one exam", false});
        } else if (!v.doubt.empty()) {
            result.hints.push_back({one, other, v.doubt, v.link == Link::Apart});
        }
    }

    std::vector<std::vector<Verdict>> m_verdicts; // [i][j] for j < i
    std::vector<std::size_t> m_groupOf;
    std::vector<std::vector<std::size_t>> m_groups;
};

} // namespace

PieceGroups groupPieces(const std::vector<ExamPiece>& pieces) {
    Grouping grouping(pieces);
    grouping.joinAll();
    return grouping.result();
}

} // namespace bolus
