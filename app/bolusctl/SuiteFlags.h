// Options of `evaluate --suite phase-series`.
#pragma once

#include <string>

#include <CLI/App.hpp>

#include "app/jobs/PhaseSeriesSuite.h"

namespace bolus {

/// `model` and `seed` are evaluate's own.
struct SuiteFlags {
    PhaseSeriesRequest request;
    std::string suite, out, tokens;
    bool chosen() const { return !suite.empty(); }
};

/// Each is refused without --suite, which evaluate's own choice of cases is refused with: those
/// options must be there.
void addSuiteFlags(CLI::App& command, SuiteFlags& flags);
/// Throws a usage error where --out is missing.
void requireSuiteFolder(const SuiteFlags& flags);
PhaseSeriesRequest completeSuite(const SuiteFlags& flags, const std::string& model,
                                 std::uint64_t seed);

} // namespace bolus
