#include "ui/view/AnnotationDrawing.h"

#include <cmath>
#include <limits>

#include <QLineF>

namespace bolus {

namespace {

constexpr qsizetype mostHandles = 24; // of a polygon; one drawn in one go moves as a whole only
constexpr double angleArc = 18;       // logical pixels: radius of the arc in an angle

enum class Hold { None, Exact, Projected };

Hold holds(const Annotation& a, const Canvas& canvas) {
    const SliceStack& stack = canvas.scene->stack();
    const int slice = canvas.scene->slice();
    if (canvas.scene->isOutside() || !stack.contains(slice)) {
        return Hold::None;
    }
    if (a.shape == Shape::Sphere) {
        return Hold::Exact;
    }
    if (!runsAlong(a.frame.next, stack.frame.next) || stack.nearest(a.points.front()) != slice) {
        return Hold::None;
    }
    const double away = std::abs(dot(a.points.front(), stack.frame.next) - stack.position(slice));
    return away > 0.05 * stack.step ? Hold::Projected : Hold::Exact;
}

/// Of a sphere's cut by the slice; 0 where the slice does not cut it.
double cutRadius(const Annotation& sphere, const SliceScene& scene) {
    const double away =
        dot(sphere.points[0], scene.stack().frame.next) - scene.stack().position(scene.slice());
    return std::sqrt(std::max(0.0, std::pow(radiusMm(sphere), 2) - away * away));
}

void drawEllipse(const Annotation& a, const Canvas& canvas, DrawnShape& shape) {
    constexpr int steps = 96;
    const Vec3 p = a.points[1] - a.points[0], q = a.points[2] - a.points[0];
    QPolygonF outline;
    for (int i = 0; i <= steps; ++i) {
        const double t = 2 * M_PI * i / steps;
        outline << canvas.placeOf(a.points[0] + std::cos(t) * p + std::sin(t) * q);
    }
    shape.path.addPolygon(outline);
}

void drawAngle(const DrawnShape& ends, QPainterPath& path) {
    path.moveTo(ends.handles[0]);
    path.lineTo(ends.handles[1]);
    path.lineTo(ends.handles[2]);
    const QLineF first(ends.handles[1], ends.handles[0]), second(ends.handles[1], ends.handles[2]);
    const double radius = std::min({angleArc, first.length() / 2, second.length() / 2});
    if (radius > 2) {
        double turn = first.angleTo(second);
        turn = turn > 180 ? turn - 360 : turn;
        const QRectF about(first.p1() - QPointF(radius, radius), QSizeF(2 * radius, 2 * radius));
        path.arcMoveTo(about, first.angle());
        path.arcTo(about, first.angle(), turn);
    }
}

bool drawSphere(const Annotation& a, const Canvas& canvas, DrawnShape& shape) {
    const double radius = cutRadius(a, *canvas.scene);
    if (radius <= 0) {
        return false;
    }
    const double pixels = radius / (canvas.scene->mmPerPixel() * canvas.ratio);
    const QPointF centre = canvas.placeOf(a.points[0]);
    shape.path.addEllipse(centre, pixels, pixels);
    shape.handles = {centre, centre + QPointF(pixels, 0), centre - QPointF(0, pixels),
                     centre - QPointF(pixels, 0), centre + QPointF(0, pixels)};
    return true;
}

/// Corners closer together than one can see go: a polygon drawn in one go has thousands.
QPolygonF thinned(const QPolygonF& line) {
    QPolygonF kept;
    for (const QPointF& point : line) {
        const QPointF step = kept.isEmpty() ? QPointF() : point - kept.last();
        if (kept.isEmpty() || QPointF::dotProduct(step, step) >= 1) {
            kept << point;
        }
    }
    if (!kept.isEmpty() && kept.last() != line.last()) {
        kept << line.last();
    }
    return kept;
}

void drawFlat(const Annotation& a, const Canvas& canvas, bool closed, DrawnShape& shape) {
    for (const Vec3& handle : handlesOf(a, canvas.scene->stack().frame)) {
        shape.handles << canvas.placeOf(handle);
    }
    if (a.shape == Shape::Ellipse) {
        drawEllipse(a, canvas, shape);
    } else if (a.shape == Shape::Angle) {
        drawAngle(shape, shape.path);
    } else {
        shape.path.addPolygon(shape.handles);
        if (a.shape == Shape::Polygon && closed) {
            shape.path.closeSubpath();
        }
        if (shape.handles.size() > mostHandles) {
            shape.handles.clear();
        }
    }
}

std::optional<DrawnShape> draw(const Annotation& a, const Canvas& canvas, bool closed) {
    const Hold hold = holds(a, canvas);
    if (hold == Hold::None) {
        return std::nullopt;
    }
    DrawnShape shape;
    shape.projected = hold == Hold::Projected;
    shape.foreign = frameMatch(a, canvas.seriesUid, canvas.frameOfReferenceUid) != FrameMatch::Same;
    if (a.shape != Shape::Sphere) {
        drawFlat(a, canvas, closed, shape);
    } else if (!drawSphere(a, canvas, shape)) {
        return std::nullopt;
    }
    for (const QPolygonF& line : shape.path.toSubpathPolygons()) {
        shape.lines << thinned(line);
    }
    return shape;
}

} // namespace

QPointF Canvas::placeOf(const Vec3& point) const {
    const auto [x, y] = scene->displayFromPatient(point);
    return QPointF(x, y) / ratio;
}

Vec3 Canvas::pointAt(const QPointF& place) const {
    const QPointF device = (place + QPointF(0.5, 0.5)) * ratio;
    return scene->patientFromDisplay(device.x(), device.y());
}

QPointF DrawnShape::nearestTo(const QPointF& place) const {
    QPointF best = lines.isEmpty() ? place : lines.first().first();
    double least = std::numeric_limits<double>::infinity();
    for (const QPolygonF& line : lines) {
        for (qsizetype i = 1; i < line.size(); ++i) {
            const QPointF along = line[i] - line[i - 1];
            const double square = QPointF::dotProduct(along, along);
            const double at =
                square > 0 ? QPointF::dotProduct(place - line[i - 1], along) / square : 0;
            const QPointF near = line[i - 1] + std::clamp(at, 0.0, 1.0) * along;
            const double away = QPointF::dotProduct(near - place, near - place);
            if (away < least) {
                least = away;
                best = near;
            }
        }
    }
    return best;
}

std::optional<DrawnShape> drawShape(const Annotation& annotation, const Canvas& canvas) {
    return draw(annotation, canvas, true);
}

std::optional<DrawnShape> drawDraft(const Annotation& draft, const Canvas& canvas) {
    return draw(draft, canvas, false);
}

} // namespace bolus
