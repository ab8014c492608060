// The search benchmark on digital phantoms: a library of exams with known truth, searched as
// `bolusctl search` and `similar` do.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "app/jobs/Events.h"
#include "app/jobs/Session.h"
#include "engine/phantom/Phantom.h"

namespace bolus {

struct SearchSuiteRequest {
    std::string model; // id or file; empty: the active one
    std::uint64_t seed = 1;
    int cases = 2000;
    PhantomSet set = PhantomSet::Test; // Validation: to choose by
    double withoutReport = 0.3;        // share of the cases
    int examples = 300;                // searches by example, and as many by region, at most
    std::filesystem::path out;         // made if it is not there
    std::filesystem::path tokens;      // folder of the encoded phases; empty: `out`
};

/// An item a row as soon as it is there. Writes results.json and search.md into `out`, and a
/// library that it removes again. The exams and the files of their tokens are those that the
/// phase-series benchmark holds out under the same seed. Errors: BadInput; Cancelled; as
/// encodedSource(), runSearch().
Result<Outcome> runSearchSuite(Session& session, const SearchSuiteRequest& request, Events& events);

} // namespace bolus
