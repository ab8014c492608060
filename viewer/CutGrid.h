// Where the pixels of a cut lie in a volume.
#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <thread>
#include <vector>

#include "viewer/LayerCut.h"

namespace bolus {

/// Places of every 16th pixel each way in the patient of the values: mapped one by one.
class PointGrid {
public:
    static constexpr int step = 16;

    PointGrid(const PointMap* map, const SliceStack& grid, double position)
        : m_across((grid.columns - 1) / step + 2), m_columns(grid.columns), m_rows(grid.rows) {
        const int up = (grid.rows - 1) / step + 2;
        m_points.reserve(static_cast<std::size_t>(m_across) * static_cast<std::size_t>(up));
        for (int j = 0; j < up; ++j) {
            for (int i = 0; i < m_across; ++i) {
                const Vec3 point = (grid.left + i * step * grid.columnStep) * grid.frame.right +
                                   (grid.bottom + j * step * grid.rowStep) * grid.frame.up +
                                   position * grid.frame.next;
                m_points.push_back(map != nullptr ? (*map)(point) : point);
            }
        }
    }

    int across() const { return m_across; }
    int columns() const { return m_columns; }
    int rows() const { return m_rows; }
    const std::vector<Vec3>& points() const { return m_points; }

private:
    int m_across, m_columns, m_rows;
    std::vector<Vec3> m_points;
};

/// The same as indices of a volume, linear between, which is exact for rigid maps.
class IndexGrid {
public:
    static constexpr int step = PointGrid::step;

    IndexGrid(const Volume& volume, const PointGrid& points)
        : m_across(points.across()), m_columns(points.columns()) {
        const auto m = VolumeGeometry::of(volume).indexMatrix();
        m_nodes.reserve(points.points().size());
        for (const Vec3& p : points.points()) {
            Vec3 to;
            for (std::size_t r = 0; r < 3; ++r) {
                to[r] = m[4 * r] * p[0] + m[4 * r + 1] * p[1] + m[4 * r + 2] * p[2] + m[4 * r + 3];
            }
            m_nodes.push_back(to);
        }
    }

    int tiles() const { return m_across - 1; } // in a row, of 16 × 16 pixels

    /// Whether any of a tile's pixels may lie within the volume: each is among its four corners.
    bool meets(int row, int tile, const std::array<std::size_t, 3>& size) const {
        const std::size_t first = node(row, tile), above = first + std::size_t(m_across);
        for (std::size_t i = 0; i < 3; ++i) {
            const auto [low, high] = std::minmax({m_nodes[first][i], m_nodes[first + 1][i],
                                                  m_nodes[above][i], m_nodes[above + 1][i]});
            if (high < -0.5 || low >= static_cast<double>(size[i]) - 0.5) {
                return false;
            }
        }
        return true;
    }

    template<typename Take>
    void alongTile(int row, int tile, const Take& take) const {
        const std::size_t first = node(row, tile), above = first + std::size_t(m_across);
        const double up = (row % step) / double(step);
        const Vec3 left = between(m_nodes[first], m_nodes[above], up);
        const Vec3 right = between(m_nodes[first + 1], m_nodes[above + 1], up);
        const int from = tile * step, to = std::min(from + step, m_columns);
        for (int c = from; c < to; ++c) {
            take(c, between(left, right, (c - from) / double(step)));
        }
    }

    template<typename Take>
    void alongRow(int row, const Take& take) const {
        for (int tile = 0; tile < tiles(); ++tile) {
            alongTile(row, tile, take);
        }
    }

private:
    std::size_t node(int row, int tile) const {
        return static_cast<std::size_t>(row / step * m_across + tile);
    }
    static Vec3 between(const Vec3& a, const Vec3& b, double share) { return a + share * (b - a); }

    int m_across, m_columns;
    std::vector<Vec3> m_nodes;
};

/// Bands of rows on threads of their own, as many as there are cores (at most 8). VTK 9.1's own
/// vtkSMPTools does not compile as C++20.
template<typename Work>
void inBands(int rows, const Work& work) {
    const int bands = static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, 8U));
    std::vector<std::jthread> others;
    for (int band = 1; band < bands; ++band) {
        others.emplace_back(std::cref(work), rows * band / bands, rows * (band + 1) / bands);
    }
    work(0, rows / bands);
}

} // namespace bolus
