// Paints shapes into a map of labels. A shape's distance field is evaluated on a lattice and
// interpolated between, so that a smooth organ costs little more than its bounds.
#pragma once

#include <array>
#include <initializer_list>
#include <vector>

#include "engine/phantom/Fields.h"
#include "engine/phantom/Labels.h"

namespace bolus::phantom {

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
    /// With a store, `grid` is the store's, moved along y and z.
    Canvas(const Grid& grid, std::vector<Label>& labels, FieldStore* store = nullptr);

    /// Where `field(Vec)` is negative, voxels become `ink(distance, Vec, old label)`. `latticeMm`
    /// is the lattice's step within a slice; 0 evaluates every voxel. The field must depend on
    /// nothing but the place, and paintings follow each other in the same order in every phase.
    template<typename Field, typename Ink>
    void paint(const Bounds& bounds, float latticeMm, const Field& field, const Ink& ink) {
        if (m_store != nullptr && m_store->suits(latticeMm)) {
            return paintStored(m_store->of(bounds, latticeMm, field), bounds, ink);
        }
        const Span x = span(0, bounds, latticeMm), y = span(1, bounds, latticeMm),
                   z = span(2, bounds, 0);
        for (int k = z.first; k <= z.last; ++k) {
            PlaneEvaluator plane(m_grid, x, y, k, field, m_plane);
            latticeMm >= 4 ? plane.whereNear() : plane.everyNode();
            paintSlice(x, y, 0, k, ink);
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
    Span span(std::size_t axis, const Bounds& bounds, float latticeMm) const;

    template<typename Ink>
    void paintStored(const FieldStore::Entry& entry, const Bounds& bounds, const Ink& ink) {
        const Span z = span(2, bounds, 0);
        for (int k = z.first; k <= z.last; ++k) {
            if (blendStored(entry, k)) {
                paintSlice(entry.x, entry.y, m_movedRows, k, ink);
            }
        }
    }
    /// Fills m_plane; false where nothing is to be painted.
    bool blendStored(const FieldStore::Entry& entry, int k);

    /// Fills m_row with the lattice at one row of voxels, `row` counted from its first node, and
    /// tells between which nodes it may be negative.
    FieldPlane::Reach interpolateRow(const Span& x, const Span& y, float row);

    /// `moved` is by how many voxels the lattice lies further along y than its span says.
    template<typename Ink>
    void paintSlice(const Span& x, const Span& y, float moved, int k, const Ink& ink) {
        if (m_plane.empty || x.nodes == 0) {
            return;
        }
        const float start = static_cast<float>(y.first) + moved;
        const float stop = static_cast<float>(y.last) + moved;
        const int from = std::max(static_cast<int>(std::ceil(start)), 0);
        const int to = std::min(static_cast<int>(std::floor(stop)), m_grid.size[1] - 1);
        for (int j = from; j <= to; ++j) {
            const FieldPlane::Reach reach = interpolateRow(x, y, static_cast<float>(j) - start);
            if (reach.first <= reach.last) {
                Label* row = m_labels.data() + (static_cast<std::size_t>(k) *
                                                    static_cast<std::size_t>(m_grid.size[1]) +
                                                static_cast<std::size_t>(j)) *
                                                   static_cast<std::size_t>(m_grid.size[0]);
                paintRow(x, reach, m_grid.at(0, j, k), row, ink);
            }
        }
    }

    template<typename Ink>
    void paintRow(const Span& x, FieldPlane::Reach reach, Vec at, Label* row, const Ink& ink) {
        for (int node = reach.first; node <= reach.last; ++node) {
            const int i = x.first + node * x.step;
            const float left = m_row[static_cast<std::size_t>(node)];
            const bool end = node + 1 >= x.nodes;
            const float right = end ? left : m_row[static_cast<std::size_t>(node) + 1];
            if (left >= 0 && right >= 0) {
                continue;
            }
            const float slope = (right - left) / static_cast<float>(x.step);
            const int stop = std::min(i + x.step, x.last + 1);
            for (int column = i; column < stop; ++column) {
                const float d = left + slope * static_cast<float>(column - i);
                if (d < 0) {
                    at.x = m_grid.origin.x + static_cast<float>(column) * m_grid.spacing.x;
                    row[column] = ink(d, at, row[column]);
                }
            }
        }
    }

    const Grid& m_grid;
    std::vector<Label>& m_labels;
    FieldStore* m_store;
    float m_movedRows = 0, m_movedSlices = 0; // voxels, against the store's grid
    FieldPlane m_plane;
    std::vector<float> m_row;
};

} // namespace bolus::phantom
