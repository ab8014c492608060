// Washout of one region in words, with its formula, source and cautions.
#pragma once

#include <QString>

#include "ui/measure/CurveTimes.h"
#include "ui/measure/MeasureTable.h"
#include "viewer/measure/Washout.h"

namespace bolus {

/// What the table's row gives; phases without a number have no mean.
std::vector<PhaseMean> phaseMeans(const MeasureTable& table, const MeasureRow& row,
                                  const CurveTimes& times);
/// Plain text, a line each.
QString washoutText(const std::vector<PhaseMean>& phases);
/// The same with what is to be minded about each of the means.
QString washoutText(const MeasureTable& table, const MeasureRow& row, const CurveTimes& times);

} // namespace bolus
