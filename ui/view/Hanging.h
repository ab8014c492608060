// Which volume goes where on the light box. No widgets.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "library/domain/Case.h"

namespace bolus {

/// What is made of the volume in a cell.
enum class CellKind { Slices, Rendering };

struct HangingCell {
    int exam = 0;    // 0: the current case, 1: the one beside it
    int volume = -1; // index among its volumes; -1: it has none for this place
    Phase phase = Phase::Unknown;
    std::optional<Plane> plane{}; // its own, whatever the others show
    CellKind kind = CellKind::Slices;
};

/// What should hang in a cell, whatever the case has for it.
struct CellContent {
    int exam = 0;          // as in HangingCell
    std::string seriesUid; // this series and part; empty:
    int part = 0;
    std::optional<Phase> phase; // the nth series of this phase; without one, of all series in order
    int nth = 0;                // 0-based
    std::optional<Plane> plane;
    CellKind kind = CellKind::Slices;
    bool operator==(const CellContent&) const = default;
};

struct Hanging {
    std::vector<HangingCell> cells; // row by row
    int columns = 0;                // fixed where two exams hang level; 0: by the room there is
    std::vector<Phase> leftOut{};   // where two hang level: phases for which there is no column
};

/// The phase series in their order, at most `count` (0: as many as there are) and never over 8.
/// With more room than phases the other series follow. With `beside`, each phase of it hangs below
/// the same phase of `exam`, one column a phase, at most 4 columns; where there are fewer columns
/// than phases, those that both have come first.
Hanging planHanging(const Case& exam, const Case* beside, int count);

/// These contents in this order, at most 8. A cell whose content the case does not have stays empty.
Hanging planCells(const Case& exam, const Case* beside, const std::vector<CellContent>& cells);
/// The volume that a content means; -1: the case has none.
int volumeOf(const Case& exam, const CellContent& content);
/// Every series once, as they are paged through: the phase series in order, then the others.
std::vector<int> seriesInOrder(const Case& exam);
/// One series in its three patient planes, and rendered as a volume.
std::vector<CellContent> threePlanesOf(const VolumeRecord& volume, int exam);

struct GridShape {
    int rows = 1, columns = 1;
};
/// One or two rows, at most four columns, so that square pictures come out largest.
GridShape bestGrid(int cells, int width, int height);

} // namespace bolus
