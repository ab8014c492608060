// Where voxels are in the patient, and the planes that cut them. LPS, mm throughout.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>

#include "library/domain/Case.h"
#include "library/domain/Vectors.h"
#include "library/domain/Volume.h"

namespace bolus {

/// Whether two unit vectors run along each other, in either sense, within half a degree. What is
/// shown as stored pixels, drawn on a slice and measured in it goes by this.
bool runsAlong(const Vec3& unit, const Vec3& other);
/// Whether a way of any length runs at a right angle to a unit vector, within half a degree.
bool runsAcross(const Vec3& way, const Vec3& unit);

/// An axis-aligned box in the patient.
struct Bounds {
    Vec3 low{}, high{};
    Vec3 centre() const { return 0.5 * (low + high); }
    void include(const Bounds& other);
    /// Length of the box's shadow on a unit vector.
    double along(const Vec3& unit) const;
    bool operator==(const Bounds&) const = default;
};

/// Index (i, j, k) of voxel centres ↔ patient. Known from a record before any voxel is read.
struct VolumeGeometry {
    Vec3 origin{}, spacing{1, 1, 1};
    std::array<double, 9> direction{1, 0, 0, 0, 1, 0, 0, 0, 1}; // columns: axes of i, j, k
    std::array<std::size_t, 3> size{};

    static VolumeGeometry of(const VolumeRecord& record);
    static VolumeGeometry of(const Volume& volume);

    /// Finite, spacing above zero, axes that span space, no dimension empty.
    bool isUsable() const;
    Vec3 axis(int i) const { return {direction[i], direction[3 + i], direction[6 + i]}; }
    Vec3 patientFromIndex(const Vec3& index) const;
    Vec3 indexFromPatient(const Vec3& point) const;
    /// Row-major 4×4 of indexFromPatient.
    std::array<double, 16> indexMatrix() const;
    Vec3 centre() const;
    /// Around the outer faces of the voxels.
    Bounds bounds() const;
};

/// How far, mm, the slices of a stack lie from where its even spacing shows them, at most. Nothing
/// of a record without its slices, or with blank ones among them.
std::optional<double> mostOffPlace(const VolumeRecord& record);

/// Unit vectors of the picture, and the way "next slice" goes.
struct PlaneFrame {
    Vec3 right{}, up{}, next{};
    bool native = false; // along the volume's own axes: pictures are stored pixels
};

/// Radiological convention. Axial from the feet: patient's right on screen left, anterior up, next
/// toward the feet. Coronal from the front: head up, patient's right on screen left, next toward
/// the back. Sagittal from the left: anterior on screen left, head up, next toward the left.
/// Oblique and Unknown: the volume's own slices, turned by quarters and flips to the nearest of
/// those three. Within half a degree of the volume's axes those are used, so that no pixel is
/// interpolated.
PlaneFrame planeFrame(Plane plane, const VolumeGeometry& geometry);

/// The plane to begin with: the volume's own when it is within a degree of a patient axis, else
/// Oblique (slices as acquired).
Plane naturalPlane(const VolumeGeometry& geometry);

/// All slices of a volume along one frame, and the pixel grid of each.
struct SliceStack {
    PlaneFrame frame;
    double first = 0, step = 1; // mm along frame.next; slice i lies at first + i·step
    int count = 0;
    double left = 0, bottom = 0;        // mm along right and up: centre of the first pixel
    double columnStep = 1, rowStep = 1; // mm
    int columns = 0, rows = 0;

    static SliceStack of(const PlaneFrame& frame, const VolumeGeometry& geometry);

    double position(int slice) const { return first + slice * step; }
    /// Nearest slice; below 0 or from count on when the point is beyond the ends.
    int nearest(const Vec3& point) const;
    bool contains(int slice) const { return slice >= 0 && slice < count; }
    /// The point moved along `next` onto a slice.
    Vec3 onto(int slice, const Vec3& point) const;
};

/// Letters of PS3.3 C.7.6.1.1.1 for a direction, largest part first: "L", "HA", "" for none.
std::string orientationLetters(const Vec3& direction);

} // namespace bolus
