// A vector's row as Models and VectorReading read it.
#pragma once

#include "library/store/Database.h"
#include "library/store/Library.h"

namespace bolus {

/// From the columns case_id, phases, data, shares.
StoredVector vectorFrom(const Query& row);

} // namespace bolus
