// Regions: what is searched by, and where a found case matched.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "ui/common/Text.h"
#include "ui/search/SearchController.h"
#include "ui/view/AnnotationBook.h"
#include "ui/view/AnnotationTexts.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/CaseController.h"
#include "ui/window/MessageBar.h"
#include "ui/window/Searching.h"

namespace bolus {

namespace {

const VolumeRecord* volumeOf(const Case& exam, const std::string& seriesUid, int part) {
    const auto found = std::ranges::find_if(exam.volumes, [&](const VolumeRecord& volume) {
        return volume.seriesUid == seriesUid && (part < 0 || volume.part == part);
    });
    return found == exam.volumes.end() ? nullptr : &*found;
}

/// Of a sphere its own; of a flat shape that of the disc of its area.
double radiusOf(const Annotation& region) {
    return region.shape == Shape::Sphere ? radiusMm(region)
                                         : std::sqrt(areaMm2(region) / std::numbers::pi);
}

QString regionText(const VolumeRecord& volume, const Vec3& centre, double radius) {
    const auto mm = [](double value) { return QString::number(value, 'f', 2); };
    return QStringLiteral("%1:%2:%3,%4,%5,%6")
        .arg(toText(volume.seriesUid))
        .arg(volume.part)
        .arg(mm(centre[0]), mm(centre[1]), mm(centre[2]), mm(radius));
}

Annotation sphereOf(const HitRegion& region, const VolumeRecord& volume,
                    const VolumeGeometry& geometry) {
    Annotation sphere;
    sphere.id = "match";
    sphere.number = 1;
    sphere.shape = Shape::Sphere;
    sphere.frame = planeFrame(volume.plane, geometry);
    Vec3 rim{region.centre[0], region.centre[1], region.centre[2]};
    for (std::size_t i = 0; i < 3; ++i)
        rim[i] += region.radius * sphere.frame.right[i];
    sphere.points = {Vec3{region.centre[0], region.centre[1], region.centre[2]}, rim};
    sphere.seriesUid = volume.seriesUid;
    sphere.part = volume.part;
    sphere.frameOfReferenceUid = volume.frameOfReferenceUid;
    return sphere;
}

} // namespace

const Annotation* Searching::chosenRegion() const {
    const AnnotationBook& book = m.viewer.annotations();
    const auto& open = m.cases.current();
    if (!open)
        return nullptr;
    const Annotation* selected = book.find(open->id, book.selected());
    if (selected && selected->hasRegion())
        return selected;
    const Annotation* only = nullptr; // the only one there is
    for (const Annotation& annotation : book.of(open->id)) {
        if (annotation.hasRegion() && only)
            return nullptr;
        only = annotation.hasRegion() ? &annotation : only;
    }
    return only;
}

void Searching::findSimilarRegion() {
    const Annotation* region = chosenRegion();
    if (!region) {
        m.messages.show(MessageBar::Level::Info,
                        tr("Draw a sphere, an ellipse or a polygon in the open case first, and "
                           "select it: the menu Measure has them."));
        return;
    }
    const Case& open = *m.cases.current();
    const VolumeRecord* volume = volumeOf(open, region->seriesUid, region->part);
    const SliceViewport* view = m.viewer.activeViewport();
    if (!volume && view && view->caseId() == open.id)
        volume = &view->record(); // drawn in another exam of the patient, in this frame
    if (!volume)
        return;
    m.search.findSimilarRegion({open.id, patientText(open)},
                               regionText(*volume, centreOf(*region), radiusOf(*region)),
                               annotationName(*region));
}

void Searching::showMatch(const Hit& hit) {
    m.viewer.annotations().outline(0, std::nullopt);
    m_match.reset();
    if (!hit.region)
        return;
    m_match = hit;
    goToMatch();
}

// Once its case is on screen: at once, or when it has arrived.
void Searching::goToMatch() {
    if (!m_match)
        return;
    const HitRegion& region = *m_match->region;
    for (const auto* exam : {&m.cases.current(), &m.cases.beside()}) {
        if (!*exam || (*exam)->id != m_match->caseId)
            continue;
        const VolumeRecord* volume = volumeOf(**exam, region.seriesUid.toStdString(), region.part);
        const VolumeGeometry geometry = volume ? VolumeGeometry::of(*volume) : VolumeGeometry();
        if (!volume || !geometry.isUsable() || !m.viewer.loadedVolume(*volume))
            return;
        const Vec3 centre{region.centre[0], region.centre[1], region.centre[2]};
        const double slice =
            std::clamp(std::round(geometry.indexFromPatient(centre)[2]), 0.0,
                       static_cast<double>(std::max<std::size_t>(volume->size[2], 1)) - 1);
        const Annotation sphere = sphereOf(region, *volume, geometry);
        if (!m.viewer.goToSlice((*exam)->id, volume->seriesUid, volume->part,
                                static_cast<std::size_t>(slice)))
            return;
        m.viewer.goToPlane((*exam)->id, region.centre, sphere.frame.next);
        m.viewer.annotations().outline((*exam)->id, sphere);
        m_match.reset();
        return;
    }
}

} // namespace bolus
