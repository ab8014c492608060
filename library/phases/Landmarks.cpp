#include "library/phases/Landmarks.h"

#include <algorithm>
#include <cmath>

namespace bolus::pixels {

namespace {

constexpr float skinHu = -300, boneHu = 180;
constexpr double adultWidth = 300, smallest = 0.4; // mm; of an adult's
constexpr int fewestSlices = 4;
constexpr double leastBodyMm = 80;

struct SliceBox {
    int x0 = 0, x1 = -1, y0 = 0, y1 = -1;
    std::size_t cells = 0;
    bool empty() const { return cells == 0; }
};

/// Marks what is connected with a cell, and gives its size.
SliceBox flood(const CoarseCt& ct, int z, int x, int y, std::vector<int>& label, int mark) {
    SliceBox box{x, x, y, y, 0};
    std::vector<std::pair<int, int>> open{{x, y}};
    label[ct.indexOf(x, y, 0)] = mark;
    while (!open.empty()) {
        const auto [cx, cy] = open.back();
        open.pop_back();
        ++box.cells;
        box = {std::min(box.x0, cx), std::max(box.x1, cx), std::min(box.y0, cy),
               std::max(box.y1, cy), box.cells};
        for (const auto& [dx, dy] : {std::pair(1, 0), {-1, 0}, {0, 1}, {0, -1}}) {
            const int nx = cx + dx, ny = cy + dy;
            if (ct.holds(nx, ny, z) && label[ct.indexOf(nx, ny, 0)] == 0 &&
                ct.at(nx, ny, z) > skinHu) {
                label[ct.indexOf(nx, ny, 0)] = mark;
                open.emplace_back(nx, ny);
            }
        }
    }
    return box;
}

/// The largest thing in the slice; lungs and bowel gas stay out of it and do not matter here.
SliceBox markBody(const CoarseCt& ct, int z, std::vector<std::uint8_t>& body) {
    std::vector<int> label(ct.area());
    SliceBox largest;
    int marks = 0, chosen = 0;
    for (int y = 0; y < ct.size[1]; ++y) {
        for (int x = 0; x < ct.size[0]; ++x) {
            if (label[ct.indexOf(x, y, 0)] != 0 || ct.at(x, y, z) <= skinHu) {
                continue;
            }
            const SliceBox box = flood(ct, z, x, y, label, ++marks);
            if (box.cells > largest.cells) {
                largest = box;
                chosen = marks;
            }
        }
    }
    for (std::size_t i = 0; i < ct.area() && chosen > 0; ++i) {
        body[static_cast<std::size_t>(z) * ct.area() + i] = label[i] == chosen;
    }
    return largest;
}

/// Its median. An image that ends within the body tells no width: an adult's is taken.
double widthOf(const CoarseCt& ct, const std::vector<SliceBox>& boxes) {
    std::vector<int> widths;
    for (const SliceBox& box : boxes) {
        if (!box.empty()) {
            widths.push_back(box.x1 - box.x0 + 1);
        }
    }
    if (widths.empty()) {
        return 0;
    }
    const auto middle = widths.begin() + static_cast<std::ptrdiff_t>(widths.size() / 2);
    std::nth_element(widths.begin(), middle, widths.end());
    const double mm = *middle * ct.spacing[0];
    return *middle >= ct.size[0] && mm >= leastBodyMm ? std::max(mm, adultWidth) : mm;
}

/// The last bone on a line from the canal forward; spongy bone may be as dark as muscle.
int boneEnd(const CoarseCt& ct, int x, const Spot& canal, int z, double size) {
    const int bridged = ct.cells(9 * size), farthest = ct.cells(60 * size);
    int last = ct.cells(14 * size);
    for (int dy = last; dy <= std::min(last + bridged, farthest); ++dy) {
        last = ct.at(x, canal.y - dy, z) > 105 ? dy : last;
    }
    return last + 1;
}

/// The nearer end of two lines: the aorta or the vena cava may lie against the bone on one. The
/// median over the slices.
double frontOf(const CoarseCt& ct, const Landmarks& marks) {
    std::vector<double> fronts;
    for (int z = marks.firstSlice; z <= marks.lastSlice; ++z) {
        const Spot& canal = marks.canal[static_cast<std::size_t>(z)];
        int nearest = ct.size[1];
        for (const double aside : {-7.0, 5.0}) {
            const auto dx = static_cast<int>(std::lround(aside * marks.size / ct.spacing[0]));
            nearest = std::min(nearest, boneEnd(ct, canal.x + dx, canal, z, marks.size));
        }
        fronts.push_back(nearest * ct.spacing[1]);
    }
    const auto middle = fronts.begin() + static_cast<std::ptrdiff_t>(fronts.size() / 2);
    std::nth_element(fronts.begin(), middle, fronts.end());
    return std::clamp(*middle, 30 * marks.size, 48 * marks.size);
}

/// Soft tissue with bone around it and a vertebral body in front: 0 … 4.
class CanalScore {
public:
    CanalScore(const CoarseCt& ct, double size) : m_ct(ct), m_near(ct.cells(7 * size)) {
        m_far = std::max(m_near + 1, ct.cells(19 * size));
        m_radius = 5 * size / ct.spacing[0];
        m_bodyNear = ct.cells(13 * size);
        m_bodyFar = ct.cells(32 * size);
        m_bodyHalf = ct.cells(10 * size);
    }

