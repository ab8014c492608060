// What a screen shows, as it is kept: with a case, and by hanging protocols. Plain data.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ui/view/Hanging.h"
#include "viewer/LayerStyle.h"
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
    std::map<Plane, Turn> turns{}; // how the pictures of planes lie; those not named: upright
    std::optional<Bounds> crop{};  // of renderings; see ViewState
    bool operator==(const ScreenPlace&) const = default;
};

/// How one view looks, or all that are linked. What is not given stays as it is.
struct ScreenLook {
    std::optional<Plane> plane;
    /// By kind of value, see ViewState::window; "signal@" stands for the case's own kind.
    std::map<std::string, Window> windows;
    std::optional<Slab> slab;
    std::optional<bool> inverted;
    std::optional<ScreenPlace> place; // of one case
    bool operator==(const ScreenLook&) const = default;
};

/// Another phase that lies over one, in colour or subtracted from it.
struct ScreenOverlay {
    std::string belowUid; // series
    int belowPart = 0;
    std::string aboveUid;
    int abovePart = 0;
    bool isDifference = false;
    std::optional<LayerStyle> style; // nothing: as it is at first
    bool operator==(const ScreenOverlay&) const = default;
};

struct ScreenView : ScreenLook {
    ScreenLayout layout;
    bool linked = true;
    // Of one case
    std::vector<ScreenLook> apart; // each view's own where they are not linked; its place names it
    std::vector<ScreenOverlay> overlays;
    std::vector<std::string> objects; // segmentations and maps that are shown: SOP Instance UIDs
    bool operator==(const ScreenView&) const = default;
};

} // namespace bolus
