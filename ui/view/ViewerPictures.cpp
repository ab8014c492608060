// The light box's pictures: their common state, texts, and phases that take turns in one viewport.
#include <algorithm>

#include "ui/view/ViewerState.h"
#include "ui/view/VolumeViewport.h"

namespace bolus {

std::shared_ptr<ViewState> ViewerWidget::viewState() const {
    return m_state->activeState();
}

void ViewerWidget::setTextChoice(const TextChoice& choice) {
    m_state->textChoice = choice;
    for (SliceViewport* view : m_state->pool) {
        view->setTextChoice(choice);
    }
    if (m_state->rendering != nullptr) {
        m_state->rendering->setTextChoice(choice);
    }
}

const TextChoice& ViewerWidget::textChoice() const {
    return m_state->textChoice;
}

std::vector<int> ViewerWidget::readPhases() {
    const SliceViewport* view = m_state->active;
    const Case* exam = view == nullptr ? nullptr : m_state->caseWithId(view->caseId());
    if (exam == nullptr) {
        return {};
    }
    if (m_state->playing.insert(exam->id).second) {
        m_state->fetchWhatHangs();
    }
    std::vector<int> volumes;
    for (const VolumeRecord* volume : measuredPhases(*exam)) {
        if (m_state->loaded.contains(volumeKey(*volume)) && volumes.size() < mostMeasured) {
            volumes.push_back(static_cast<int>(volume - exam->volumes.data()));
        }
    }
    return volumes;
}

bool ViewerWidget::showForNow(int volume) {
    SliceViewport* view = m_state->active;
    const Case* exam = view == nullptr ? nullptr : m_state->caseWithId(view->caseId());
    if (exam == nullptr || volume < 0 || volume >= std::ssize(exam->volumes)) {
        return false;
    }
    const std::string key = volumeKey(exam->volumes[static_cast<std::size_t>(volume)]);
    const auto found = m_state->loaded.find(key);
    if (found == m_state->loaded.end()) {
        return false;
    }
    m_state->keys[view] = key;
    view->hang(*exam, volume);
    SliceScene& scene = view->scene();
    scene.setState(scene.sharedState(), m_state->mapOf(view)); // another phase, another way there
    view->setLinkText(m_state->linkText(view));
    m_state->applyHeatmap(view);
    m_state->fill(view, found->second);
    m_state->overlays->refresh(); // what lies over it is another series' matter
    return true;
}

} // namespace bolus
