// One row of the phase-series benchmark: its model is trained, then measured.
#pragma once

#include "app/jobs/SuiteExams.h"
#include "app/jobs/SuiteFolder.h"

namespace bolus {

/// How a row is trained, but for its checkpoint.
TrainOptions rowOptions(const SuiteRow& row, const PhaseSeriesRequest& request);

/// The fields of a finished row with its `ranks` (app/PROTOCOL.md). `exams` are
/// prepared. A stopped row goes on from what it left in `folder`. Errors:
/// Cancelled; BadInput where no test exam could be given to the model; as
/// train().
Result<Json> runSuiteRow(const SuiteRow& row, const PhaseSeriesRequest& request,
                         const Model& encoder, const SuiteExams& exams, const SuiteFolder& folder,
                         Progress& outer);

} // namespace bolus
