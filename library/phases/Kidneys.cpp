// Kidneys: ovals of soft tissue in fat beside the spine; cortex, medulla and pelvis by depth.
#include <algorithm>
#include <cmath>

#include "library/phases/Organs.h"
#include "library/phases/Vessels.h"

namespace bolus::pixels {

namespace {

constexpr std::array<double, 3> radiiMm{27, 29, 52}; // of an adult's kidney
constexpr float leastSoft = 5, fat = -20;            // HU
constexpr double leastFit = 1.42;

struct Point {
    double x, y, z; // of the radii
};

/// Points spread over a sphere (golden spiral), at several depths.
std::vector<Point> sphere(int count, std::initializer_list<double> radii) {
    std::vector<Point> points;
    for (const double radius : radii) {
        for (int i = 0; i < count; ++i) {
            const double z = 1 - (2 * i + 1.0) / count, across = std::sqrt(1 - z * z);
            const double turn = i * M_PI * (3 - std::sqrt(5.0));
            points.push_back(
                {radius * across * std::cos(turn), radius * across * std::sin(turn), radius * z});
        }
    }
    return points;
}

struct Oval {
    int x = 0, y = 0, z = 0; // cells
    double scale = 1;        // of an adult's radii
    double fit = 0;
};

class OvalFit {
public:
    OvalFit(const CoarseCt& ct, const Landmarks& marks) : m_ct(ct), m_marks(marks) {}

    Oval best(int side) const {
        Oval found;
        const double size = m_marks.size;
        const auto step = [&](double mm, int axis) {
            return std::max(
                1, static_cast<int>(mm * size / m_ct.spacing[static_cast<std::size_t>(axis)]));
        };
        for (int z = 0; z < m_ct.size[2]; z += step(8, 2)) {
            const Spot& canal = m_marks.canal[static_cast<std::size_t>(z)];
            for (int dy = -step(66, 1); dy <= step(6, 1); dy += step(5, 1)) {
                for (int dx = step(38, 0); dx <= step(92, 0); dx += step(5, 0)) {
                    for (const double scale : {0.8 * size, 1.0 * size, 1.2 * size}) {
                        consider({canal.x + side * dx, canal.y + dy, z, scale}, side, found);
                    }
                }
            }
        }
        return found;
    }

private:
    void consider(Oval oval, int side, Oval& found) const {
        if (m_ct.at(oval.x + side * m_ct.cells(14 * oval.scale), oval.y, oval.z) < leastSoft) {
            return; // its lateral part is never sinus fat
        }
        const double inside = softInside(oval, side);
        if (inside < 0.8) {
            return;
        }
        oval.fit = inside + fatAround(oval);
        if (oval.fit > found.fit) {
            found = oval;
        }
    }
    float valueAt(const Oval& o, const Point& p, bool& scanned) const {
        const auto cell = [&](double part, std::size_t axis) {
            return static_cast<int>(
                std::lround(part * radiiMm[axis] * o.scale / m_ct.spacing[axis]));
        };
        const int z = o.z + cell(p.z, 2);
        scanned = z >= 0 && z < m_ct.size[2];
        return m_ct.at(o.x + cell(p.x, 0), o.y + cell(p.y, 1), z);
    }
    /// All but the sinus, which opens towards the spine.
    double softInside(const Oval& oval, int side) const {
        static const std::vector<Point> points = sphere(40, {0.55, 0.8});
        int soft = 0, all = 0;
        for (const Point& p : points) {
            bool scanned = false;
            const float value = valueAt(oval, p, scanned);
            if (scanned && !(p.x * side < 0.1 && std::abs(p.z) < 0.55 && std::abs(p.y) < 0.6)) {
                ++all;
                soft += value > leastSoft && value < 700;
            }
        }
        return all > 25 ? static_cast<double>(soft) / all : 0;
    }
    double fatAround(const Oval& oval) const {
        static const std::vector<Point> points = sphere(40, {1.22, 1.36});
        int fatty = 0, all = 0;
        for (const Point& p : points) {
            bool scanned = false;
            const float value = valueAt(oval, p, scanned);
            all += scanned;
            fatty += scanned && value < fat && value > -300;
        }
        return all > 0 ? static_cast<double>(fatty) / all : 0;
    }

