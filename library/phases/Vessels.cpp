#include "library/phases/Vessels.h"

#include <algorithm>
#include <cmath>

namespace bolus::pixels {

namespace {

constexpr double leastSeenMm = 25;
constexpr float leastBlood = 20, mostBlood = 900; // HU

/// Where, in mm from the canal of an adult, a vessel is looked for and expected.
struct Region {
    double left, right, back, front; // x from left to right, y from front (−) to back
    double expectedX, expectedY;
    float brightness; // how much a brighter lumen counts
};

constexpr Region aortaRegion{-14, 44, -22, -88, 10, -52, 0.8F};
constexpr Region cavaRegion{-52, 6, -26, -92, -22, -58, 0.2F};

struct Disc {
    float score = 0;
    double radius = 0; // cells
};

class RoundThing {
public:
    RoundThing(const CoarseCt& ct, double size) : m_ct(ct) {
        for (const double mm : {5.0, 6.5, 8.0, 10.0, 12.5, 16.0}) {
            m_radii.push_back(mm * size / ct.spacing[0]);
        }
    }

    /// Homogeneous inside and darker around: 0 … 2, and the radius that fits best.
    Disc at(int x, int y, int z) const {
        const float centre = m_ct.at(x, y, z);
        Disc best;
        if (centre < leastBlood - 20 || centre > mostBlood) {
            return best;
        }
        for (const double radius : m_radii) {
            const DiscStats inner = discStats(m_ct, x, y, z, std::max(1.0, 0.75 * radius));
            if (inner.mean < leastBlood || inner.mean > mostBlood) {
                break;
            }
            if (inner.deviation > 60 + 0.15F * inner.mean) {
                continue;
            }
            const float spread = inner.deviation / (15 + 0.10F * inner.mean);
            const float score = 1.2F * darkerAround(x, y, z, radius, inner.mean) +
                                0.8F * std::max(0.0F, 1 - 0.5F * spread);
            if (score > best.score) {
                best = {score, radius};
            }
        }
        return best;
    }

private:
    float darkerAround(int x, int y, int z, double radius, float mean) const {
        const float darker = mean - std::max(18.0F, 0.2F * mean);
        int hits = 0;
        constexpr int directions = 16;
        for (int i = 0; i < directions; ++i) {
            const double angle = i * 2 * M_PI / directions;
            bool hit = false;
            for (const double beyond : {1.0, 1.8}) {
                const int px =
                    x + static_cast<int>(std::lround((radius + beyond) * std::cos(angle)));
                const int py =
                    y + static_cast<int>(std::lround((radius + beyond) * std::sin(angle)));
                hit = hit || m_ct.at(px, py, z) < darker;
            }
            hits += hit;
        }
        return static_cast<float>(hits) / directions;
    }

    const CoarseCt& m_ct;
    std::vector<double> m_radii;
};

/// The region's cells around the canal of each slice.
struct Window {
    int x0 = 0, y0 = 0, width = 0, height = 0;
};

Window windowOf(const CoarseCt& ct, const Region& region, double size) {
    const auto cell = [&](double mm) {
        return static_cast<int>(std::lround(mm * size / ct.spacing[0]));
    };
    const int x0 = cell(region.left), y0 = cell(region.front);
    return {x0, y0, cell(region.right) - x0 + 1, cell(region.back) - y0 + 1};
}

struct Search {
    const CoarseCt& ct;
    const Landmarks& marks;
    const Region& region;
    const Vessel* beside = nullptr; // not this one again

