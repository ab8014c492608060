// Where a point of one volume's patient coordinates lies in another's: linked views and fused
// pictures go by it. LPS, mm.
#pragma once

#include <memory>

#include "library/domain/Registration.h"

namespace bolus {

/// Immutable and cheap to copy. Nothing is resampled by it: each volume keeps its own slices.
class PatientMap {
public:
    PatientMap() = default; // by position: every point where it is
    static PatientMap shift(const Vec3& mm);
    /// From the fixed volume to the moving one; by position where it is not usable.
    static PatientMap registered(const Registration& registration);
    /// This map, then a shift.
    PatientMap shifted(const Vec3& mm) const;

    Vec3 there(const Vec3& point) const;
    /// The inverse: of a rigid map or a shift exact to rounding; of a deformation by fixed-point
    /// iteration, so that there(back(p)) is within 0.001 mm of p wherever neighbours move alike
    /// (by less than their distance), and else as near as it came.
    Vec3 back(const Vec3& point) const;

    bool isIdentity() const { return !m_map && m_shift == Vec3{}; }
    /// Of one registration and shift: two registrations that are equal count as different.
    bool operator==(const PatientMap&) const = default;

private:
    struct Map {
        Registration registration;
        std::array<double, 16> inverse{};
    };
    std::shared_ptr<const Map> m_map;
    Vec3 m_shift{};
};

} // namespace bolus
