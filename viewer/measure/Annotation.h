// A shape that a person placed in the patient, once for all phases. LPS, mm.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "library/domain/Result.h"
#include "viewer/Geometry.h"

namespace bolus {

enum class Shape { Length, Angle, Ellipse, Polygon, Sphere };
inline constexpr std::array<Shape, 5> allShapes{Shape::Length, Shape::Angle, Shape::Ellipse,
                                                Shape::Polygon, Shape::Sphere};
const char* shapeToken(Shape shape); // "length", "angle", "ellipse", "polygon", "sphere"
std::optional<Shape> shapeFromToken(std::string_view token);

/// Points of a length: both ends. Angle: end, vertex, end. Ellipse: its centre and the ends of two
/// semi-axes at right angles. Polygon: its corners in order. Sphere: its centre and a point of its
/// surface. All but the sphere's lie in one plane.
struct Annotation {
    std::string id; // unique
    int number = 0; // as it is called within its case, 1 … highestNumber; 0: none yet
    Shape shape = Shape::Length;
    std::vector<Vec3> points;
    PlaneFrame frame; // of the picture it was drawn on; `native` is not used
    // The volume it was drawn on
    std::string seriesUid, frameOfReferenceUid;
    int part = -1; // of the series; -1: not known

    bool hasRegion() const { return shape != Shape::Length && shape != Shape::Angle; }
    /// The number of points fits the shape, all are finite and within 10 m, the frame is one, and
    /// the shape has an extent.
    bool isValid() const;
    bool operator==(const Annotation& other) const;
};

constexpr std::size_t mostCorners = 2000; // of a polygon
constexpr int highestNumber = 1'000'000;

/// Whether an annotation's positions mean the same place in a series: `NotTold` where two series do
/// not both name their Frame of Reference UID (0020,0052).
enum class FrameMatch { Same, NotTold, Other };
FrameMatch frameMatch(const Annotation& annotation, const std::string& seriesUid,
                      const std::string& frameOfReferenceUid);
/// Whether the size of the shape depends on the spacing between the volume's slices: it leaves the
/// slice by more than half a degree.
bool reachesAcrossSlices(const Annotation& annotation, const VolumeGeometry& geometry);

/// The part of the point that lies in the annotation's plane, in that plane.
Vec3 ontoPlane(const Annotation& annotation, const Vec3& point);
/// Of the plane's coordinates from the annotation's first point: mm along right and up.
std::array<double, 2> inPlane(const Annotation& annotation, const Vec3& point);

double lengthMm(const Annotation& length);
double angleDegrees(const Annotation& angle); // 0 … 180
double areaMm2(const Annotation& flat);       // of an ellipse or a polygon (Gauss's formula)
double radiusMm(const Annotation& sphere);
double volumeMm3(const Annotation& sphere);
/// In the middle of the shape.
Vec3 centreOf(const Annotation& annotation);

/// What can be taken hold of: ends, corners, the four ends of an ellipse's axes; of a sphere its
/// centre and the ends of its radii along the picture's axes.
std::vector<Vec3> handlesOf(const Annotation& annotation, const PlaneFrame& picture);
/// The shape after that handle went to a point. An ellipse stays about its centre.
Annotation withHandleAt(Annotation annotation, std::size_t handle, const Vec3& to);
Annotation movedBy(Annotation annotation, const Vec3& by);

/// Shape, points, frame, number and part as JSON, with the version of this format.
std::string annotationJson(const Annotation& annotation);
/// Back from it; identity and volume are the caller's. A number out of range becomes 0. BadInput:
/// not one, or of a newer Bolus.
Result<Annotation> annotationFromJson(std::string_view json);

} // namespace bolus
