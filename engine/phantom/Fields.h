// Distance fields on lattices: evaluated near a shape's surface, interpolated elsewhere, and those
// of smooth organs kept from one phase of an exam to the next, which breathing only moves.
#pragma once

#include <array>
#include <vector>

#include "engine/phantom/Shapes.h"

namespace bolus::phantom {

/// Voxel (i,j,k) lies at origin + (i,j,k)·spacing, in reference mm.
struct Grid {
    std::array<int, 3> size{};
    Vec origin, spacing;

    std::size_t voxels() const {
        return static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(size[1]) *
               static_cast<std::size_t>(size[2]);
    }
    Vec at(int i, int j, int k) const {
        return {origin.x + static_cast<float>(i) * spacing.x,
                origin.y + static_cast<float>(j) * spacing.y,
                origin.z + static_cast<float>(k) * spacing.z};
    }
};

struct Bounds {
    Vec low, high;
};

inline Bounds around(Vec centre, Vec reach) {
    return {centre - reach, centre + reach};
}
Bounds around(const Tube& tube, float margin);

/// Voxels first … last of an axis (none where last < first) and the lattice over them: a node every
/// `step` voxels from `first` on, the last at `last` or beyond.
struct Span {
    int first = 0, last = -1, step = 1, nodes = 0;
};
Span spanOf(float origin, float spacing, int lowest, int highest, float low, float high,
            float latticeMm);

/// One slice of a distance field on its lattice, and where in each row of nodes it is negative.
struct FieldPlane {
    struct Reach {
        int first = 0, last = -1; // nodes
    };
    std::vector<float> values;
    std::vector<Reach> rows;
    bool empty = true; // nowhere negative

    void resize(const Span& x, const Span& y);
    void findNegative(int width);
    /// (1 - part)·a + part·b
    void blend(const FieldPlane& a, const FieldPlane& b, float part, int width);
};

/// Evaluates a field at the nodes of slice k. On a lattice of a smooth shape, blocks of nodes whose
/// corners all lie far from the surface, on one side, are interpolated: the fields are distances,
/// if not exact ones.
template<typename Field>
class PlaneEvaluator {
public:
    PlaneEvaluator(const Grid& grid, const Span& x, const Span& y, int k, const Field& field,
                   FieldPlane& plane)
        : m_grid(grid), m_x(x), m_y(y), m_slice(k), m_field(field), m_plane(plane) {
        m_plane.resize(x, y);
    }

    void everyNode() {
        fill({0, m_x.nodes, 0, m_y.nodes});
        m_plane.findNegative(m_x.nodes);
    }

    void whereNear() {
        const float dx = static_cast<float>(m_x.step) * m_grid.spacing.x,
                    dy = static_cast<float>(m_y.step) * m_grid.spacing.y;
        const float far = 1.5F * block * std::sqrt(dx * dx + dy * dy);
        evaluateCorners();
        for (int j = 0; j < m_y.nodes; j += block) {
            for (int i = 0; i < m_x.nodes; i += block) {
                const Part part{i, std::min(i + block, m_x.nodes), j,
                                std::min(j + block, m_y.nodes)};
                if (!interpolate(part, far)) {
                    fill(part);
                }
            }
        }
        m_plane.findNegative(m_x.nodes);
    }

private:
    static constexpr int block = 4;
    struct Part {
        int left, right, top, bottom; // nodes; right and bottom are beyond it
    };

    float& node(int i, int j) {
        return m_plane.values[static_cast<std::size_t>(j) * static_cast<std::size_t>(m_x.nodes) +
                              static_cast<std::size_t>(i)];
    }
    float evaluate(int i, int j) const {
        return m_field(m_grid.at(m_x.first + i * m_x.step, m_y.first + j * m_y.step, m_slice));
    }
    void fill(const Part& part) {
        for (int j = part.top; j < part.bottom; ++j) {
            for (int i = part.left; i < part.right; ++i) {
                node(i, j) = evaluate(i, j);
            }
        }
    }
    void evaluateCorners() {
        for (int j = 0; j < m_y.nodes; j += block) {
            for (int i = 0; i < m_x.nodes; i += block) {
                node(i, j) = evaluate(i, j);
            }
        }
    }
    /// False where the surface may be near or a corner is missing.
    bool interpolate(const Part& part, float far) {
        if (part.left + block >= m_x.nodes || part.top + block >= m_y.nodes) {
            return false;
        }
        const float a = node(part.left, part.top), b = node(part.left + block, part.top),
                    c = node(part.left, part.top + block),
                    d = node(part.left + block, part.top + block);
        if (std::min({a, b, c, d}) < far && std::max({a, b, c, d}) > -far) {
            return false;
        }
        for (int j = 0; j < block; ++j) {
            const float down = static_cast<float>(j) / block;
            const float left = a + down * (c - a), right = b + down * (d - b);
            for (int i = 0; i < block; ++i) {
                node(part.left + i, part.top + j) =
                    left + static_cast<float>(i) / block * (right - left);
            }
        }
        return true;
    }

    const Grid& m_grid;
    const Span &m_x, &m_y;
    int m_slice;
    const Field& m_field;
    FieldPlane& m_plane;
};

/// The distance fields of one exam on its unmoved grid, in the order in which they are painted:
/// the same for every phase. Its planes reach further than the grid, as far as breathing moves.
class FieldStore {
public:
    struct Entry {
        Span x, y;
        int firstPlane = 0;
        std::vector<FieldPlane> planes;
    };

    FieldStore(const Grid& grid, float reachMm) : m_grid(grid), m_reach(reachMm) {}

    /// Whether slices lie close enough for a field to be interpolated between them.
    bool suits(float latticeMm) const {
        return latticeMm >= 4 && m_grid.spacing.z <= 2 * latticeMm;
    }
    void startPhase() { m_next = 0; }

    template<typename Field>
    const Entry& of(const Bounds& bounds, float latticeMm, const Field& field) {
        if (m_next == m_entries.size()) {
            m_entries.push_back(emptyEntry(bounds, latticeMm));
            Entry& entry = m_entries.back();
            for (std::size_t n = 0; n < entry.planes.size(); ++n) {
                PlaneEvaluator(m_grid, entry.x, entry.y, entry.firstPlane + static_cast<int>(n),
                               field, entry.planes[n])
                    .whereNear();
            }
        }
        return m_entries[m_next++];
    }
    const Grid& grid() const { return m_grid; }

private:
    Entry emptyEntry(const Bounds& bounds, float latticeMm) const;

    Grid m_grid;
    float m_reach;
    std::vector<Entry> m_entries;
    std::size_t m_next = 0;
};

} // namespace bolus::phantom
