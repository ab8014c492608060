// Going to one slice of one series.
#include <algorithm>

#include "ui/view/ViewerState.h"

namespace bolus {

namespace {

/// Planes that show the stack's own slices.
Plane planeOf(const VolumeRecord& volume) {
    const bool standard = volume.plane == Plane::Axial || volume.plane == Plane::Coronal ||
                          volume.plane == Plane::Sagittal;
    return standard ? volume.plane : Plane::Oblique;
}

} // namespace

bool ViewerWidget::goToSlice(qint64 caseId, const std::string& seriesUid, int part,
                             std::size_t slice) {
    const Case* exam = m_state->caseWithId(caseId);
    if (exam == nullptr) {
        return false;
    }
    const auto volume = std::ranges::find_if(exam->volumes, [&](const VolumeRecord& record) {
        return record.seriesUid == seriesUid && record.part == part;
    });
    if (volume == exam->volumes.end() || slice >= volume->size[2]) {
        return false;
    }
    const int index = static_cast<int>(volume - exam->volumes.begin());
    m_state->leavePlanes();
    SliceViewport* view = m_state->viewportShowing(caseId, index);
    const VolumeGeometry geometry = VolumeGeometry::of(*volume);
    if (view == nullptr || !geometry.isUsable()) {
        return false;
    }
    m_state->setActive(view);
    const auto state = m_state->activeState();
    m_state->setPlane(planeOf(*volume));
    const PatientMap& map = view->scene().map();
    Vec3 at = geometry.indexFromPatient(map.there(state->point()));
    for (std::size_t i = 0; i < 2; ++i) { // the place within the slice stays, where it is one
        at[i] = std::clamp(at[i], 0.0, static_cast<double>(volume->size[i]) - 1);
    }
    at[2] = static_cast<double>(slice);
    state->setPoint(map.back(geometry.patientFromIndex(at)));
    state->setCrosshair(true);
    return true;
}

/// The viewport with that volume; where none has it, the active one of its case gets it.
SliceViewport* ViewerWidget::State::viewportShowing(qint64 caseId, int volume) {
    SliceViewport* ofCase = nullptr;
    for (SliceViewport* view : shown) {
        if (view->caseId() != caseId) {
            continue;
        }
        if (view->volumeIndex() == volume) {
            return view;
        }
        ofCase = ofCase == nullptr || view == active ? view : ofCase;
    }
    if (ofCase != nullptr) {
        showSeries(ofCase, volume);
    }
    return ofCase;
}

} // namespace bolus
