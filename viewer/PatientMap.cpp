#include "viewer/PatientMap.h"

#include <vtkObjectFactory.h>
#include <vtkWarpTransform.h>

namespace bolus {

namespace {

/// PatientMap for VTK's filters. Its functions may run on many threads at once: they change
/// nothing.
class PatientTransform : public vtkWarpTransform {
public:
    static PatientTransform* New();
    vtkTypeMacro(PatientTransform, vtkWarpTransform)

    PatientMap map;

    vtkAbstractTransform* MakeTransform() override { return PatientTransform::New(); }

protected:
    void InternalDeepCopy(vtkAbstractTransform* other) override {
        vtkWarpTransform::InternalDeepCopy(other);
        map = static_cast<PatientTransform*>(other)->map;
    }
    using vtkWarpTransform::ForwardTransformDerivative;
    using vtkWarpTransform::ForwardTransformPoint;
    using vtkWarpTransform::InverseTransformDerivative;
    using vtkWarpTransform::InverseTransformPoint;
    void ForwardTransformPoint(const float in[3], float out[3]) override { move(in, out, true); }
    void ForwardTransformPoint(const double in[3], double out[3]) override { move(in, out, true); }
    void InverseTransformPoint(const float in[3], float out[3]) override { move(in, out, false); }
    void InverseTransformPoint(const double in[3], double out[3]) override { move(in, out, false); }
    void ForwardTransformDerivative(const float in[3], float out[3], float d[3][3]) override {
        derive(in, out, d, true);
    }
    void ForwardTransformDerivative(const double in[3], double out[3], double d[3][3]) override {
        derive(in, out, d, true);
    }
    void InverseTransformDerivative(const float in[3], float out[3], float d[3][3]) override {
        derive(in, out, d, false);
    }
    void InverseTransformDerivative(const double in[3], double out[3], double d[3][3]) override {
        derive(in, out, d, false);
    }

private:
    Vec3 mapped(const Vec3& p, bool forward) const { return forward ? map.there(p) : map.back(p); }

    template<typename T>
    void move(const T in[3], T out[3], bool forward) const {
        const Vec3 to = mapped({double(in[0]), double(in[1]), double(in[2])}, forward);
        for (int i = 0; i < 3; ++i) {
            out[i] = static_cast<T>(to[static_cast<std::size_t>(i)]);
        }
    }
    template<typename T>
    void derive(const T in[3], T out[3], T d[3][3], bool forward) const {
        constexpr double reach = 0.5; // mm
        const Vec3 at{double(in[0]), double(in[1]), double(in[2])};
        move(in, out, forward);
        for (std::size_t column = 0; column < 3; ++column) {
            Vec3 low = at, high = at;
            low[column] -= reach;
            high[column] += reach;
            const Vec3 change = (1 / (2 * reach)) * (mapped(high, forward) - mapped(low, forward));
            for (std::size_t row = 0; row < 3; ++row) {
                d[row][column] = static_cast<T>(change[row]);
            }
        }
    }
};

vtkStandardNewMacro(PatientTransform);

} // namespace

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

vtkSmartPointer<vtkAbstractTransform> PatientMap::transform() const {
    auto transform = vtkSmartPointer<PatientTransform>::New();
    transform->map = *this;
    return transform;
}

} // namespace bolus
