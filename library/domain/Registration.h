// Where the points of one volume lie in another: found by registration. Plain data and what it
// maps.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "library/domain/Vectors.h"

namespace bolus {

/// Displacements at the nodes of a grid along the patient's axes, LPS, mm; linear between nodes,
/// and beyond the outermost ones as on them.
struct DisplacementGrid {
    Vec3 origin{}, spacing{1, 1, 1};
    std::array<std::size_t, 3> size{};
    std::vector<float> mm; // x, y, z of each node; the nodes x fastest

    std::size_t nodes() const { return size[0] * size[1] * size[2]; }
    /// At least two nodes each way, spacing above zero, all of it there and finite.
    bool isUsable() const;
    Vec3 position(std::size_t i, std::size_t j, std::size_t k) const;
    Vec3 node(std::size_t i, std::size_t j, std::size_t k) const;
    Vec3 at(const Vec3& point) const;
    /// The smallest determinant of the derivative of p + at(p), over all corners of all cells:
    /// above zero nothing folds, and no two points fall on one.
    double smallestJacobian() const;
};

enum class RegistrationVerdict { Good, Doubtful, Failed };
const char* verdictToken(RegistrationVerdict verdict); // "good", "doubtful", "failed"
std::optional<RegistrationVerdict> verdictFromToken(std::string_view token);

/// Over the part of the fixed volume's body that the moving one covers.
struct RegistrationQuality {
    RegistrationVerdict verdict = RegistrationVerdict::Failed;
    std::string reason; // plain words
    /// Mutual information over the mean entropy, 0 (nothing in common) … 1: of the volumes as their
    /// positions place them (0 where they share too little there), and as registered.
    double informationBefore = 0, informationAfter = 0;
    double correlationBefore = 0, correlationAfter = 0; // -1 … 1
    double overlap = 0;                                 // share of the body that both cover
    double meanMm = 0, mostMm = 0;                      // how far points of the body move
    double degrees = 0;                                 // the rigid part's rotation
    double smallestJacobian = 1;                        // of the deformation; above zero
};

/// there(p) = rigid · (p + grid(p)): from the fixed volume's patient to the moving one's.
struct Registration {
    std::array<double, 16> rigid{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}; // row-major 4×4
    std::optional<DisplacementGrid> grid;
    RegistrationQuality quality;

    /// Finite, the rotation one, the grid usable where there is one.
    bool isUsable() const;
    Vec3 there(const Vec3& point) const;
};

/// Points by a row-major 4×4 whose last row is 0 0 0 1.
Vec3 transformed(const std::array<double, 16>& matrix, const Vec3& point);
/// The inverse of a rotation and shift.
std::array<double, 16> rigidInverse(const std::array<double, 16>& rigid);

} // namespace bolus
