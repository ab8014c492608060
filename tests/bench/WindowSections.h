// What bench_window measures besides the list: the light box, and the start.
#pragma once

#include <QString>

namespace bolus::bench {

/// By the bolusctl beside this program, without looking at the pixels.
bool importFiles(const QString& files, const QString& library);

/// Opening an exam of 4 × 300 slices of 512 × 512, its memory, and scrolling four linked views of
/// 800 × 600. False, with a sentence on standard error, where it could not be measured.
bool lightBox(const QString& folder);

/// A volume rendering of 512 × 512 × 300, turned. False where no picture came.
bool volumeRendering();

/// The program itself, over a library of two exams, until its list is filled.
bool startOfWindow(const QString& folder);

} // namespace bolus::bench
