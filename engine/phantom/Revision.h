// Which images the same phantom exam has.
#pragma once

namespace bolus {

/// Raised whenever planExam(), renderPhase() or renderInput() gives something else for the same
/// seed and index: what was made of the old exams is then made anew. test_phantom tells.
inline constexpr int phantomRevision = 1;

} // namespace bolus
