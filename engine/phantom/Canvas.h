// Paints shapes into a map of labels. A shape's distance field is evaluated on a coarse lattice in
// each slice and interpolated between, so that a smooth organ costs little more than its bounds.
#pragma once

#include <array>
#include <initializer_list>
#include <vector>

#include "engine/phantom/Labels.h"
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
};

struct Bounds {
    Vec low, high;
};

inline Bounds around(Vec centre, Vec reach) {
    return {centre - reach, centre + reach};
}
Bounds around(const Tube& tube, float margin);

/// Which labels a shape may be painted over.
class Over {
public:
    Over(std::initializer_list<Label> labels) {
        for (const Label label : labels) {
            m_allowed[static_cast<std::size_t>(label)] = true;
        }
    }
    bool operator()(Label label) const { return m_allowed[label]; }

private:
    std::array<bool, 256> m_allowed{};
};

class Canvas {
public:
    Canvas(const Grid& grid, std::vector<Label>& labels) : m_grid(grid), m_labels(labels) {}

    /// Where `field(Vec)` is negative, voxels become `ink(distance, Vec, old label)`. `latticeMm`
    /// is the lattice's step within a slice; 0 evaluates every voxel.
    template<typename Field, typename Ink>
    void paint(const Bounds& bounds, float latticeMm, const Field& field, const Ink& ink) {
        const Span x = span(0, bounds.low.x, bounds.high.x, latticeMm);
        const Span y = span(1, bounds.low.y, bounds.high.y, latticeMm);
        const Span z = span(2, bounds.low.z, bounds.high.z, 0);
        for (int k = z.first; k <= z.last; ++k) {
            const float atZ = m_grid.origin.z + static_cast<float>(k) * m_grid.spacing.z;
            evaluate(x, y, atZ, field);
            paintSlice(x, y, k, atZ, ink);
        }
    }

    /// One label wherever the field is negative and `over` allows.
    template<typename Field>
    void fill(const Bounds& bounds, float latticeMm, const Field& field, Label label,
              const Over& over) {
        paint(bounds, latticeMm, field,
              [&](float, Vec, Label old) { return over(old) ? label : old; });
    }

    /// Capsule by capsule, every voxel: for vessels.
    void fillTube(const Tube& tube, Label label, const Over& over);

private:
    struct Span {
        int first = 0, last = -1, step = 1, nodes = 0;
    };

    Span span(std::size_t axis, float low, float high, float latticeMm) const;

    template<typename Field>
    void evaluate(const Span& x, const Span& y, float z, const Field& field) {
        m_nodes.resize(static_cast<std::size_t>(x.nodes) * static_cast<std::size_t>(y.nodes));
        auto node = m_nodes.begin();
        for (int j = 0; j < y.nodes; ++j) {
            const float atY =
                m_grid.origin.y + static_cast<float>(y.first + j * y.step) * m_grid.spacing.y;
            for (int i = 0; i < x.nodes; ++i) {
                const float atX =
                    m_grid.origin.x + static_cast<float>(x.first + i * x.step) * m_grid.spacing.x;
                *node++ = field(Vec{atX, atY, z});
            }
        }
    }

    /// Fills m_row with the lattice interpolated at one row; false where all of it is outside.
    bool interpolateRow(const Span& x, const Span& y, int row);

    template<typename Ink>
    void paintSlice(const Span& x, const Span& y, int k, float z, const Ink& ink) {
        for (int j = y.first; j <= y.last; ++j) {
            if (!interpolateRow(x, y, j)) {
                continue;
            }
            const float atY = m_grid.origin.y + static_cast<float>(j) * m_grid.spacing.y;
            Label* row = m_labels.data() +
                         (static_cast<std::size_t>(k) * static_cast<std::size_t>(m_grid.size[1]) +
                          static_cast<std::size_t>(j)) *
                             static_cast<std::size_t>(m_grid.size[0]);
            paintRow(x, {0, atY, z}, row, ink);
        }
    }

    template<typename Ink>
    void paintRow(const Span& x, Vec at, Label* row, const Ink& ink) {
        for (int node = 0, i = x.first; i <= x.last; ++node, i += x.step) {
            const float left = m_row[static_cast<std::size_t>(node)];
            const bool end = node + 1 >= x.nodes;
            const float right = end ? left : m_row[static_cast<std::size_t>(node) + 1];
            if (left >= 0 && right >= 0) {
                continue;
            }
            const float slope = (right - left) / static_cast<float>(x.step);
            const int stop = std::min(i + x.step, x.last + 1);
            for (int at_i = i; at_i < stop; ++at_i) {
                const float d = left + slope * static_cast<float>(at_i - i);
                if (d < 0) {
                    at.x = m_grid.origin.x + static_cast<float>(at_i) * m_grid.spacing.x;
                    row[at_i] = ink(d, at, row[at_i]);
                }
            }
        }
    }

    const Grid& m_grid;
    std::vector<Label>& m_labels;
    std::vector<float> m_nodes, m_row;
};

} // namespace bolus::phantom
