// Places: the region that is searched by, and where a found case matched.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "ui/common/Text.h"
#include "ui/search/SearchController.h"
#include "ui/search/SearchPanel.h"
#include "ui/view/AnnotationBook.h"
#include "ui/view/AnnotationTexts.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/Actions.h"
#include "ui/window/CaseController.h"
#include "ui/window/Dialogs.h"
#include "ui/window/HeatmapController.h"
#include "ui/window/MessageBar.h"
#include "ui/window/Searching.h"

namespace bolus {

namespace {

constexpr double toldOutside = 0.05, mostOutside = 0.95; // of the region

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

/// Of the ball that is compared.
double outsideShare(const VolumeRecord& volume, const Vec3& centre, double radius) {
    const VolumeGeometry geometry = VolumeGeometry::of(volume);
    if (!geometry.isUsable())
        return 0;
    constexpr int half = 8; // steps along a radius
    int all = 0, outside = 0;
    for (int x = -half; x <= half; ++x)
        for (int y = -half; y <= half; ++y)
            for (int z = -half; z <= half; ++z) {
                if (x * x + y * y + z * z > half * half)
                    continue;
                const Vec3 at = geometry.indexFromPatient(
                    centre + (radius / half) * Vec3{1.0 * x, 1.0 * y, 1.0 * z});
                ++all;
                for (std::size_t i = 0; i < 3; ++i)
                    if (at[i] < -0.5 || at[i] > static_cast<double>(volume.size[i]) - 0.5) {
                        ++outside;
                        break;
                    }
            }
    return static_cast<double>(outside) / all;
}

/// The slice nearest to a point.
std::size_t sliceThrough(const VolumeRecord& volume, const Vec3& point) {
    const double last = static_cast<double>(std::max<std::size_t>(volume.size[2], 1)) - 1;
    return static_cast<std::size_t>(
        std::clamp(std::round(VolumeGeometry::of(volume).indexFromPatient(point)[2]), 0.0, last));
}

/// The phase and the middle of the cell where the map of the phrase is highest; nothing where
/// nothing speaks for it.
std::optional<std::pair<Phase, Vec3>> peakOf(const AttentionAnswer& answer) {
    std::optional<std::pair<Phase, Vec3>> peak;
    float most = 0;
    for (const AttentionAnswer::Map* map : answer.ofKind(HeatmapKind::Text)) {
        const auto highest = std::ranges::max_element(map->values);
        if (!map->phase || highest == map->values.end() || *highest <= most)
            continue;
        most = *highest;
        const auto cell = static_cast<std::size_t>(highest - map->values.begin());
        peak = {*map->phase, middleOfCell(answer.origin, answer.spacing, answer.direction, cell)};
    }
    return peak;
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
    if (volume)
        searchRegion(*region, *volume);
}

void Searching::searchRegion(const Annotation& region, const VolumeRecord& volume) {
    const Vec3 centre = centreOf(region);
    const double radius = radiusOf(region);
    const double outside = outsideShare(volume, centre, radius);
    if (outside > mostOutside) {
        m.messages.show(MessageBar::Level::Warning,
                        tr("This region lies outside the series that it was drawn in: there is "
                           "nothing to compare. Draw it on the picture."));
        return;
    }
    const Case& open = *m.cases.current();
    const auto search = [this, exam = ExampleCase{open.id, patientText(open)},
                         text = regionText(volume, centre, radius), name = annotationName(region)] {
        m.search.findSimilarRegion(exam, text, name);
    };
    if (outside < toldOutside)
        search();
    else
        m.dialogs.confirm(&m_window,
                          tr("%1 % of this region lie outside the series. Only the rest of it can "
                             "be compared, so that other cases than expected may be found.")
                              .arg(std::lround(100 * outside)),
                          tr("Search anyway"), search);
}

/// Loaded, as the current case or beside it.
const Case* Searching::shownCase(qint64 caseId) const {
    const auto isLoaded = [this](const VolumeRecord& volume) {
        return m.viewer.loadedVolume(volume) != nullptr;
    };
    for (const auto* exam : {&m.cases.current(), &m.cases.beside()})
        if (*exam && (*exam)->id == caseId && std::ranges::any_of((*exam)->volumes, isLoaded))
            return &**exam;
    return nullptr;
}

void Searching::showMatch(const Hit& hit) {
    m.viewer.annotations().outline(0, std::nullopt);
    m_match.reset();
    m_peak = 0;
    if (!hit.region && !hit.bestSlice)
        return;
    m_match = hit;
    goToMatch();
}

// Once its case is on screen: at once, or when it has arrived.
void Searching::goToMatch() {
    const Case* exam = m_match ? shownCase(m_match->caseId) : nullptr;
    if (exam && (m_match->region ? goToRegion(*exam, *m_match->region)
                                 : goToSlice(*exam, *m_match->bestSlice)))
        m_match.reset();
}

bool Searching::goToRegion(const Case& exam, const HitRegion& region) {
    const VolumeRecord* volume = volumeOf(exam, region.seriesUid.toStdString(), region.part);
    const VolumeGeometry geometry = volume ? VolumeGeometry::of(*volume) : VolumeGeometry();
    if (!volume || !geometry.isUsable() || !m.viewer.loadedVolume(*volume))
        return false;
    const Annotation sphere = sphereOf(region, *volume, geometry);
    if (!m.viewer.goToSlice(exam.id, volume->seriesUid, volume->part,
                            sliceThrough(*volume, region.centre)))
        return false;
    m.viewer.goToPlane(exam.id, region.centre, sphere.frame.next);
    m.viewer.annotations().outline(exam.id, sphere);
    return true;
}

/// Without marking a point: nothing is known but the slice.
bool Searching::goToSlice(const Case& exam, const HitSlice& slice) {
    const bool crosshair = m.viewer.crosshairVisible();
    if (!m.viewer.goToSlice(exam.id, slice.seriesUid.toStdString(), slice.part,
                            static_cast<std::size_t>(slice.index)))
        return false;
    m.viewer.setCrosshairVisible(crosshair);
    return true;
}

void Searching::showPhraseMap() {
    if (m.search.phrase().isEmpty()) {
        m.messages.show(MessageBar::Level::Info,
                        tr("Search for a phrase first: this map shows what speaks for it."));
        return;
    }
    if (const auto hit = m.panel.selectedHit())
        showMapOf(*hit);
}

void Searching::showMapOf(const Hit& hit) {
    if (!shownCase(hit.caseId))
        Q_EMIT m.panel.openRequested(hit);
    m_match.reset();
    m_peak = hit.caseId;
    m.heatmapPanel.setKind(HeatmapKind::Text);
    m.actions.heatmap->setChecked(true);
    goToPeak();
}

// Once its case and its maps are there.
void Searching::goToPeak() {
    const Case* exam = m_peak ? shownCase(m_peak) : nullptr;
    const AttentionAnswer* answer =
        exam && !m.heatmaps.isVeiled(m_peak) ? m.heatmaps.answerInTurn(m_peak) : nullptr;
    const auto peak = answer ? peakOf(*answer) : std::nullopt;
    if (!peak)
        return;
    for (const VolumeRecord& volume : exam->volumes)
        if (volume.inPhaseSeries && volume.phase.phase == peak->first &&
            VolumeGeometry::of(volume).isUsable() &&
            goToSlice(*exam, {toText(volume.seriesUid), volume.part,
                              static_cast<int>(sliceThrough(volume, peak->second)), false})) {
            m_peak = 0;
            return;
        }
}

} // namespace bolus
