// What hangs where: layouts, series in cells, three planes of one series, and how it is kept.
#include <algorithm>

#include "ui/view/PhaseChip.h"
#include "ui/view/ViewerState.h"

namespace bolus {

namespace {

constexpr int mostRows = 2, mostColumns = 4;

CellContent emptyCell() {
    CellContent content;
    content.nth = -1;
    return content;
}

CellContent contentOf(const Case& from, const HangingCell& cell) {
    if (cell.volume < 0) {
        CellContent content = emptyCell();
        content.exam = cell.exam;
        content.phase = cell.phase;
        return content;
    }
    const VolumeRecord& volume = from.volumes[static_cast<std::size_t>(cell.volume)];
    return {cell.exam, volume.seriesUid, volume.part, {}, 0, cell.plane, cell.kind};
}

bool hangsSomething(const Hanging& hanging) {
    return std::ranges::any_of(hanging.cells,
                               [](const HangingCell& cell) { return cell.volume >= 0; });
}

} // namespace

Hanging ViewerWidget::State::plan() const {
    if (!exam) {
        return {};
    }
    const Case* other = beside ? &*beside : nullptr;
    const int room = layout.rows * layout.columns;
    if (!layout.cells.empty()) {
        std::vector<CellContent> cells = layout.cells;
        if (room > std::ssize(cells)) {
            cells.resize(static_cast<std::size_t>(room), emptyCell());
        }
        Hanging chosen = planCells(*exam, other, cells);
        chosen.columns = other != nullptr && !layout.threePlanes
                             ? static_cast<int>(cells.size() + 1) / 2
                             : layout.columns;
        if (hangsSomething(chosen)) {
            return chosen;
        }
    }
    Hanging planned = planHanging(*exam, other,
                                  room == 0 ? layout.count
                                  : other   ? 2 * layout.columns
                                            : room);
    if (other == nullptr) {
        planned.columns = layout.columns;
    }
    return planned;
}

int ViewerWidget::State::cellOf(const QWidget* view) const {
    const auto found = std::ranges::find(cellWidgets, view);
    return found == cellWidgets.end() ? -1 : static_cast<int>(found - cellWidgets.begin());
}

int ViewerWidget::State::cellAt(const QPoint& global) const {
    const QPoint at = self.mapFromGlobal(global);
    for (std::size_t i = 0; i < cellWidgets.size(); ++i) {
        if (cellWidgets[i]->isVisible() && cellWidgets[i]->geometry().contains(at)) {
            return static_cast<int>(i);
        }
    }
    return -1;
}

/// From now on what hangs stays where it is, whatever its phases are.
void ViewerWidget::State::fixCells() {
    if (!layout.cells.empty() && layout.cells.size() >= hanging.cells.size()) {
        return;
    }
    layout.cells.clear();
    for (const HangingCell& cell : hanging.cells) {
        layout.cells.push_back(contentOf(caseOf(cell.exam), cell));
    }
}

void ViewerWidget::State::hang(int cell, int which, int volume) {
    fixCells();
    const VolumeRecord& record = caseOf(which).volumes[static_cast<std::size_t>(volume)];
    const auto place = static_cast<std::size_t>(cell);
    if (layout.threePlanes) {
        for (CellContent& content : layout.cells) {
            content.exam = which;
            content.seriesUid = record.seriesUid;
            content.part = record.part;
        }
        rehang();
        return;
    }
    const auto plane = layout.cells[place].plane;
    layout.cells[place] = {which, record.seriesUid, record.part, {}, 0, plane, CellKind::Slices};
    auto* view = qobject_cast<SliceViewport*>(cellWidgets[place]);
    if (view == nullptr) {
        rehang();
        view = qobject_cast<SliceViewport*>(cellWidgets[place]);
    } else {
        hanging.cells[place] = {which, volume, record.phase.phase, plane, CellKind::Slices};
        put(view, hanging.cells[place]);
        fetchWhatHangs();
    }
    setActive(view);
    Q_EMIT self.hung();
}

void ViewerWidget::State::swapCells(int one, int other) {
    fixCells();
    std::swap(layout.cells[static_cast<std::size_t>(one)],
              layout.cells[static_cast<std::size_t>(other)]);
    rehang();
    setActive(qobject_cast<SliceViewport*>(cellWidgets[static_cast<std::size_t>(other)]));
}

void ViewerWidget::State::showSeries(SliceViewport* view, int volume) {
    if (caseWithId(view->caseId()) != nullptr) {
        hang(cellOf(view), whichOf(view->caseId()), volume);
    }
}

/// With another number of cells, what was hung by hand stays; series that hang nowhere follow.
void ViewerWidget::State::divide(int count, int rows, int columns) {
    leavePlanes();
    layout.count = count;
    layout.rows = rows;
    layout.columns = columns;
    chosen = {count, rows, columns, {}, false};
    const auto room = static_cast<std::size_t>(rows * columns > 0 ? rows * columns : count);
    if (room == 0 || beside || !exam) {
        layout.cells.clear();
    } else if (!layout.cells.empty()) {
        layout.cells.resize(std::min(layout.cells.size(), room));
        for (const int volume : seriesInOrder(*exam)) {
            const HangingCell cell{0, volume, Phase::Unknown, {}, CellKind::Slices};
            const auto hangs = [&](const CellContent& c) { return volumeOf(*exam, c) == volume; };
            if (layout.cells.size() < room && std::ranges::none_of(layout.cells, hangs)) {
                layout.cells.push_back(contentOf(*exam, cell));
            }
        }
    }
    maximised = nullptr;
    rehang();
    Q_EMIT self.layoutChanged();
}

void ViewerWidget::State::enterPlanes() {
    if (active == nullptr || layout.threePlanes) {
        return;
    }
    const VolumeRecord& record = active->record();
    const VolumeGeometry geometry = VolumeGeometry::of(record);
    const int which = whichOf(active->caseId());
    beforePlanes = layout;
    crosshairBefore = activeState()->crosshair();
    if (!isLinked) {
        view = active->scene().state().copy();
    }
    if (active->scene().isOutside() && geometry.isUsable()) {
        view->setPoint(view->point() + (geometry.centre() - active->scene().point()));
    }
    view->setCrosshair(true);
    const Plane was = active->scene().plane();
    layout = {4, 2, 2, threePlanesOf(record, which), true};
    maximised = nullptr;
    rehang();
    const auto same =
        std::ranges::find(shown, was, [](const SliceViewport* v) { return v->scene().plane(); });
    setActive(same == shown.end() ? shown.front() : *same);
    Q_EMIT self.layoutChanged();
}

bool ViewerWidget::State::leavePlanes() {
    if (!layout.threePlanes) {
        return false;
    }
    const std::string series = active != nullptr ? keys[active] : std::string();
    layout = std::exchange(beforePlanes, {}).value_or(ScreenLayout{});
    view->setCrosshair(crosshairBefore);
    maximised = nullptr;
    rehang();
    const auto same =
        std::ranges::find(shown, series, [this](const SliceViewport* v) { return keys.at(v); });
    if (same != shown.end()) {
        setActive(*same);
    }
    Q_EMIT self.layoutChanged();
    return true;
}

/// Of the active viewport where it has one of its own, else of all that follow the state.
void ViewerWidget::State::setPlane(Plane plane) {
    const int cell = active == nullptr ? -1 : cellOf(active);
    if (cell < 0 || !active->scene().ownPlane()) {
        activeState()->setPlane(plane);
        return;
    }
    fixCells();
    layout.cells[static_cast<std::size_t>(cell)].plane = plane;
    hanging.cells[static_cast<std::size_t>(cell)].plane = plane;
    active->scene().setOwnPlane(plane);
    announce();
}

void ViewerWidget::setGrid(int rows, int columns) {
    m_state->divide(0, std::clamp(rows, 1, mostRows), std::clamp(columns, 1, mostColumns));
}

std::array<int, 2> ViewerWidget::grid() const {
    return {m_state->layout.rows, m_state->layout.columns};
}

void ViewerWidget::setThreePlanes(bool on) {
    on ? m_state->enterPlanes() : void(m_state->leavePlanes());
}

bool ViewerWidget::threePlanes() const {
    return m_state->layout.threePlanes;
}

void ViewerWidget::pageSeries(int step) {
    SliceViewport* view = m_state->active;
    const Case* from = view == nullptr ? nullptr : m_state->caseWithId(view->caseId());
    if (from == nullptr || from->volumes.empty()) {
        return;
    }
    const std::vector<int> order = seriesInOrder(*from);
    const auto at = std::ranges::find(order, view->volumeIndex()) - order.begin();
    const auto count = std::ssize(order);
    m_state->showSeries(view,
                        order[static_cast<std::size_t>(((at + step) % count + count) % count)]);
}

bool ViewerWidget::dropSeries(const QPoint& global, qint64 caseId, int volume) {
    const int cell = m_state->cellAt(global);
    const Case* from = m_state->caseWithId(caseId);
    if (cell < 0 || from == nullptr || volume < 0 || volume >= std::ssize(from->volumes)) {
        return false;
    }
    m_state->hang(cell, m_state->whichOf(caseId), volume);
    return true;
}

bool ViewerWidget::hangInActive(qint64 caseId, int volume) {
    SliceViewport* view = m_state->active;
    return view != nullptr && dropSeries(view->mapToGlobal(view->rect().center()), caseId, volume);
}

void ViewerWidget::showDropAt(const std::optional<QPoint>& global) {
    const int cell = global ? m_state->cellAt(*global) : -1;
    QFrame* frame = m_state->dropFrame;
    frame->setVisible(cell >= 0);
    if (cell >= 0) {
        frame->setGeometry(m_state->cellWidgets[static_cast<std::size_t>(cell)]->geometry());
        frame->raise();
    }
}

void ViewerWidget::State::connectDrag(SliceViewport* viewport) {
    PhaseChip* chip = viewport->chip();
    QObject::connect(chip, &PhaseChip::dragMoved, &self,
                     [this](const QPoint& global) { self.showDropAt(global); });
    QObject::connect(chip, &PhaseChip::dropped, &self, [this, viewport](const QPoint& global) {
        self.showDropAt({});
        const int from = cellOf(viewport), to = cellAt(global);
        if (from >= 0 && to >= 0 && from != to) {
            swapCells(from, to);
        }
    });
}

/// To the protocol where there is one, else to the contrast order.
void ViewerWidget::State::goHome() {
    activeState()->setRotation({});
    if (layout.threePlanes || beside) {
        return;
    }
    if (home) {
        self.applyScreen(*home);
    } else if (!layout.cells.empty()) {
        layout.cells.clear();
        rehang();
        Q_EMIT self.layoutChanged();
    }
}

} // namespace bolus