    std::vector<float> scores(int z, const Window& window, const RoundThing& round) const {
        const Spot& canal = marks.canal[static_cast<std::size_t>(z)];
        std::vector<float> out;
        for (int wy = 0; wy < window.height; ++wy) {
            for (int wx = 0; wx < window.width; ++wx) {
                const int x = canal.x + window.x0 + wx, y = canal.y + window.y0 + wy;
                const bool open = !inBone(x - canal.x, y - canal.y) && !taken(x, y, z);
                out.push_back(open ? one(x, y, z, canal, round) : 0);
            }
        }
        return out;
    }

private:
    /// Spongy bone is round, even and as bright as blood with contrast medium.
    bool inBone(int dx, int dy) const {
        return std::abs(dx) * ct.spacing[0] < 19 * marks.size &&
               -dy * ct.spacing[1] < marks.bodyFront + 3 * marks.size;
    }
    bool taken(int x, int y, int z) const {
        if (!beside) {
            return false;
        }
        const Spot& other = beside->path[static_cast<std::size_t>(z)];
        const double clear = 13 * marks.size / ct.spacing[0];
        return std::hypot(x - other.x, y - other.y) < clear || x > other.x;
    }
    float one(int x, int y, int z, const Spot& canal, const RoundThing& round) const {
        const float score = round.at(x, y, z).score;
        if (score <= 0) {
            return 0;
        }
        const double mm = ct.spacing[0] / marks.size;
        const double dx = ((x - canal.x) * mm - region.expectedX) / 22;
        const double dy = ((y - canal.y) * mm - region.expectedY) / 26;
        const float bright = std::clamp(ct.at(x, y, z) / 300, 0.0F, 1.0F);
        return score + region.brightness * bright - 0.3F * static_cast<float>(dx * dx + dy * dy);
    }
};

/// The lumen's median over the slices in which the vessel shows best.
void measure(const CoarseCt& ct, const RoundThing& round, Vessel& vessel) {
    constexpr float clear = 1.15F;
    std::vector<float> values;
    for (std::size_t z = 0; z < vessel.path.size(); ++z) {
        Spot& spot = vessel.path[z];
        if (spot.score <= 0) {
            continue;
        }
        const Disc disc = round.at(spot.x, spot.y, static_cast<int>(z));
        spot.score = disc.score >= clear ? disc.score : 0;
        if (spot.score > 0) {
            values.push_back(
                discStats(ct, spot.x, spot.y, static_cast<int>(z), std::max(1.0, 0.6 * disc.radius))
                    .mean);
            vessel.seenMm += ct.spacing[2];
        }
    }
    vessel.hu = medianOf(values);
    for (float& value : values) {
        value = std::abs(value - static_cast<float>(vessel.hu));
    }
    vessel.unevenness = medianOf(values);
}

/// Blood is much the same from slice to slice: what is not was no vessel.
bool isEven(const Vessel& vessel) {
    return vessel.unevenness < std::max(10.0, 0.17 * vessel.hu);
}

std::optional<Vessel> follow(const Search& search) {
    const CoarseCt& ct = search.ct;
    const Window window = windowOf(ct, search.region, search.marks.size);
    const RoundThing round(ct, search.marks.size);
    std::vector<std::vector<float>> scores;
    for (int z = search.marks.firstSlice; z <= search.marks.lastSlice; ++z) {
        scores.push_back(search.scores(z, window, round));
    }
    const int reach = std::max(1, ct.cells(0.8 * ct.spacing[2]));
    const auto path = PathSearch{window.width, window.height, reach, 0.06F}.through(scores);
    Vessel vessel;
    vessel.path.resize(search.marks.canal.size());
    for (std::size_t i = 0; i < path.size(); ++i) {
        const std::size_t z = i + static_cast<std::size_t>(search.marks.firstSlice);
        const Spot& canal = search.marks.canal[z];
        vessel.path[z] = {canal.x + window.x0 + path[i].x, canal.y + window.y0 + path[i].y,
                          path[i].score};
    }
    measure(ct, round, vessel);
    const bool seen = vessel.seenMm >= leastSeenMm * search.marks.size;
    return seen && isEven(vessel) ? std::optional(std::move(vessel)) : std::nullopt;
}

} // namespace

double quantileOf(std::vector<float>& values, double share) {
    if (values.empty()) {
        return 0;
    }
    const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::ranges::nth_element(values, values.begin() + at);
    return static_cast<double>(values[static_cast<std::size_t>(at)]);
}

double medianOf(std::vector<float>& values) {
    return quantileOf(values, 0.5);
}

std::optional<Vessel> findAorta(const CoarseCt& ct, const Landmarks& marks) {
    return follow({ct, marks, aortaRegion});
}

std::optional<Vessel> findVenaCava(const CoarseCt& ct, const Landmarks& marks,
                                   const Vessel& aorta) {
    return follow({ct, marks, cavaRegion, &aorta});
}

} // namespace bolus::pixels
