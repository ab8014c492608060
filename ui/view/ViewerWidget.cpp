#include "ui/view/ViewerWidget.h"

#include <algorithm>

#include <QKeyEvent>

#include "ui/view/ViewerState.h"

namespace bolus {

namespace {

/// The range of maps shown together, for those that bring none.
void shareRange(QVector<Heatmap>& heatmaps) {
    std::vector<Heatmap> without;
    std::copy_if(heatmaps.begin(), heatmaps.end(), std::back_inserter(without),
                 [](const Heatmap& map) { return !(map.low < map.high); });
    const auto [low, high] = commonRange(without);
    for (Heatmap& map : heatmaps) {
        if (!(map.low < map.high)) {
            map.low = low;
            map.high = high;
        }
    }
}

Bounds boundsOfPhases(const Case& exam) {
    std::optional<Bounds> bounds;
    const bool hasPhases = std::any_of(exam.volumes.begin(), exam.volumes.end(),
                                       [](const VolumeRecord& v) { return v.inPhaseSeries; });
    for (const VolumeRecord& volume : exam.volumes) {
        const VolumeGeometry geometry = VolumeGeometry::of(volume);
        if (volume.inPhaseSeries == hasPhases && geometry.isUsable()) {
            bounds ? bounds->include(geometry.bounds()) : void(bounds = geometry.bounds());
        }
    }
    return bounds.value_or(Bounds{});
}

} // namespace

ViewerWidget::ViewerWidget(QWidget* parent, VolumeSource source, KeyMap* keys)
    : QWidget(parent) {
    setObjectName("viewer");
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_StyledBackground);
    setStyleSheet("#viewer{background:#14171b}"
                  "#dropFrame{border:3px solid #4ca3ff;background:transparent}"
                  "#emptyViewport,#emptyLightBox{background:#000;color:#7d858d;font-size:13px}");
    m_state = std::make_unique<State>(*this, std::move(source), keys);
}

// Who listens to the book is gone, or goes, before the state does.
ViewerWidget::~ViewerWidget() {
    m_state->book->disconnect(this);
}

void ViewerWidget::showCase(const Case& exam) {
    const bool same = shownCase() == exam.id;
    if (!same) {
        const bool wasOpen = m_state->beside.has_value();
        m_state->beside.reset();
        std::erase_if(m_state->heatmaps, [&](const auto& e) { return e.first != exam.id; });
        m_state->begin(exam);
        if (wasOpen) {
            Q_EMIT besideClosed();
        }
    }
    m_state->exam = exam;
    m_state->toAnnounce.insert(exam.id);
    m_state->rehang();
}

void ViewerWidget::showBeside(const Case& found) {
    if (!m_state->exam) {
        showCase(found);
        return;
    }
    if (found.id == m_state->exam->id) {
        return;
    }
    if (besideCase() != found.id) {
        m_state->leavePlanes();
        if (!m_state->beside) {
            m_state->cellsAlone = m_state->layout.cells;
        }
        m_state->layout.cells.clear();
    }
    m_state->beside = found;
    m_state->besideOffset =
        boundsOfPhases(found).centre() - boundsOfPhases(*m_state->exam).centre();
    m_state->toAnnounce.insert(found.id);
    m_state->maximised = nullptr;
    m_state->rehang();
}

void ViewerWidget::setEdits(const QList<QAction*>& actions) {
    m_state->edits = actions;
}

void ViewerWidget::closeBeside() {
    if (m_state->beside) {
        m_state->leavePlanes();
        m_state->beside.reset();
        m_state->layout.cells = std::exchange(m_state->cellsAlone, {});
        m_state->rehang();
        Q_EMIT besideClosed();
    }
}

void ViewerWidget::clear() {
    const bool wasOpen = m_state->beside.has_value();
    m_state->exam.reset();
    m_state->beside.reset();
    m_state->beforePlanes.reset();
    m_state->layout = m_state->chosen;
    m_state->heatmaps.clear();
    m_state->rehang();
    if (wasOpen) {
        Q_EMIT besideClosed();
    }
}

std::optional<std::int64_t> ViewerWidget::shownCase() const {
    return m_state->exam ? std::optional(m_state->exam->id) : std::nullopt;
}

std::optional<std::int64_t> ViewerWidget::besideCase() const {
    return m_state->beside ? std::optional(m_state->beside->id) : std::nullopt;
}

void ViewerWidget::setHeatmaps(qint64 caseId, const QVector<Heatmap>& heatmaps) {
    if (m_state->caseWithId(caseId) == nullptr) {
        return; // an answer for a case that is gone
    }
    QVector<Heatmap> ranged = heatmaps;
    shareRange(ranged);
    m_state->heatmaps[caseId] = ranged;
    for (SliceViewport* view : m_state->shown) {
        if (view->caseId() == caseId) {
            m_state->applyHeatmap(view);
        }
    }
}

void ViewerWidget::clearHeatmaps() {
    m_state->heatmaps.clear();
    for (SliceViewport* view : m_state->shown) {
        m_state->applyHeatmap(view);
    }
}