    const CoarseCt& m_ct;
    const Landmarks& m_marks;
};

/// The cells of one oval, with the depth of each below the kidney's surface in mm; 0 outside.
class KidneyDepth {
public:
    KidneyDepth(const CoarseCt& ct, const Oval& oval) : m_ct(ct), m_oval(oval) {
        for (std::size_t axis = 0; axis < 3; ++axis) {
            m_half[axis] =
                static_cast<int>(std::ceil(1.25 * radiiMm[axis] * oval.scale / ct.spacing[axis])) +
                1;
            m_size[axis] = 2 * m_half[axis] + 1;
        }
        m_depth.resize(static_cast<std::size_t>(m_size[0]) * static_cast<std::size_t>(m_size[1]) *
                       static_cast<std::size_t>(m_size[2]));
        fill();
        relax();
    }

    template<typename Visit>
    void each(Visit visit) const {
        for (int z = 1; z + 1 < m_size[2]; ++z) {
            for (int y = 1; y + 1 < m_size[1]; ++y) {
                for (int x = 1; x + 1 < m_size[0]; ++x) {
                    if (const float depth = m_depth[at(x, y, z)]; depth > 0) {
                        visit(m_oval.x + x - m_half[0], m_oval.y + y - m_half[1],
                              m_oval.z + z - m_half[2], depth, fromMiddle(x, y, z));
                    }
                }
            }
        }
    }

private:
    std::size_t at(int x, int y, int z) const {
        return (static_cast<std::size_t>(z) * static_cast<std::size_t>(m_size[1]) +
                static_cast<std::size_t>(y)) *
                   static_cast<std::size_t>(m_size[0]) +
               static_cast<std::size_t>(x);
    }
    /// Inside is all that no straight line of fat reaches from the oval's rim across the kidney:
    /// the sinus stays inside where soft tissue lies on both sides of it in its row or column.
    void fill() {
        constexpr float unknown = 1e6F;
        for (int z = 0; z < m_size[2]; ++z) {
            for (int y = 0; y < m_size[1]; ++y) {
                for (int x = 0; x < m_size[0]; ++x) {
                    m_depth[at(x, y, z)] = softAt(x, y, z) || between(x, y, z) ? unknown : 0;
                }
            }
        }
    }
    /// Squared, in the oval's radii.
    double fromMiddle(int x, int y, int z) const {
        const double dx = (x - m_half[0]) * m_ct.spacing[0] / (radiiMm[0] * m_oval.scale),
                     dy = (y - m_half[1]) * m_ct.spacing[1] / (radiiMm[1] * m_oval.scale),
                     dz = (z - m_half[2]) * m_ct.spacing[2] / (radiiMm[2] * m_oval.scale);
        return dx * dx + dy * dy + dz * dz;
    }
    bool softAt(int x, int y, int z) const {
        return fromMiddle(x, y, z) < 1.15 * 1.15 &&
               m_ct.at(m_oval.x + x - m_half[0], m_oval.y + y - m_half[1],
                       m_oval.z + z - m_half[2]) > leastSoft;
    }
    bool between(int x, int y, int z) const {
        bool before = false, after = false;
        for (int i = 0; i < m_size[1]; ++i) {
            (i < y ? before : after) |= i != y && softAt(x, i, z);
        }
        return fromMiddle(x, y, z) < 1.15 * 1.15 && before && after;
    }
    /// Distances to the outside through the six neighbours, by two sweeps forth and back.
    void relax() {
        for (int pass = 0; pass < 2; ++pass) {
            for (int z = 1; z + 1 < m_size[2]; ++z) {
                for (int y = 1; y + 1 < m_size[1]; ++y) {
                    for (int x = 1; x + 1 < m_size[0]; ++x) {
                        nearer(x, y, z);
                    }
                }
            }
            for (int z = m_size[2] - 2; z > 0; --z) {
                for (int y = m_size[1] - 2; y > 0; --y) {
                    for (int x = m_size[0] - 2; x > 0; --x) {
                        nearer(x, y, z);
                    }
                }
            }
        }
    }
    void nearer(int x, int y, int z) {
        float& depth = m_depth[at(x, y, z)];
        const auto mm = [&](std::size_t axis) { return static_cast<float>(m_ct.spacing[axis]); };
        for (const int s : {-1, 1}) {
            depth = std::min({depth, m_depth[at(x + s, y, z)] + mm(0),
                              m_depth[at(x, y + s, z)] + mm(1), m_depth[at(x, y, z + s)] + mm(2)});
        }
    }

