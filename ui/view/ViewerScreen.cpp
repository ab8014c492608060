// What is on screen of a case, to be kept, and brought back.
#include <algorithm>

#include "ui/view/ViewerState.h"

namespace bolus {

namespace {

const std::string ownKind = "@"; // ends the names of kinds of value that one case has for itself

bool shows(const SliceViewport* view, const ScreenPlace& place) {
    return view->record().seriesUid == place.seriesUid && view->record().part == place.part;
}

/// What a person hung there by name and is gone from the case leaves no hole.
std::vector<CellContent> stillThere(const Case& exam, std::vector<CellContent> cells) {
    std::erase_if(cells, [&](const CellContent& content) {
        return !content.seriesUid.empty() && volumeOf(exam, content) < 0;
    });
    return cells;
}

std::map<std::string, Window> windowsOf(const ViewState& state, std::int64_t caseId) {
    std::map<std::string, Window> windows;
    const std::string own = ownKind + std::to_string(caseId);
    for (const auto& [kind, window] : state.windows()) {
        if (kind.ends_with(own)) {
            windows[kind.substr(0, kind.size() - own.size() + ownKind.size())] = window;
        } else if (!kind.contains(ownKind)) {
            windows[kind] = window;
        }
    }
    return windows;
}

std::map<Plane, Turn> turnsOf(const ViewState& state) {
    std::map<Plane, Turn> turns = state.turns();
    std::erase_if(turns, [](const auto& each) { return each.second == Turn{}; });
    return turns;
}

void applyPlace(const ScreenPlace& place, ViewState& state, const PatientMap& map) {
    state.setRotation(place.rotation);
    state.setCentre(map.back(place.centre));
    state.setZoom(place.zoom);
    state.setPoint(map.back(place.point));
    state.setCrosshair(place.crosshair);
    state.setCrop(place.crop);
    for (const Plane plane : {Plane::Axial, Plane::Coronal, Plane::Sagittal, Plane::Oblique}) {
        const auto turn = place.turns.find(plane);
        state.setTurn(plane, turn == place.turns.end() ? Turn{} : turn->second);
    }
}

void applyLook(const ScreenLook& look, ViewState& state, const PatientMap& map,
               std::int64_t caseId) {
    if (look.place) {
        applyPlace(*look.place, state, map);
    }
    if (look.plane) {
        state.setPlane(*look.plane);
    }
    for (const auto& [kind, window] : look.windows) {
        const bool own = kind.ends_with(ownKind);
        state.setWindow(own ? kind + std::to_string(caseId) : kind, window);
    }
    if (look.slab) {
        state.setSlab(*look.slab);
    }
    if (look.inverted) {
        state.setInverted(*look.inverted);
    }
}

} // namespace

/// Where `lead` is given, the place is the patient's as that view shows it.
ScreenLook ViewerWidget::State::lookOf(const ViewState& state, const SliceViewport* lead) const {
    ScreenLook look;
    look.plane = state.plane();
    look.windows = windowsOf(state, exam->id);
    look.slab = state.slab();
    look.inverted = state.inverted();
    ScreenPlace place{state.point(), state.centre(), state.zoom(), state.rotation(),
                      layout.threePlanes ? crosshairBefore : state.crosshair()};
    place.turns = turnsOf(state);
    place.crop = state.crop();
    if (lead != nullptr) {
        const PatientMap& map = lead->scene().map();
        place.point = map.there(state.point());
        place.centre = map.there(state.centre());
        place.seriesUid = lead->record().seriesUid;
        place.part = lead->record().part;
    }
    look.place = std::move(place);
    return look;
}

ScreenView ViewerWidget::screen() const {
    const State& s = *m_state;
    ScreenView screen;
    if (!s.exam) {
        return screen;
    }
    screen.layout = s.layout;
    if (s.beside) {
        screen.layout = s.layout.threePlanes ? s.beforePlanes.value_or(ScreenLayout{}) : s.layout;
        screen.layout.cells = s.cellsAlone;
    }
    const SliceViewport* lead = s.leaderOf(0);
    static_cast<ScreenLook&>(screen) =
        s.lookOf(lead != nullptr ? lead->scene().state() : *s.view, lead);
    screen.linked = s.isLinked;
    for (const SliceViewport* view : s.shown) {
        if (!s.isLinked && !s.layout.threePlanes && s.isCurrent(view)) {
            screen.apart.push_back(s.lookOf(view->scene().state(), view));
        }
    }
    s.overlays->keep(*s.exam, screen);
    return screen;
}

void ViewerWidget::applyScreen(const ScreenView& screen) {
    State& s = *m_state;
    if (!s.exam) {
        return;
    }
    s.leavePlanes();
    s.maximised = nullptr;
    s.layout = screen.layout;
    s.layout.threePlanes = false;
    s.layout.cells = stillThere(*s.exam, screen.layout.cells);
    if (s.beside) {
        s.cellsAlone = std::exchange(s.layout.cells, {});
    }
    const bool planes = screen.layout.threePlanes && !s.layout.cells.empty();
    if (planes) { // the first series that is there is shown alone, and then in its planes
        auto& cells = s.layout.cells;
        const auto there = std::ranges::find_if(
            cells, [&](const CellContent& content) { return volumeOf(*s.exam, content) >= 0; });
        CellContent series = there == cells.end() ? cells.front() : *there;
        series.plane.reset();
        s.layout = {0, 0, 0, {series}, false};
    }
    setLinked(screen.linked);
    s.rehang();
    s.applyLooks(screen);
    if (planes) {
        s.layout.cells.clear();
        s.enterPlanes();
    }
    s.overlays->bringBack(*s.exam, screen);
    Q_EMIT layoutChanged();
}

/// What led leads again, and shows the same place, wherever the other phases lie by now.
void ViewerWidget::State::lead(const ScreenPlace& place) {
    const auto led = [&](const SliceViewport* each) {
        return isCurrent(each) && shows(each, place);
    };
    const auto leader = std::ranges::find_if(shown, led);
    if (leader != shown.end() && !led(active)) {
        setActive(*leader);
    }
}

void ViewerWidget::State::applyLooks(const ScreenView& screen) {
    if (screen.place) {
        lead(*screen.place);
    }
    const bool isLed =
        active != nullptr && screen.place && isCurrent(active) && shows(active, *screen.place);
    const auto state = activeState();
    applyLook(screen, *state, isLed ? active->scene().map() : PatientMap(), exam->id);
    if (isLinked) {
        return;
    }
    view = state->copy();
    std::vector<ScreenLook> left = screen.apart;
    for (SliceViewport* each : shown) {
        shareState(each);
        const auto own = std::ranges::find_if(left, [&](const ScreenLook& look) {
            return look.place && isCurrent(each) && shows(each, *look.place);
        });
        if (own != left.end()) {
            applyLook(*own, each->scene().state(), each->scene().map(), exam->id);
            left.erase(own);
        }
    }
    watchActive();
}

void ViewerWidget::setHome(std::optional<ScreenView> home) {
    m_state->home = std::move(home);
}

} // namespace bolus
