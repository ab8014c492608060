// Options of `evaluate --suite phase-series`, `--suite phases` and `--suite search`.
#pragma once

#include <string>

#include <CLI/App.hpp>

#include "app/jobs/PhaseSeriesSuite.h"
#include "app/jobs/PhaseSuite.h"
#include "app/jobs/SearchSuite.h"

namespace bolus {

/// `model` and `seed` are evaluate's own.
struct SuiteFlags {
    PhaseSeriesRequest request;
    PhaseSuiteRequest phases;
    SearchSuiteRequest search;
    int cases = 0; // of phases and search; 0: their own default
    std::string suite, out, tokens, tags, set;
    bool chosen() const { return !suite.empty(); }
    bool findsPhases() const { return suite == "phases"; }
    bool searches() const { return suite == "search"; }
};

/// Each is refused without --suite, which evaluate's own choice of cases is refused with: those
/// options must be there.
void addSuiteFlags(CLI::App& command, SuiteFlags& flags);
/// Throws a usage error where an option of the other suite was given, or --out is missing.
void checkSuiteFlags(const CLI::App& command, const SuiteFlags& flags);
PhaseSuiteRequest completePhaseSuite(const SuiteFlags& flags, std::uint64_t seed);
PhaseSeriesRequest completeSuite(const SuiteFlags& flags, const std::string& model,
                                 std::uint64_t seed);

SearchSuiteRequest completeSearchSuite(const SuiteFlags& flags, const std::string& model,
                                       std::uint64_t seed);

} // namespace bolus