void ViewerWidget::setHeatmapVisible(bool visible) {
    if (visible != m_state->style.visible) {
        m_state->style.visible = visible;
        m_state->applyStyle();
        Q_EMIT heatmapVisibleChanged(visible);
    }
}

bool ViewerWidget::heatmapVisible() const {
    return m_state->style.visible;
}

void ViewerWidget::setHeatmapOpacity(double opacity) {
    m_state->style.opacity = std::clamp(opacity, 0.0, 1.0);
    m_state->applyStyle();
}

void ViewerWidget::setHeatmapThreshold(double threshold) {
    m_state->style.threshold = std::clamp(threshold, 0.0, 1.0);
    m_state->applyStyle();
}

void ViewerWidget::setHeatmapHeld(bool held) {
    m_state->held = held;
    m_state->applyStyle();
}

/// From a volume rendering, or three planes of one series, to one plane of all.
void ViewerWidget::setPlane(Plane plane) {
    setVolumeRendering(false);
    m_state->leavePlanes();
    m_state->setPlane(plane);
}
Plane ViewerWidget::plane() const {
    const SliceViewport* active = m_state->active;
    return active != nullptr ? active->scene().plane() : m_state->view->plane();
}

void ViewerWidget::setWindowLevel(double window, double level) {
    if (m_state->active != nullptr) {
        m_state->active->scene().setWindow({window, level});
    }
}

std::array<double, 2> ViewerWidget::windowLevel() const {
    const Window window = m_state->active != nullptr ? m_state->active->scene().window() : Window{};
    return {window.window, window.level};
}

bool ViewerWidget::applyPreset(const QString& name) {
    if (m_state->active == nullptr || m_state->renderingAlone) {
        return false;
    }
    SliceScene& scene = m_state->active->scene();
    if (name == "auto" && scene.hasVolume()) {
        scene.setWindow(scene.volume()->automatic);
        return true;
    }
    const WindowPreset* preset = findPreset(name.toStdString());
    if (preset == nullptr || scene.windowKind() != "HU") {
        return false;
    }
    scene.setWindow(preset->values);
    return true;
}

void ViewerWidget::setLinked(bool linked) {
    if (linked == m_state->isLinked) {
        return;
    }
    m_state->isLinked = linked;
    if (linked) {
        m_state->link();
    } else {
        for (SliceViewport* view : m_state->shown) {
            m_state->shareState(view);
        }
        m_state->watchActive();
    }
    Q_EMIT linkedChanged(linked);
}

bool ViewerWidget::linked() const {
    return m_state->isLinked;
}

void ViewerWidget::setLayoutCount(int count) {
    count = std::clamp(count, 0, maxViewports);
    const ScreenLayout& now = m_state->layout;
    if (count != now.count || now.columns != 0 || now.threePlanes ||
        (count == 0 && !now.cells.empty())) {
        m_state->divide(count, 0, 0);
    }
}

int ViewerWidget::layoutCount() const {
    return m_state->layout.count;
}

void ViewerWidget::setCrosshairVisible(bool visible) {
    m_state->activeState()->setCrosshair(visible);
}

bool ViewerWidget::crosshairVisible() const {
    return m_state->activeState()->crosshair();
}

void ViewerWidget::goTo(const std::array<double, 3>& point) {
    m_state->activeState()->setPoint(point);
    m_state->activeState()->setCrosshair(true);
}

std::array<double, 3> ViewerWidget::cursorPoint() const {
    return m_state->activeState()->point();
}

void ViewerWidget::scrollBy(int slices) {
    if (m_state->active != nullptr) {
        m_state->active->scene().scroll(slices);
    }
}

std::vector<SliceViewport*> ViewerWidget::viewports() const {
    return m_state->shown;
}
SliceViewport* ViewerWidget::activeViewport() const {
    return m_state->active;
}

void ViewerWidget::setActiveViewport(int index) {
    if (index >= 0 && index < static_cast<int>(m_state->shown.size())) {
        m_state->setActive(m_state->shown[static_cast<std::size_t>(index)]);
    }
}

void ViewerWidget::toggleMaximised() {
    if (m_state->renderingAlone) {
        setVolumeRendering(false);
        return;
    }
    m_state->maximised = m_state->maximised == nullptr ? m_state->active : nullptr;
    m_state->arrange();
}

bool ViewerWidget::isMaximised() const {
    return m_state->maximised != nullptr;
}

void ViewerWidget::keyPressEvent(QKeyEvent* event) {
    if (!m_state->key(*event)) {
        QWidget::keyPressEvent(event);
    }
}

// Drawing goes before what a key does otherwise.
bool ViewerWidget::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride &&
        m_state->drawsWith(static_cast<QKeyEvent*>(event)->key())) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void ViewerWidget::keyReleaseEvent(QKeyEvent* event) {
    if (m_state->held && m_state->keyMap->matches(State::holdCommand, *event)) {
        if (!event->isAutoRepeat()) {
            setHeatmapHeld(false);
        }
        return;
    }
    QWidget::keyReleaseEvent(event);
}

void ViewerWidget::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m_state->arrange();
}

void ViewerWidget::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::ActivationChange && m_state) {
        setHeatmapHeld(false); // the release of the key went to another window
    }
}

} // namespace bolus
