#include "viewer/PatientMap.h"

namespace bolus {

PatientMap PatientMap::shift(const Vec3& mm) {
    return PatientMap().shifted(mm);
}

PatientMap PatientMap::registered(const Registration& registration) {
    PatientMap map;
    if (registration.isUsable()) {
        map.m_map =
            std::make_shared<const Map>(Map{registration, rigidInverse(registration.rigid)});
    }
    return map;
}

PatientMap PatientMap::shifted(const Vec3& mm) const {
    PatientMap map = *this;
    map.m_shift = m_shift + mm;
    return map;
}

Vec3 PatientMap::there(const Vec3& point) const {
    return (m_map ? m_map->registration.there(point) : point) + m_shift;
}

Vec3 PatientMap::back(const Vec3& point) const {
    const Vec3 unshifted = point - m_shift;
    if (!m_map) {
        return unshifted;
    }
    const Vec3 moved = transformed(m_map->inverse, unshifted); // p + grid(p)
    if (!m_map->registration.grid) {
        return moved;
    }
    constexpr double close = 1e-4; // mm
    constexpr int mostSteps = 100;
    const DisplacementGrid& grid = *m_map->registration.grid;
    Vec3 p = moved - grid.at(moved), best = p;
    double least = distance(p + grid.at(p), moved);
    for (int step = 0; step < mostSteps && least > close; ++step) {
        p = moved - grid.at(p);
        if (const double off = distance(p + grid.at(p), moved); off < least) {
            least = off;
            best = p;
        }
    }
    return best;
}

} // namespace bolus
