// Which volume goes where on the light box. No widgets.
#pragma once

#include <vector>

#include "library/domain/Case.h"

namespace bolus {

struct HangingCell {
    int exam = 0;    // 0: the current case, 1: the one beside it
    int volume = -1; // index among its volumes; -1: it has none for this place
    Phase phase = Phase::Unknown;
};

struct Hanging {
    std::vector<HangingCell> cells; // row by row
    int columns = 0;                // fixed where two exams hang level; 0: by the room there is
};

/// The phase series in their order, at most `count` (0: as many as there are) and never over 8.
/// With more room than phases the other series follow. With `beside`, each phase of it hangs below
/// the same phase of `exam`, one column a phase, at most 4 columns.
Hanging planHanging(const Case& exam, const Case* beside, int count);

struct GridShape {
    int rows = 1, columns = 1;
};
/// One or two rows, at most four columns, so that square pictures come out largest.
GridShape bestGrid(int cells, int width, int height);

} // namespace bolus
