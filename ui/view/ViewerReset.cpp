// Back to how the pictures were shown at first.
#include <set>

#include "ui/view/ViewerState.h"
#include "ui/view/VolumeViewport.h"

namespace bolus {

/// The protocol's where it names one, else as when the case opened.
Window ViewerWidget::State::firstWindowOf(const SliceViewport& view) const {
    const std::string& kind = view.scene().windowKind();
    const auto at = kind.find('@'); // before the case whose own it is
    const std::string key = at == std::string::npos ? kind : kind.substr(0, at + 1);
    const bool mayBeNamed = home && (key == kind || isCurrent(&view));
    if (mayBeNamed && home->windows.contains(key)) {
        return home->windows.at(key);
    }
    return kind == "HU" ? firstWindow : view.scene().volume()->automatic;
}

/// Of the active viewport, and of all that share its state; what hangs where stays.
void ViewerWidget::State::resetPicture() {
    const auto state = activeState();
    state->resetCamera();
    state->setRotation({});
    for (const Plane plane : {Plane::Axial, Plane::Coronal, Plane::Sagittal, Plane::Oblique}) {
        state->setTurn(plane, {});
    }
    state->setInverted(false);
    state->setSlab(home && home->slab ? *home->slab : Slab{Slab::Mode::Off, state->slab().mm});
    std::set<std::string> done;
    for (SliceViewport* view : shown) {
        SliceScene& scene = view->scene();
        if (scene.hasVolume() && scene.sharedState() == state &&
            done.insert(scene.windowKind()).second) {
            scene.setWindow(firstWindowOf(*view));
        }
    }
}

void ViewerWidget::resetView() {
    State& s = *m_state;
    if (s.renderingAlone) { // never what is behind it
        s.rendering->reset();
        return;
    }
    s.resetPicture();
    s.goHome();
}

} // namespace bolus
