// The phase-series benchmark on digital phantoms: the paper's Table 1, its data-scale and its
// phase-count figure, every row trained in the same loop on the tokens of one frozen phase encoder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "app/jobs/Events.h"
#include "app/jobs/Session.h"

namespace bolus {

struct PhaseSeriesRequest {
    std::string model; // id or file, whose phase encoder all rows share; empty: the active one
    std::uint64_t seed = 1;
    int trainCases = 4000, validationCases = 400, testCases = 2000;
    int epochs = 6, batch = 64;
    double learningRate = 5e-4;
    int textLayers = 2, textWidth = 128;
    std::vector<std::string> rows; // names; empty: all that two cores can train
    std::filesystem::path out;     // made if it is not there
    std::filesystem::path tokens;  // folder of the encoded phases; empty: `out`
};

/// An item for each row as soon as it is there. Writes into `out`: rows/NAME.json, results.json,
/// results.md, table1.svg, scale.svg, phases.svg, all of them anew after each row. A row that is
/// there already is not run again, one that was stopped goes on from its checkpoint. A row whose
/// loss stops being finite is measured as its last checkpoint has it. Errors: BadInput, before
/// anything is made, where an option does not make sense for a row or `out` holds results of other
/// options; Cancelled; as train() and Model::load().
Result<Outcome> runPhaseSeriesSuite(Session& session, const PhaseSeriesRequest& request,
                                    Events& events);

} // namespace bolus
