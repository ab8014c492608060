#include "ui/view/AnnotationPen.h"

#include <algorithm>

#include <QGuiApplication>
#include <QLineF>
#include <QStyleHints>
#include <QUuid>

namespace bolus {

namespace {

constexpr double handleReach = 7, outlineReach = 5; // logical pixels
constexpr double gripFrom = 4, freehandStep = 4, leastSeen = 4;

/// A hand that clicks jitters.
double drawFrom() {
    return QGuiApplication::styleHints()->startDragDistance();
}

double apart(const QPointF& a, const QPointF& b) {
    return QLineF(a, b).length();
}

/// The box from the first corner to this one holds the ellipse.
void spanEllipse(Annotation& ellipse, const Vec3& corner, const Vec3& opposite) {
    const Vec3 half = 0.5 * (opposite - corner);
    const PlaneFrame& frame = ellipse.frame;
    const Vec3 centre = corner + half;
    ellipse.points = {centre, centre + std::abs(dot(half, frame.right)) * frame.right,
                      centre + std::abs(dot(half, frame.up)) * frame.up};
}

} // namespace

std::optional<DrawnShape> AnnotationPen::shapeOn(const Page& page, const Annotation& annotation,
                                                 const AnnotationBook& book) {
    const PlacedShape lies = book.placed(annotation, measuredKey(*page.volume));
    auto drawn = drawShape(lies.annotation, page.canvas);
    if (drawn && lies.placing.isSamePlace()) {
        drawn->foreign = false;
    }
    return drawn;
}

bool AnnotationPen::press(const Page& page, const QPointF& at) {
    m_pressed = at;
    m_dragged = false;
    if (m_book.tool()) {
        const bool goesOn =
            m_book.draft() && m_scene == page.canvas.scene && m_book.draftCase() == page.caseId;
        goesOn ? pressAgain(page, at) : startDraft(page, at);
        return true;
    }
    m_grip = gripAt(page, at);
    m_caseId = page.caseId;
    m_scene = page.canvas.scene;
    m_start = page.canvas.pointAt(at);
    m_book.setHeld(m_grip.has_value());
    return m_grip.has_value();
}

void AnnotationPen::startDraft(const Page& page, const QPointF& at) {
    if (page.canvas.scene->isOutside() || !page.canvas.scene->hasVolume()) {
        return;
    }
    Annotation draft;
    draft.id = QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
    draft.number = m_book.nextNumber(page.caseId);
    draft.shape = *m_book.tool();
    draft.frame = page.canvas.scene->stack().frame;
    draft.seriesUid = page.volume->seriesUid;
    draft.part = page.volume->part;
    draft.frameOfReferenceUid = page.volume->frameOfReferenceUid;
    m_start = page.canvas.pointAt(at);
    const bool three = draft.shape == Shape::Ellipse;
    draft.points.assign(three ? 3 : 2, m_start);
    m_scene = page.canvas.scene;
    m_begun = true;
    m_book.select({});
    m_book.setDraft(page.caseId, draft);
}

void AnnotationPen::pressAgain(const Page& page, const QPointF& at) {
    moveDraft(page, at, false);
    Annotation draft = *m_book.draft();
    m_begun = false;
    const bool open =
        draft.shape == Shape::Polygon || (draft.shape == Shape::Angle && draft.points.size() < 3);
    const bool closes = draft.shape == Shape::Polygon && draft.points.size() > 3 &&
                        apart(page.canvas.placeOf(draft.points.front()), at) <= handleReach;
    if (closes) {
        draft.points.pop_back(); // the one under the mouse
        m_book.setDraft(page.caseId, draft);
        keepDraft();
    } else if (!open) {
        keepIfSeen(page);
    } else if (draft.points.size() < mostCorners) {
        draft.points.push_back(draft.points.back());
        m_book.setDraft(page.caseId, draft);
    }
}

void AnnotationPen::moveDraft(const Page& page, const QPointF& at, bool pressed) {
    Annotation draft = *m_book.draft();
    const Vec3 point = ontoPlane(draft, page.canvas.pointAt(at));
    if (draft.shape == Shape::Ellipse) {
        spanEllipse(draft, m_start, point);
    } else {
        draft.points.back() = point;
    }
    const bool freehand = pressed && m_dragged && m_begun && draft.shape == Shape::Polygon;
    if (freehand && draft.points.size() < mostCorners) {
        const Vec3& last = draft.points[draft.points.size() - 2];
        if (apart(page.canvas.placeOf(last), at) >= freehandStep) {
            draft.points.push_back(point);
        }
    }
    m_book.setDraft(m_book.draftCase(), draft);
}

bool AnnotationPen::move(const Page& page, const QPointF& at, bool pressed) {
    m_dragged = m_dragged || (pressed && apart(at, m_pressed) >= (m_grip ? gripFrom : drawFrom()));
    if (m_book.draft() && m_scene == page.canvas.scene) {
        moveDraft(page, at, pressed);
        return true;
    }
    if (m_grip && !pressed) {
        letGo(); // a window that came up took the release
    } else if (m_grip && m_dragged) {
        dragGrip(page, at);
    }
    return m_grip.has_value();
}

void AnnotationPen::dragGrip(const Page& page, const QPointF& at) {
    const Vec3 point = page.canvas.pointAt(at);
    const Annotation& before = m_grip->before;
    if (m_book.find(m_caseId, before.id) == nullptr) {
        return; // it went meanwhile
    }
    const std::string volume = measuredKey(*page.volume);
    const Annotation lies = m_book.placed(before, volume).annotation; // as the hand sees it
    const bool whole = m_grip->handle < 0 || (m_grip->handle == 0 && before.shape == Shape::Sphere);
    const Annotation now =
        whole ? movedBy(lies, point - m_start)
              : withHandleAt(lies, static_cast<std::size_t>(m_grip->handle), point);
    m_book.put(m_caseId, m_book.placedBack(now, volume));
}

void AnnotationPen::letGo() {
    const Annotation before = std::exchange(m_grip, std::nullopt)->before;
    const Annotation* now = m_book.find(m_caseId, before.id);
    if (now != nullptr && !(*now == before)) {
        now->isValid() ? m_book.edit({m_caseId, before, Annotation(*now)})
                       : m_book.put(m_caseId, before);
    }
    m_book.setHeld(false);
}

bool AnnotationPen::release(const Page& page, const QPointF& at) {
    if (m_grip) {
        letGo();
        return true;
    }
    if (!m_book.draft() || m_scene != page.canvas.scene) {
        return m_book.tool().has_value();
    }
    const bool polygon = m_book.draft()->shape == Shape::Polygon;
    const bool backAgain = !polygon && apart(at, m_pressed) < drawFrom();
    if (!std::exchange(m_dragged, false) || backAgain || (polygon && !m_begun)) {
        return true; // a click: the next point follows the mouse
    }
    moveDraft(page, at, false);
    Annotation draft = *m_book.draft();
    if (draft.shape == Shape::Angle && draft.points.size() < 3) {
        draft.points.push_back(draft.points.back());
        m_book.setDraft(m_book.draftCase(), draft);
    } else {
        keepIfSeen(page);
    }
    return true;
}

bool AnnotationPen::click(const Page& page, const QPointF& at) {
    const std::string id = shapeAt(page, at);
    m_book.select(id);
    return !id.empty();
}

void AnnotationPen::setPoint(const Page& page, const Vec3& point) {
    const QPointF at = page.canvas.placeOf(point) - QPointF(0.5, 0.5);
    press(page, at);
    release(page, at);
}

void AnnotationPen::pointTo(const Page& page, const Vec3& point) {
    move(page, page.canvas.placeOf(point) - QPointF(0.5, 0.5), false);
}

bool AnnotationPen::doubleClick(const Page& page) {
    if (m_book.draft() && m_scene == page.canvas.scene) {
        finish();
        return true;
    }
    return m_book.tool().has_value();
}

bool AnnotationPen::finish() {
    if (!m_book.draft() || m_book.draft()->shape != Shape::Polygon) {
        return false;
    }
    Annotation draft = *m_book.draft();
    draft.points.pop_back(); // follows the mouse
    const auto same = [](const Vec3& a, const Vec3& b) { return distance(a, b) < 1e-6; };
    const auto twice = std::ranges::unique(draft.points, same);
    draft.points.erase(twice.begin(), twice.end());
    if (draft.points.size() >= 3) {
        m_book.setDraft(m_book.draftCase(), draft);
        keepDraft();
    }
    return true;
}

/// Large enough to have been meant.
bool AnnotationPen::isSeen(const Page& page) const {
    const auto drawn = drawDraft(*m_book.draft(), page.canvas);
    if (!drawn) {
        return true; // its slice has been left
    }
    const QRectF box = drawn->box();
    if (m_book.draft()->shape == Shape::Angle) {
        return apart(drawn->handles[0], drawn->handles[1]) >= leastSeen &&
               apart(drawn->handles[1], drawn->handles[2]) >= leastSeen;
    }
    const bool flat = m_book.draft()->shape == Shape::Ellipse;
    return (flat ? std::min(box.width(), box.height()) : std::max(box.width(), box.height())) >=
           leastSeen;
}

void AnnotationPen::keepIfSeen(const Page& page) {
    isSeen(page) ? keepDraft() : dropDraft();
}

void AnnotationPen::keepDraft() {
    const Annotation draft = *m_book.draft();
    const qint64 caseId = m_book.draftCase();
    dropDraft();
    if (draft.isValid()) {
        m_book.select(draft.id);
        m_book.edit({caseId, std::nullopt, draft});
        m_book.setTool(std::nullopt);
    }
}

void AnnotationPen::dropDraft() {
    m_scene = nullptr;
    m_book.setDraft(0, std::nullopt);
}

void AnnotationPen::takeTool() {
    if (m_book.draft() && m_book.tool() != m_book.draft()->shape) {
        dropDraft();
    }
}

bool AnnotationPen::escape() {
    if (const auto grip = std::exchange(m_grip, std::nullopt)) {
        m_book.put(m_caseId, grip->before);
        m_book.setHeld(false);
    } else if (m_book.draft()) {
        dropDraft();
    } else if (m_book.tool()) {
        m_book.setTool(std::nullopt);
    } else if (!m_book.selected().empty()) {
        m_book.select({});
    } else {
        return false;
    }
    return true;
}

std::optional<AnnotationPen::Grip> AnnotationPen::gripAt(const Page& page,
                                                         const QPointF& at) const {
    const Annotation* selected = m_book.find(page.caseId, m_book.selected());
    if (selected == nullptr || !page.canvas.scene->hasVolume()) {
        return std::nullopt;
    }
    const auto drawn = shapeOn(page, *selected, m_book);
    if (!drawn) {
        return std::nullopt;
    }
    for (qsizetype i = 0; i < drawn->handles.size(); ++i) {
        if (apart(drawn->handles[i], at) <= handleReach) {
            return Grip{*selected, static_cast<int>(i)};
        }
    }
    return apart(drawn->nearestTo(at), at) <= outlineReach ? std::optional(Grip{*selected, -1})
                                                           : std::nullopt;
}

/// Nothing: an empty id.
std::string AnnotationPen::shapeAt(const Page& page, const QPointF& at) const {
    std::string nearest;
    double least = handleReach;
    if (!page.canvas.scene->hasVolume()) {
        return nearest;
    }
    for (const Annotation& annotation : m_book.of(page.caseId)) {
        const auto drawn = shapeOn(page, annotation, m_book);
        const double away = drawn ? apart(drawn->nearestTo(at), at) : 2 * handleReach;
        if (away <= least) {
            least = away;
            nearest = annotation.id;
        }
    }
    return nearest;
}

bool AnnotationPen::holds(const Page& page, const QPointF& at) const {
    return !m_book.tool() && gripAt(page, at).has_value();
}

bool AnnotationPen::selects(const Page& page, const QPointF& at) const {
    return !m_book.tool() && !shapeAt(page, at).empty();
}

} // namespace bolus
