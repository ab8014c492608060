// Writes the report of an exam: what its plan says, and nothing else.
#pragma once

#include <string>

#include "engine/phantom/Phantom.h"

namespace bolus::phantom {

/// Structured, dictated, terse or abbreviated by the exam's own lot, in sentences of its set. Tells
/// of each finding its size, place and what it does in the phases that were scanned, now and then
/// the series and image that show it (as written with scan.sliceMm), and of some organs that they
/// are normal.
/// `telling` draws another lot: the same findings in other words.
std::string writeReport(const PhantomExam& exam, int telling = 0);

} // namespace bolus::phantom
