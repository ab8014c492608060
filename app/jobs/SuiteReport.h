// What the rows of the phase-series benchmark say together: comparisons, tables, plots.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/jobs/Events.h"

namespace bolus {

/// Finished rows by name, as PhaseSeriesSuite writes them (app/PROTOCOL.md), with their `ranks`.
using SuiteResults = std::map<std::string, Json>;

/// A row's figures among so many candidates; null where it has none, as when exams were left out.
const Json* tableAmong(const Json& row, int candidates);
/// All numbers of candidates that rows have figures of, rising.
std::vector<int> candidatesOf(const SuiteResults& results);

/// The content of results.json: `made` (command, settings, encoder), then the rows, the
/// comparisons, the notes that must stand beside the figures, and `results_sha256` of settings and
/// figures.
///
/// Comparisons: PAMN robust against ST, against the best pooling and against PAMN with one phase,
/// R@10 at the largest number of candidates in each direction, on the same queries, with paired
/// bootstrap intervals; of the rows that are there.
Json suiteSummary(const SuiteResults& results, Json made);

/// results.md: Table 1, the two figures as tables, comparisons, how it was made.
std::string suiteMarkdown(const SuiteResults& results, const Json& summary);

/// Empty where no row of the figure is there.
std::string tablePlot(const SuiteResults& results);  // R@10 against candidates
std::string scalePlot(const SuiteResults& results);  // against the share of the training exams
std::string phasesPlot(const SuiteResults& results); // against the number of phases

} // namespace bolus
