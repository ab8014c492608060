// How the linked point goes from phase to phase: by position, by registration, or as set by hand.
#include <algorithm>
#include <span>

#include "ui/common/Text.h"
#include "ui/view/ViewerState.h"

namespace bolus {

namespace {

QString mmText(double mm) {
    return ViewerWidget::tr("%1 mm").arg(mm, 0, 'f', 1);
}

QString registeredText(const Alignment::Registered& phase, bool byRegistration) {
    switch (phase.quality.verdict) {
    case RegistrationVerdict::Good:
        return byRegistration
                   ? ViewerWidget::tr("Registered, %1, good").arg(mmText(phase.quality.meanMm))
                   : ViewerWidget::tr("Linked by position, not by registration");
    case RegistrationVerdict::Doubtful:
        return ViewerWidget::tr("Registration doubtful: linked by position");
    case RegistrationVerdict::Failed:
        break;
    }
    return ViewerWidget::tr("Registration failed: linked by position");
}

Vec3 along(const Vec3& way, const Vec3& unit) {
    return dot(way, unit) * unit;
}

/// Another map, and the same place of the view's own patient.
void mapInPlace(SliceScene& scene, const PatientMap& map) {
    const Vec3 point = scene.point(), centre = scene.map().there(scene.state().centre());
    scene.setState(scene.sharedState(), map);
    scene.state().setPoint(map.back(point));
    scene.state().setCentre(map.back(centre));
}

} // namespace

bool ViewerWidget::State::isCurrent(const SliceViewport* viewport) const {
    return !beside || whichOf(viewport->caseId()) == 0;
}

PatientMap ViewerWidget::State::mapOf(const SliceViewport* viewport) const {
    return mapOf(viewport->caseId(), viewport->record());
}

PatientMap ViewerWidget::State::mapOf(qint64 caseId, const VolumeRecord& volume) const {
    const bool current = !beside || whichOf(caseId) == 0;
    return current ? alignment.mapOf(alignmentKey(volume)) : PatientMap::shift(besideOffset);
}

/// Shapes lie where the views show their place.
void ViewerWidget::State::placeRegions() {
    VolumePlaces places;
    for (const VolumeRecord& volume : exam ? std::span(exam->volumes) : std::span<VolumeRecord>()) {
        const std::string key = alignmentKey(volume);
        const auto* good = alignment.goodRegistration(key);
        const bool unused = good != nullptr && !alignment.byRegistration;
        places[measuredKey(volume)] = {alignment.mapOf(key), unused ? good->map : PatientMap(),
                                       alignment.isPlaced(key), alignment.byHand.contains(key)};
    }
    book->setPlaces(std::move(places));
}

QString ViewerWidget::State::linkText(const SliceViewport* viewport) const {
    if (!exam || !isCurrent(viewport)) {
        return {};
    }
    if (aligning && aligning->view == viewport) {
        return ViewerWidget::tr("Aligning by hand");
    }
    const std::string key = alignmentKey(viewport->record());
    if (const auto hand = alignment.byHand.find(key); hand != alignment.byHand.end()) {
        return ViewerWidget::tr("Aligned by hand, %1").arg(mmText(norm(hand->second)));
    }
    if (const auto found = alignment.registered.find(key); found != alignment.registered.end()) {
        return registeredText(found->second, alignment.byRegistration);
    }
    const auto isReference = [&](const VolumeRecord& volume) {
        return alignment.reference.empty() ? volume.inPhaseSeries
                                           : alignmentKey(volume) == alignment.reference;
    };
    const auto reference = std::ranges::find_if(exam->volumes, isReference);
    if (reference != exam->volumes.end() &&
        reference->frameOfReferenceUid != viewport->record().frameOfReferenceUid) {
        return ViewerWidget::tr("Other frame of reference: linked by coordinates only");
    }
    return {};
}

/// Maps and texts anew; what the active view of the case shows stays, and what others show alone.
void ViewerWidget::State::takeAlignment(const std::function<void()>& change) {
    const SliceViewport* lead = leaderOf(0);
    const Vec3 before = view->point();
    const auto mapped = [&](const Vec3& p) { return lead->scene().map().there(p); };
    const Vec3 point = lead != nullptr ? mapped(before) : before;
    const Vec3 centre = lead != nullptr ? mapped(view->centre()) : view->centre();
    change();
    if (lead != nullptr) {
        const PatientMap map = mapOf(lead);
        view->setPoint(map.back(point));
        view->setCentre(map.back(centre));
        besideOffset = besideOffset + before - view->point(); // the found case stands still, too
    }
    for (SliceViewport* each : shown) {
        if (each->scene().sharedState() != view) {
            mapInPlace(each->scene(), mapOf(each));
        } else {
            each->scene().setState(view, mapOf(each));
        }
        each->setLinkText(linkText(each));
    }
    placeRegions();
    refreshRendering();
    overlays->refresh();
}

/// Only where there is something else to align it with.
void ViewerWidget::State::beginAligning() {
    const auto others = std::ranges::count_if(
        shown, [&](const SliceViewport* each) { return each != active && isCurrent(each); });
    if (active == nullptr || !isCurrent(active) || layout.threePlanes || others == 0) {
        return;
    }
    if (!isLinked) {
        self.setLinked(true);
    }
    aligning = Aligning{active, keys[active]};
    active->scene().setState(view->copy(), mapOf(active));
    active->setLinkText(linkText(active));
    watchActive();
    Q_EMIT self.aligningChanged(true);
}

void ViewerWidget::State::endAligning() {
    if (std::exchange(aligning, std::nullopt)) {
        Q_EMIT self.aligningChanged(false);
    }
}

/// The volume to which a shift by hand is kept, which is where it is whatever the others are
/// registered to later. Where nothing is registered, all others lie alike.
std::string ViewerWidget::State::alignedTo(const SliceViewport* viewport) const {
    if (!alignment.reference.empty()) {
        return alignment.reference;
    }
    for (const SliceViewport* each : shown) {
        const std::string key = alignmentKey(each->record());
        if (each != viewport && isCurrent(each) && !alignment.byHand.contains(key)) {
            return key;
        }
    }
    return {};
}

/// As it was before, in the view too.
void ViewerWidget::State::cancelAligning() {
    SliceViewport* aligned = aligning->view;
    aligning.reset();
    aligned->scene().setState(view, mapOf(aligned));
    aligned->setLinkText(linkText(aligned));
    watchActive();
    Q_EMIT self.aligningChanged(false);
}

/// What the views show of the same slices and round the same middle is the same place from now on.
void ViewerWidget::State::keepAligning() {
    SliceViewport* aligned = aligning->view;
    if (indexOf(aligned) < 0 || keys[aligned] != aligning->key) { // nobody sees what would be kept
        endAligning();
        return;
    }
    const SliceScene& scene = aligned->scene();
    const Vec3 next = scene.stack().frame.next;
    constexpr double least = 0.05; // mm
    // Both began as one state: a registration's own way is no move of the hand.
    const Vec3 scrolled = along(scene.state().point() - view->point(), next);
    const Vec3 panned = scene.state().centre() - view->centre();
    if (norm(scrolled) < least && norm(panned) < least) {
        cancelAligning();
        return;
    }
    const Vec3 middle = scene.map().there(scene.state().centre()) - view->centre();
    const Vec3 shift = along(scene.point() - view->point(), next) + middle - along(middle, next);
    const std::string key = alignmentKey(aligned->record());
    aligning.reset();
    alignment.byHand[key] = shift;
    alignment.handFrom[key] = alignedTo(aligned);
    aligned->scene().setState(view, mapOf(aligned)); // the rest stands still
    for (SliceViewport* each : shown) {
        each->scene().setState(each->scene().sharedState(), mapOf(each));
        each->setLinkText(linkText(each));
    }
    placeRegions();
    refreshRendering();
    overlays->refresh();
    watchActive();
    Q_EMIT self.alignedByHand(aligned->record().id, shift);
    Q_EMIT self.aligningChanged(false);
}

void ViewerWidget::setAlignment(const Alignment& alignment) {
    m_state->takeAlignment([&] {
        const bool by = m_state->alignment.byRegistration;
        m_state->alignment = alignment;
        m_state->alignment.byRegistration = by;
    });
}

const Alignment& ViewerWidget::alignment() const {
    return m_state->alignment;
}

void ViewerWidget::setLinkedByRegistration(bool by) {
    if (by != m_state->alignment.byRegistration) {
        m_state->takeAlignment([&] { m_state->alignment.byRegistration = by; });
    }
}

void ViewerWidget::setAligning(bool aligning) {
    if (aligning && !m_state->aligning) {
        m_state->beginAligning();
    } else if (!aligning && m_state->aligning) {
        m_state->keepAligning();
    }
}

bool ViewerWidget::isAligning() const {
    return m_state->aligning.has_value();
}

void SliceViewport::setLinkText(const QString& text) {
    m_linkText = text;
    refreshOverlay();
}

} // namespace bolus
