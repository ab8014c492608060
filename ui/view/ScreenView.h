// What a screen shows, as it is kept: with a case, and by hanging protocols. Plain data.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ui/view/Hanging.h"
#include "viewer/ViewState.h"

namespace bolus {

/// How the light box is divided, and what hangs in its cells.
struct ScreenLayout {
    int count = 0;                  // of viewports; 0: as many as the case needs
    int rows = 0, columns = 0;      // a fixed grid; 0: by the room there is
    std::vector<CellContent> cells; // row by row; empty: in contrast order
    bool threePlanes = false;       // of one series; the cells say of which
    bool operator==(const ScreenLayout&) const = default;
};

/// Where one looks. LPS, mm: of the patient as the view that leads shows it, so that it is the same
/// place whatever links the phases.
struct ScreenPlace {
    Vec3 point{}, centre{};
    double zoom = 1;
    Rotation rotation;
    bool crosshair = false;
    std::string seriesUid{}; // what that view shows; empty: of what all share
    int part = 0;
    bool operator==(const ScreenPlace&) const = default;
};

struct ScreenView {
    ScreenLayout layout;
    std::optional<Plane> plane;
    /// By kind of value, see ViewState::window; "signal@" stands for the case's own kind.
    std::map<std::string, Window> windows;
    std::optional<Slab> slab;
    bool linked = true;
    std::optional<ScreenPlace> place; // of one case
    bool operator==(const ScreenView&) const = default;
};

} // namespace bolus
