// The three patient planes in one another's pictures, and how a hand turns them there.
#pragma once

#include <array>
#include <vector>

#include "viewer/Crosshair.h"
#include "viewer/Turning.h"

namespace bolus {

class SliceScene;

/// Colours told apart with every kind of colour vision (Okabe and Ito, "Color Universal Design",
/// 2008): axial orange, coronal green, sagittal blue; grey for the slices as acquired.
std::array<unsigned char, 3> planeColor(Plane plane);

/// A patient plane seen from its edge.
struct PlaneLine {
    Plane plane = Plane::Axial;
    std::array<double, 2> along{}; // unit, along the picture's right and up
};

/// The other two of axial, coronal and sagittal in a picture of one of them; none in others.
std::vector<PlaneLine> planeLines(const PlaneFrame& frame, Plane plane,
                                  const VolumeGeometry& geometry, const Rotation& rotation);
/// Without planes: level and upright, in one colour.
std::array<CrosshairLine, 2> crosshairLines(const std::vector<PlaneLine>& lines);
double degreesBetween(const Vec3& unit, const Vec3& other);

/// Display positions are device pixels, as in SliceScene. On the outer half of a line, between the
/// linked cursor and the edge of the picture.
bool isOnTurningGrip(const SliceScene& scene, double x, double y, double tolerance);
/// The other planes follow a hand that goes from one display position to another.
void turnPlanes(SliceScene& scene, std::array<double, 2> from, std::array<double, 2> to);
/// The other planes turn in this picture, clockwise.
void turnPlanes(SliceScene& scene, double degrees);
/// This picture's plane tips over the level line through the cursor, its upper part away.
void tipPlane(SliceScene& scene, double degrees);

} // namespace bolus
