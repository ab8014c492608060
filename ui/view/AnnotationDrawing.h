// Annotations as lines on one picture.
#pragma once

#include <QPainterPath>
#include <QPolygonF>
#include <QVector>

#include "viewer/SliceScene.h"
#include "viewer/measure/Annotation.h"

namespace bolus {

/// A picture that annotations are drawn on, in logical pixels.
struct Canvas {
    const SliceScene* scene = nullptr;
    double ratio = 1; // device pixels in a logical one
    std::string seriesUid, frameOfReferenceUid;

    QPointF placeOf(const Vec3& point) const;
    /// Of the slice shown; the middle of the pixel pointed at.
    Vec3 pointAt(const QPointF& place) const;
};

struct DrawnShape {
    QPainterPath path;
    QVector<QPointF> handles; // as handlesOf gives them; none of a polygon with many corners
    QList<QPolygonF> lines;   // the path as straight lines, to within a pixel
    /// The picture's slice is not quite the shape's plane, but up to half a slice away: dashed.
    bool projected = false;
    /// Drawn in a series whose positions need not be this one's (frameMatch): dotted.
    bool foreign = false;

    QRectF box() const { return path.boundingRect(); }
    QPointF nearestTo(const QPointF& place) const; // on the lines
};

/// Nothing where the slice shown does not hold the shape: of a flat one, it must be the slice of
/// this stack that is nearest to its plane, and run along it; a sphere shows where it is cut.
std::optional<DrawnShape> drawShape(const Annotation& annotation, const Canvas& canvas);
/// The same for a shape that is being drawn: a polygon stays open.
std::optional<DrawnShape> drawDraft(const Annotation& draft, const Canvas& canvas);

} // namespace bolus
