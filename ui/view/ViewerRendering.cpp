// The volume rendering of the light box: over all of it, or in a cell of its own.
#include <algorithm>

#include "ui/view/PhaseChip.h"
#include "ui/view/ViewerState.h"
#include "ui/view/VolumeViewport.h"

namespace bolus {

/// One at a time: each takes memory and both cores.
VolumeViewport* ViewerWidget::State::renderingView() {
    if (rendering != nullptr) {
        return rendering;
    }
    rendering = new VolumeViewport(&self);
    rendering->hide();
    rendering->setTextChoice(textChoice);
    QObject::connect(rendering, &VolumeViewport::closeRequested, &self, [this] {
        renderingAlone ? self.setVolumeRendering(false) : void(leavePlanes());
    });
    QObject::connect(rendering, &VolumeViewport::maximiseRequested, &self,
                     [this] { self.setVolumeRendering(!renderingAlone); });
    // What is chosen to hang is to be seen.
    QObject::connect(&self, &ViewerWidget::layoutChanged, rendering,
                     [this] { self.setVolumeRendering(false); });
    QObject::connect(rendering->chip(), &PhaseChip::seriesChosen, &self,
                     [this](int volume) { renderSeries(volume); });
    QObject::connect(rendering->chip(), &PhaseChip::phaseChosen, &self, [this](Phase phase) {
        const VolumeRecord& record = rendering->record();
        Q_EMIT self.phaseChosen(rendering->caseId(), QString::fromStdString(record.seriesUid),
                                record.part, phase);
    });
    return rendering;
}

/// The cell that says so, else the active viewport's volume while nothing else is shown.
std::optional<HangingCell> ViewerWidget::State::renderedCell() const {
    const auto own = std::ranges::find_if(hanging.cells, [](const HangingCell& cell) {
        return cell.kind == CellKind::Rendering && cell.volume >= 0;
    });
    const bool followsActive = own == hanging.cells.end() || layout.threePlanes;
    if (renderingAlone && followsActive) {
        if (active == nullptr || caseWithId(active->caseId()) == nullptr) {
            return std::nullopt;
        }
        return HangingCell{whichOf(active->caseId()),
                           active->volumeIndex(),
                           Phase::Unknown,
                           {},
                           CellKind::Rendering};
    }
    return own == hanging.cells.end() ? std::nullopt : std::optional(*own);
}

std::optional<VolumeRecord> ViewerWidget::State::renderedVolume() const {
    const auto cell = renderedCell();
    return cell ? std::optional(caseOf(cell->exam).volumes[static_cast<std::size_t>(cell->volume)])
                : std::nullopt;
}

/// Brings the rendering in line with what hangs, is active and is loaded; where it is not on
/// screen, its memory goes.
void ViewerWidget::State::refreshRendering() {
    if (rendering == nullptr) {
        return;
    }
    const auto cell = renderedCell();
    if (rendering->isHidden() || !cell) {
        rendering->setLoaded(nullptr);
        renderingKey.clear();
        return;
    }
    const Case& from = caseOf(cell->exam);
    const VolumeRecord& record = from.volumes[static_cast<std::size_t>(cell->volume)];
    const std::string key = volumeKey(record);
    if (key != renderingKey || rendering->caseId() != from.id ||
        rendering->record().phase.phase != record.phase.phase) {
        const auto kept = key == renderingKey ? rendering->scene().volume() : nullptr;
        rendering->hang(from, cell->volume, kept);
        renderingKey = key;
    }
    if (active != nullptr) {
        rendering->follow(active->scene(), mapOf(from.id, record));
    }
    if (const auto found = loaded.find(key); found != loaded.end()) {
        rendering->setLoaded(found->second);
    } else if (const auto why = failures.find(key); why != failures.end()) {
        rendering->setFailed(why->second);
    }
}

/// Another series in place of the one that is rendered.
void ViewerWidget::State::renderSeries(int volume) {
    const int cell = renderingAlone ? -1 : cellOf(rendering);
    if (cell < 0 || layout.threePlanes) {
        if (active != nullptr && active->caseId() == rendering->caseId()) {
            showSeries(active, volume);
        }
        return;
    }
    fixCells();
    const VolumeRecord& record = caseOf(hanging.cells[static_cast<std::size_t>(cell)].exam)
                                     .volumes[static_cast<std::size_t>(volume)];
    CellContent& content = layout.cells[static_cast<std::size_t>(cell)];
    content.seriesUid = record.seriesUid;
    content.part = record.part;
    rehang();
}

void ViewerWidget::setVolumeRendering(bool on) {
    State& s = *m_state;
    on = on && s.active != nullptr;
    if (on == s.renderingAlone) {
        return;
    }
    s.renderingAlone = on;
    s.renderingView();
    s.arrange();
    s.fetchWhatHangs();
    QWidget* focus = on ? static_cast<QWidget*>(s.rendering) : s.active;
    if (focus != nullptr) {
        focus->setFocus();
    }
    Q_EMIT volumeRenderingChanged(on);
}

/// Hidden with the focus, a view would hand it to the next one, which would so become the active
/// one.
void ViewerWidget::State::keepFocus(const QSet<QWidget*>& visible) {
    std::vector<QWidget*> views(pool.begin(), pool.end());
    if (rendering != nullptr) {
        views.push_back(rendering);
    }
    const QWidget* has = self.window()->focusWidget();
    const auto losesIt = [&](const QWidget* view) {
        return has != nullptr && (view == has || view->isAncestorOf(has));
    };
    const auto view = std::ranges::find_if(views, losesIt);
    if (view != views.end() && !visible.contains(*view)) {
        self.setFocus();
    }
}

/// Where there is nothing left to render, the light box comes back.
void ViewerWidget::State::endRendering() {
    if (renderingAlone && !renderedCell()) {
        renderingAlone = false;
        Q_EMIT self.volumeRenderingChanged(false);
    }
}

bool ViewerWidget::volumeRendering() const {
    return m_state->renderingAlone;
}

VolumeViewport* ViewerWidget::volumeViewport() const {
    const VolumeViewport* view = m_state->rendering;
    return view != nullptr && !view->isHidden() ? m_state->rendering : nullptr;
}

} // namespace bolus
