// How the viewports of the light box share state, heatmaps and the active outline.
#include <algorithm>

#include "ui/view/ViewerState.h"

namespace bolus {

void ViewerWidget::State::shareState(SliceViewport* viewport) {
    if (aligning && aligning->view == viewport) { // something else hangs, or all is linked anew
        endAligning();
    }
    const bool shares = isLinked || layout.threePlanes;
    viewport->scene().setState(shares ? view : view->copy(), mapOf(viewport));
    viewport->setLinkText(linkText(viewport));
}

/// The active viewport of a case, or its first; null where none of it hangs.
SliceViewport* ViewerWidget::State::leaderOf(int which) const {
    SliceViewport* leader = nullptr;
    for (SliceViewport* viewport : shown) {
        const bool belongs = exam && (viewport->caseId() == exam->id) == (which == 0);
        if (belongs && (leader == nullptr || viewport == active)) {
            leader = viewport;
        }
    }
    return leader;
}

/// A found case that was scrolled by hand keeps its distance from now on.
void ViewerWidget::State::link() {
    const SliceViewport* own = leaderOf(0);
    const SliceViewport* found = leaderOf(1);
    if (own == nullptr) {
        return;
    }
    if (found != nullptr) {
        besideOffset = found->scene().point() - own->scene().state().point();
    }
    view = own->scene().state().copy();
    for (SliceViewport* viewport : shown) {
        shareState(viewport);
    }
    watchActive();
}

std::shared_ptr<ViewState> ViewerWidget::State::activeState() const {
    const bool own = !isLinked || (aligning && aligning->view == active);
    return active != nullptr && own ? active->scene().sharedState() : view;
}

void ViewerWidget::State::watchActive() {
    activeWatch = activeState()->observe([this](unsigned) {
        if (!std::exchange(announcing, true)) {
            QMetaObject::invokeMethod(
                &self, [this] { announce(); }, Qt::QueuedConnection);
        }
    });
    announce();
}

void ViewerWidget::State::announce() {
    announcing = false;
    if (active == nullptr) {
        return;
    }
    const Window window = active->scene().window();
    if (window != lastWindow) {
        lastWindow = window;
        Q_EMIT self.windowLevelChanged(window.window, window.level);
    }
    if (const Plane plane = active->scene().plane(); plane != lastPlane) {
        lastPlane = plane;
        Q_EMIT self.planeChanged(plane);
    }
    Q_EMIT self.viewStateChanged();
}

void ViewerWidget::State::setActive(SliceViewport* viewport) {
    const bool changed = viewport != active;
    active = viewport;
    for (SliceViewport* each : shown) {
        each->setActive(each == viewport && shown.size() > 1);
    }
    watchActive();
    refreshRendering();
    if (changed) {
        Q_EMIT self.activeViewportChanged(indexOf(viewport));
    }
}

int ViewerWidget::State::indexOf(const SliceViewport* viewport) const {
    const auto found = std::find(shown.begin(), shown.end(), viewport);
    return found == shown.end() ? -1 : static_cast<int>(found - shown.begin());
}

void ViewerWidget::State::applyHeatmap(SliceViewport* viewport) {
    std::optional<Heatmap> chosen;
    for (const Heatmap& map : heatmaps[viewport->caseId()]) {
        const VolumeRecord& record = viewport->record();
        if (map.seriesUid == record.seriesUid && map.part == record.part) {
            chosen = map;
            break;
        }
        if (map.seriesUid.empty() && !chosen) {
            chosen = map;
        }
    }
    viewport->scene().setHeatmap(chosen);
}

void ViewerWidget::State::applyStyle() {
    for (SliceViewport* viewport : shown) {
        viewport->scene().setHeatmapStyle({style.visible && !held, style.opacity, style.threshold});
    }
}

} // namespace bolus