    float at(int x, int y, int z) const {
        const float centre = m_ct.at(x, y, z);
        if (centre < -60 || centre > 170) {
            return 0;
        }
        const DiscStats inner = discStats(m_ct, x, y, z, m_radius);
        if (inner.mean < -30 || inner.mean > 140) {
            return 0;
        }
        const float tooBright = std::clamp((inner.mean - 45) / 60, 0.0F, 1.0F); // marrow, not fluid
        return 1 - std::min(1.0F, inner.deviation / 100) - tooBright + 1.5F * boneAround(x, y, z) +
               1.5F * boneInFront(x, y, z);
    }

private:
    float boneAround(int x, int y, int z) const {
        int hits = 0;
        for (int direction = 0; direction < 12; ++direction) {
            const double angle = direction * M_PI / 6;
            bool hit = false;
            for (int r = m_near; r <= m_far && !hit; ++r) {
                hit = m_ct.at(x + static_cast<int>(std::lround(r * std::cos(angle))),
                              y + static_cast<int>(std::lround(r * std::sin(angle))), z) > boneHu;
            }
            hits += hit;
        }
        return static_cast<float>(hits) / 12;
    }
    float boneInFront(int x, int y, int z) const {
        int hits = 0, all = 0;
        for (int dy = m_bodyNear; dy <= m_bodyFar; ++dy) {
            for (int dx = -m_bodyHalf; dx <= m_bodyHalf; ++dx, ++all) {
                hits += m_ct.at(x + dx, y - dy, z) > 80;
            }
        }
        return static_cast<float>(hits) / static_cast<float>(std::max(all, 1));
    }