    const CoarseCt& m_ct;
    Oval m_oval;
    std::array<int, 3> m_half{}, m_size{};
    std::vector<float> m_depth;
};

/// No neighbour is fat: the cell is not half of something else.
bool isWhole(const CoarseCt& ct, int x, int y, int z) {
    return std::min({ct.at(x - 1, y, z), ct.at(x + 1, y, z), ct.at(x, y - 1, z),
                     ct.at(x, y + 1, z)}) > leastSoft;
}

std::optional<double> pelvisOf(std::vector<float>& bright, const CoarseCt& ct) {
    constexpr double leastCm3 = 0.25;
    const double cm3 = ct.spacing[0] * ct.spacing[1] * ct.spacing[2] / 1000;
    if (static_cast<double>(bright.size()) * cm3 < leastCm3) {
        return std::nullopt;
    }
    return quantileOf(bright, 0.75);
}

std::optional<Kidney> measure(const CoarseCt& ct, const Oval& oval) {
    const KidneyDepth depths(ct, oval);
    const double s = oval.scale;
    std::vector<float> cortex, medulla, inner;
    depths.each([&](int x, int y, int z, float depth, double fromMiddle) {
        const float value = ct.at(x, y, z);
        if (depth > 8 * s && fromMiddle < 0.75 * 0.75) {
            inner.push_back(value);
        }
        if (!isWhole(ct, x, y, z)) {
            return;
        }
        if (depth >= 2.4 * s && depth <= 7 * s) {
            cortex.push_back(value);
        } else if (depth > 10 * s && depth < 22 * s) {
            medulla.push_back(value);
        }
    });
    if (cortex.size() < 30 || medulla.size() < 20) {
        return std::nullopt;
    }
    Kidney hu{{oval.x, oval.y, oval.z}, s, oval.fit, 0, 0, {}};
    hu.cortex = quantileOf(cortex, 0.6);
    hu.medulla = quantileOf(medulla, 0.35);
    std::erase_if(inner, [&](float v) { return v < 200 || v < hu.cortex + 40; });
    hu.pelvis = pelvisOf(inner, ct);
    return hu;
}

} // namespace

std::vector<Kidney> findKidneys(const CoarseCt& ct, const Landmarks& marks) {
    std::vector<Kidney> kidneys;
    const OvalFit fit(ct, marks);
    for (const int side : {-1, 1}) {
        const Oval oval = fit.best(side);
        if (oval.fit < leastFit) {
            continue;
        }
        if (auto kidney = measure(ct, oval)) {
            kidneys.push_back(std::move(*kidney));
        }
    }
    return kidneys;
}

void excludeKidneys(const CoarseCt& ct, const std::vector<Kidney>& kidneys, Landmarks& marks) {
    constexpr double beyond = 1.15;
    for (const Kidney& kidney : kidneys) {
        std::array<int, 3> half{};
        std::array<double, 3> radius{};
        for (std::size_t axis = 0; axis < 3; ++axis) {
            radius[axis] = beyond * radiiMm[axis] * kidney.scale / ct.spacing[axis];
            half[axis] = static_cast<int>(radius[axis]);
        }
        for (int z = -half[2]; z <= half[2]; ++z) {
            for (int y = -half[1]; y <= half[1]; ++y) {
                for (int x = -half[0]; x <= half[0]; ++x) {
                    const auto& [mx, my, mz] = kidney.middle;
                    const double apart = std::hypot(x / radius[0], y / radius[1], z / radius[2]);
                    if (apart < 1 && ct.holds(mx + x, my + y, mz + z)) {
                        marks.body[ct.indexOf(mx + x, my + y, mz + z)] = 0;
                    }
                }
            }
        }
    }
}

} // namespace bolus::pixels
