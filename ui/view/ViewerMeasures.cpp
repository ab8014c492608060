// What the light box does for measuring: volumes, keys, and the way to a shape's slice.
#include <algorithm>
#include <cmath>
#include <span>

#include "ui/view/ViewerState.h"

namespace bolus {

namespace {

bool hasRegions(const std::vector<Annotation>& annotations) {
    return std::ranges::any_of(annotations, &Annotation::hasRegion);
}

/// A plane, and how the patient planes are turned together.
struct Turned {
    Plane plane = Plane::Axial;
    Rotation rotation;

    Vec3 normal(const VolumeGeometry& geometry) const {
        const Vec3 upright = planeFrame(plane, geometry).next;
        return plane == Plane::Oblique ? upright : rotation * upright;
    }
};

/// Of these planes, turned so, the one whose slices of this volume lie nearest to a normal.
Turned nearestPlane(const VolumeGeometry& geometry, const Vec3& normal, const Rotation& rotation,
                    std::span<const Plane> planes) {
    Turned best;
    double along = -1;
    for (const Plane plane : planes) {
        const Turned turned{plane, rotation};
        const double share = std::abs(dot(turned.normal(geometry), normal));
        if (share > along + 1e-5) {
            along = share;
            best = turned;
        }
    }
    return best;
}

/// The shortest way from one direction to another, or to its opposite.
Rotation turnOnto(const Vec3& from, const Vec3& normal) {
    const Vec3 to = dot(from, normal) < 0 ? -1.0 * normal : normal;
    const Vec3 axis = cross(from, to);
    const double sine = norm(axis);
    return sine < 1e-9 ? Rotation{}
                       : Rotation::about(1 / sine * axis, std::atan2(sine, dot(from, to)));
}

/// Where slices run along a normal: in a plane as all are turned now, in an upright one or as
/// acquired, else in the nearest one turned onto it.
Turned planeAlong(const VolumeGeometry& geometry, const Vec3& normal, const Rotation& now,
                  bool patientPlanes) {
    static constexpr std::array planes{Plane::Axial, Plane::Coronal, Plane::Sagittal,
                                       Plane::Oblique};
    const auto patient = std::span(planes).first(3);
    const auto all = patientPlanes ? patient : std::span(planes);
    for (const Turned& found :
         {nearestPlane(geometry, normal, now, patient), nearestPlane(geometry, normal, {}, all)}) {
        if (runsAlong(found.normal(geometry), normal)) {
            return found;
        }
    }
    Turned found = nearestPlane(geometry, normal, {}, patient);
    found.rotation = turnOnto(found.normal(geometry), normal);
    return found;
}

} // namespace

std::vector<const VolumeRecord*> ViewerWidget::State::measuredVolumes() const {
    std::vector<const VolumeRecord*> volumes;
    for (const Case* whole : casesShown()) {
        if (!hasRegions(book->of(whole->id)) && !playing.contains(whole->id)) {
            continue;
        }
        auto phases = measuredPhases(*whole);
        phases.resize(std::min(phases.size(), mostMeasured));
        std::ranges::copy_if(phases, std::back_inserter(volumes), [](const VolumeRecord* volume) {
            return VolumeGeometry::of(*volume).isUsable();
        });
    }
    return volumes;
}

/// The first region of a case asks for the phases that do not hang.
void ViewerWidget::State::measureWhereNeeded() {
    bool more = false;
    for (const Case* whole : casesShown()) {
        if (hasRegions(book->of(whole->id))) {
            more = measuring.insert(whole->id).second || more;
        }
    }
    if (more) {
        fetchWhatHangs();
    }
}

void ViewerWidget::State::publishVolumes() {
    MeasuredVolumes volumes;
    for (const Case* whole : casesShown()) {
        for (const VolumeRecord& volume : whole->volumes) {
            if (const auto found = loaded.find(volumeKey(volume)); found != loaded.end()) {
                volumes[whole->id][measuredKey(volume)] = found->second;
            }
        }
    }
    measurer->setVolumes(std::move(volumes));
    overlays->refresh();
}

void ViewerWidget::State::keepBook() {
    std::set<qint64> cases;
    for (const Case* whole : casesShown()) {
        cases.insert(whole->id);
    }
    std::erase_if(measuring, [&](qint64 id) { return !cases.contains(id); });
    std::erase_if(playing, [&](qint64 id) { return !cases.contains(id); });
    book->keepOnly(cases);
}

bool ViewerWidget::State::penKey(int key) {
    switch (key) {
    case Qt::Key_Escape:
        return pen.escape();
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return pen.finish();
    default:
        return false;
    }
}

/// With a tool in hand the arrows move the linked cursor by a pixel of the picture, ten with Shift,
/// and Space sets a point there.
bool ViewerWidget::State::drawKey(int key, bool far) {
    static const std::map<int, std::array<int, 2>> ways{{Qt::Key_Left, {-1, 0}},
                                                        {Qt::Key_Right, {1, 0}},
                                                        {Qt::Key_Up, {0, 1}},
                                                        {Qt::Key_Down, {0, -1}}};
    const auto way = ways.find(key);
    if (!book->tool() || (way == ways.end() && key != Qt::Key_Space)) {
        return false;
    }
    const SliceScene& scene = active->scene();
    const AnnotationPen::Page page = active->page();
    if (key == Qt::Key_Space) {
        pen.setPoint(page, scene.point());
        return true;
    }
    const SliceStack& stack = scene.stack();
    const int pixels = far ? 10 : 1;
    const Vec3 step = pixels * way->second[0] * stack.columnStep * stack.frame.right +
                      pixels * way->second[1] * stack.rowStep * stack.frame.up;
    self.goTo(activeState()->point() + step);
    pen.pointTo(page, scene.point());
    return true;
}

AnnotationBook& ViewerWidget::annotations() const {
    return *m_state->book;
}

ViewerOverlays& ViewerWidget::overlays() const {
    return *m_state->overlays;
}

std::shared_ptr<const LoadedVolume> ViewerWidget::loadedVolume(const VolumeRecord& volume) const {
    const auto found = m_state->loaded.find(volumeKey(volume));
    return found == m_state->loaded.end() ? nullptr : found->second;
}

QString ViewerWidget::failureOf(const VolumeRecord& volume) const {
    const auto found = m_state->failures.find(volumeKey(volume));
    return found == m_state->failures.end() ? QString() : found->second;
}

void ViewerWidget::goToPlane(qint64 caseId, const std::array<double, 3>& point,
                             const std::array<double, 3>& normal) {
    const auto shows = [&](const SliceViewport* view) {
        return view != nullptr && view->caseId() == caseId;
    };
    SliceViewport* view = m_state->active;
    if (!shows(view)) {
        const auto found = std::ranges::find_if(m_state->shown, shows);
        if (found == m_state->shown.end()) {
            return;
        }
        view = *found;
        m_state->setActive(view);
    }
    const auto state = m_state->activeState();
    const auto geometry = VolumeGeometry::of(view->record());
    if (geometry.isUsable()) {
        const bool three = m_state->layout.threePlanes;
        const Turned found = planeAlong(geometry, normal, state->rotation(), three);
        const auto same = std::ranges::find(
            m_state->shown, found.plane, [](const SliceViewport* v) { return v->scene().plane(); });
        if (!three) {
            m_state->setPlane(found.plane);
        } else if (same != m_state->shown.end()) {
            m_state->setActive(*same);
        }
        state->setRotation(found.rotation);
    }
    state->setPoint(view->scene().map().back(point));
}

} // namespace bolus
