// The lines that `evaluate --suite` prints for people, as its rows come.
#pragma once

#include <string>

#include "app/jobs/Events.h"

namespace bolus {

bool isSuiteRow(const Json& item);
/// What the columns mean, for the first row's numbers of candidates.
std::string suiteHeading(const Json& item);
std::string suiteLine(const Json& item);
/// A row of `--suite phases`: a true phase and what it was taken for.
bool isPhaseRow(const Json& item);
std::string phaseHeading();
std::string phaseLine(const Json& item);
/// The figures of its result; empty for others.
std::string phaseFigures(const Json& result);
/// A line for each comparison of a result; empty where it has none.
std::string suiteComparisons(const Json& result);

} // namespace bolus
