// Writes the report of an exam: what its plan says, and nothing else.
#pragma once

#include <string>

#include "engine/phantom/Phantom.h"

namespace bolus::phantom {

/// Structured, dictated, terse or abbreviated by the exam's own lot, in the sentences of its set. Each finding
/// in the phases that were scanned; organs without a finding as normal.
std::string writeReport(const PhantomExam& exam);

} // namespace bolus::phantom