    const CoarseCt& m_ct;
    int m_near, m_far, m_bodyNear, m_bodyFar, m_bodyHalf;
    double m_radius;
};

/// The canal lies near the middle of the trunk, behind its centre.
std::vector<float> canalScores(const CoarseCt& ct, const SliceBox& box, int z,
                               const CanalScore& score) {
    std::vector<float> scores(ct.area());
    if (box.empty()) {
        return scores;
    }
    const int middle = (box.x0 + box.x1) / 2, aside = (box.x1 - box.x0) / 6;
    for (int y = (box.y0 + box.y1) / 2 - ct.cells(10); y <= box.y1 - ct.cells(12); ++y) {
        for (int x = middle - aside; x <= middle + aside; ++x) {
            if (ct.holds(x, y, z)) {
                scores[ct.indexOf(x, y, 0)] = score.at(x, y, z);
            }
        }
    }
    return scores;
}

/// The slices in which it was seen; most of those between the first and the last.
bool trimToSpine(Landmarks& marks) {
    constexpr float seen = 2.2F;
    const auto isSeen = [](const Spot& spot) { return spot.score >= seen; };
    const auto first = std::ranges::find_if(marks.canal, isSeen);
    const auto seenSlices = std::ranges::count_if(marks.canal, isSeen);
    if (seenSlices < fewestSlices) {
        return false;
    }
    marks.firstSlice = static_cast<int>(first - marks.canal.begin());
    marks.lastSlice = static_cast<int>(marks.canal.size()) - 1;
    while (!isSeen(marks.canal[static_cast<std::size_t>(marks.lastSlice)])) {
        --marks.lastSlice;
    }
    return 2 * seenSlices > marks.lastSlice - marks.firstSlice + 1;
}

} // namespace

DiscStats discStats(const CoarseCt& ct, int x, int y, int z, double radius) {
    const int reach = static_cast<int>(radius);
    double sum = 0, squares = 0;
    int count = 0;
    for (int dy = -reach; dy <= reach; ++dy) {
        for (int dx = -reach; dx <= reach; ++dx) {
            if (dx * dx + dy * dy <= radius * radius) {
                const double value = ct.at(x + dx, y + dy, z);
                sum += value;
                squares += value * value;
                ++count;
            }
        }
    }
    const double mean = sum / count;
    return {static_cast<float>(mean),
            static_cast<float>(std::sqrt(std::max(0.0, squares / count - mean * mean)))};
}

std::pair<float, int> PathSearch::bestInto(int x, int y, const std::vector<float>& before) const {
    std::pair<float, int> best{-1e9F, 0};
    for (int py = std::max(0, y - reach); py <= std::min(height - 1, y + reach); ++py) {
        for (int px = std::max(0, x - reach); px <= std::min(width - 1, x + reach); ++px) {
            const auto moved = static_cast<float>((px - x) * (px - x) + (py - y) * (py - y));
            const int cell = py * width + px;
            best = std::max(best, {before[static_cast<std::size_t>(cell)] - cost * moved, cell},
                            [](const auto& a, const auto& b) { return a.first < b.first; });
        }
    }
    return best;
}

std::vector<Spot> PathSearch::through(const std::vector<std::vector<float>>& scores) const {
    const auto cells = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    std::vector<std::vector<int>> from(scores.size(), std::vector<int>(cells));
    std::vector<float> best = scores.front();
    for (std::size_t z = 1; z < scores.size(); ++z) {
        std::vector<float> next(cells);
        for (std::size_t here = 0; here < cells; ++here) {
            const int cell = static_cast<int>(here);
            const auto [collected, before] = bestInto(cell % width, cell / width, best);
            next[here] = collected + scores[z][here];
            from[z][here] = before;
        }
        best = std::move(next);
    }
    std::vector<Spot> path(scores.size());
    int at = static_cast<int>(std::ranges::max_element(best) - best.begin());
    for (std::size_t z = scores.size(); z-- > 0;) {
        path[z] = {at % width, at / width, scores[z][static_cast<std::size_t>(at)]};
        at = from[z][static_cast<std::size_t>(at)];
    }
    return path;
}

std::optional<Landmarks> findLandmarks(const CoarseCt& ct) {
    if (ct.size[2] < fewestSlices || ct.spacing[2] > 12 || ct.spacing[0] > 5 || ct.spacing[1] > 5) {
        return std::nullopt;
    }
    Landmarks marks;
    marks.body.resize(ct.hu.size());
    std::vector<SliceBox> boxes;
    for (int z = 0; z < ct.size[2]; ++z) {
        boxes.push_back(markBody(ct, z, marks.body));
    }
    const double width = widthOf(ct, boxes);
    if (width < leastBodyMm) {
        return std::nullopt;
    }
    marks.size = std::clamp(width / adultWidth, smallest, 1.0);
    const CanalScore score(ct, marks.size);
    std::vector<std::vector<float>> scores;
    for (int z = 0; z < ct.size[2]; ++z) {
        scores.push_back(canalScores(ct, boxes[static_cast<std::size_t>(z)], z, score));
    }
    const int reach = std::max(1, ct.cells(0.5 * ct.spacing[2]));
    marks.canal = PathSearch{ct.size[0], ct.size[1], reach, 0.05F}.through(scores);
    if (!trimToSpine(marks)) {
        return std::nullopt;
    }
    marks.bodyFront = frontOf(ct, marks);
    return marks;
}

} // namespace bolus::pixels
