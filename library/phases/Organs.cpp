#include "library/phases/Organs.h"

#include <algorithm>
#include <cmath>

namespace bolus::pixels {

namespace {

constexpr float leastOrgan = -10, mostOrgan = 260; // HU; a fatty liver may lie below zero
constexpr float mostUneven = 22;                   // HU between a cell and its neighbours

/// Cells whose neighbourhood is even soft tissue: borders, vessels and bowel fall out, so that what
/// stays connected is one organ.
std::vector<std::uint8_t> evenCells(const CoarseCt& ct, const Landmarks& marks, int z,
                                    double reachMm) {
    std::vector<std::uint8_t> even(ct.area());
    const int reach = ct.cells(reachMm * marks.size);
    for (int y = reach; y + reach < ct.size[1]; ++y) {
        for (int x = reach; x + reach < ct.size[0]; ++x) {
            const float here = ct.at(x, y, z);
            if (here < leastOrgan || here > mostOrgan || !marks.body[ct.indexOf(x, y, z)]) {
                continue;
            }
            float low = here, high = here;
            for (int dy = -reach; dy <= reach; dy += reach) {
                for (int dx = -reach; dx <= reach; dx += reach) {
                    low = std::min(low, ct.at(x + dx, y + dy, z));
                    high = std::max(high, ct.at(x + dx, y + dy, z));
                }
            }
            even[ct.indexOf(x, y, 0)] = high - low < 2 * mostUneven;
        }
    }
    return even;
}

/// Box in mm from the canal of an adult: x to the left, y to the back.
struct Place {
    double x0, x1, y0, y1;
    double thin; // what is thinner than twice this is no organ: the muscles of the wall
    double leastCm3;
    double leastHu = leastOrgan; // of the whole piece
};

std::vector<std::uint8_t> evenIn(const CoarseCt& ct, const Landmarks& marks, const Place& place) {
    std::vector<std::uint8_t> even(ct.hu.size());
    for (int z = 0; z < ct.size[2]; ++z) {
        const Spot& canal = marks.canal[static_cast<std::size_t>(z)];
        const std::vector<std::uint8_t> slice = evenCells(ct, marks, z, place.thin);
        for (int y = 0; y < ct.size[1]; ++y) {
            for (int x = 0; x < ct.size[0]; ++x) {
                const double dx = (x - canal.x) * ct.spacing[0] / marks.size;
                const double dy = (y - canal.y) * ct.spacing[1] / marks.size;
                even[ct.indexOf(x, y, z)] = slice[ct.indexOf(x, y, 0)] && dx >= place.x0 &&
                                            dx <= place.x1 && dy >= place.y0 && dy <= place.y1;
            }
        }
    }
    return even;
}

/// The largest connected piece that is bright enough; `even` is used up.
std::vector<float> largestPiece(const CoarseCt& ct, std::vector<std::uint8_t>& even,
                                double leastHu) {
    std::vector<float> largest;
    std::vector<std::size_t> open;
    const std::size_t row = static_cast<std::size_t>(ct.size[0]);
    const std::array<std::size_t, 3> steps{1, row, ct.area()};
    for (std::size_t start = 0; start < even.size(); ++start) {
        if (!even[start]) {
            continue;
        }
        std::vector<float> piece;
        open.assign(1, start);
        even[start] = 0;
        while (!open.empty()) {
            const std::size_t at = open.back();
            open.pop_back();
            piece.push_back(ct.hu[at]);
            for (const std::size_t step :
                 steps) { // the grid's faces lie outside the body's even part
                for (const std::size_t next : {at - step, at + step}) {
                    if (next < even.size() && even[next] &&
                        std::abs(ct.hu[next] - ct.hu[at]) < mostUneven) {
                        even[next] = 0;
                        open.push_back(next);
                    }
                }
            }
        }
        if (piece.size() > largest.size() && medianOf(piece) >= leastHu) {
            largest = std::move(piece);
        }
    }
    return largest;
}

double cm3Of(const CoarseCt& ct, std::size_t cells) {
    return static_cast<double>(cells) * ct.spacing[0] * ct.spacing[1] * ct.spacing[2] / 1000;
}

std::optional<double> organHu(const CoarseCt& ct, const Landmarks& marks, const Place& place) {
    std::vector<std::uint8_t> even = evenIn(ct, marks, place);
    std::vector<float> piece = largestPiece(ct, even, place.leastHu);
    const bool enough = cm3Of(ct, piece.size()) >= place.leastCm3 * std::pow(marks.size, 3);
    return enough ? std::optional(medianOf(piece)) : std::nullopt;
}

constexpr double aboveLiver = 12; // HU of the portal vein, at least

/// Cells of one slice in front of the vena cava that may be the portal vein's.
void markVeins(const CoarseCt& ct, const Landmarks& marks, const Vessel& aorta, const Vessel& cava,
               double liverHu, int z, std::vector<std::uint8_t>& bright) {
    const Spot& canal = marks.canal[static_cast<std::size_t>(z)];
    const Spot& artery = aorta.path[static_cast<std::size_t>(z)];
    const Spot& vein = cava.path[static_cast<std::size_t>(z)];
    const double clear = 13 * marks.size / ct.spacing[0];
    const int right = ct.cells(62 * marks.size), left = ct.cells(14 * marks.size);
    for (int y = canal.y - ct.cells(122 * marks.size); y < vein.y; ++y) {
        for (int x = canal.x - right; x <= canal.x + left; ++x) {
            const float hu = ct.at(x, y, z);
            const bool apart = std::hypot(x - artery.x, y - artery.y) > clear &&
                               std::hypot(x - vein.x, y - vein.y) > clear;
            if (apart && hu > liverHu + aboveLiver && hu < 1.15 * aorta.hu + 10 &&
                ct.holds(x, y, z) && marks.body[ct.indexOf(x, y, z)]) {
                bright[ct.indexOf(x, y, z)] = 1;
            }
        }
    }
}

} // namespace

std::optional<double> findLiver(const CoarseCt& ct, const Landmarks& marks, double leastHu) {
    return organHu(ct, marks, {-220, -18, -190, 25, 5, 200, leastHu});
}

std::optional<double> findSpleen(const CoarseCt& ct, const Landmarks& marks, double leastHu) {
    return organHu(ct, marks, {58, 200, -75, 45, 8, 20, leastHu});
}

std::optional<double> findPortalVein(const CoarseCt& ct, const Landmarks& marks,
                                     const Vessel& aorta, const Vessel& cava, double liverHu) {
    constexpr double leastCm3 = 1.5, mostCm3 = 60;
    if (liverHu < 85 || aorta.hu - liverHu > 95 || aorta.hu < liverHu + aboveLiver) {
        return std::nullopt;
    }
    std::vector<std::uint8_t> bright(ct.hu.size());
    for (int z = marks.firstSlice; z <= marks.lastSlice; ++z) {
        markVeins(ct, marks, aorta, cava, liverHu, z, bright);
    }
    std::vector<float> piece = largestPiece(ct, bright, liverHu + aboveLiver);
    const double cm3 = cm3Of(ct, piece.size());
    if (cm3 < leastCm3 * std::pow(marks.size, 3) || cm3 > mostCm3) {
        return std::nullopt;
    }
    return quantileOf(piece, 0.75); // half of so thin a thing's cells are half of something else
}

std::optional<double> findMuscle(const CoarseCt& ct, const Landmarks& marks) {
    std::vector<float> values;
    for (int z = marks.firstSlice; z <= marks.lastSlice; ++z) {
        const Spot& canal = marks.canal[static_cast<std::size_t>(z)];
        for (int dy = 0; dy <= ct.cells(24 * marks.size); ++dy) {
            for (int dx = ct.cells(20 * marks.size); dx <= ct.cells(44 * marks.size); ++dx) {
                for (const int side : {-1, 1}) {
                    const float value = ct.at(canal.x + side * dx, canal.y + dy, z);
                    if (value > 15 && value < 110) { // neither its fat nor bone
                        values.push_back(value);
                    }
                }
            }
        }
    }
    return values.size() >= 100 ? std::optional(medianOf(values)) : std::nullopt;
}

} // namespace bolus::pixels
