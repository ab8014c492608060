// Declares the options of each command and binds it to its job.
#pragma once

#include <string>

#include <CLI/App.hpp>

#include "app/bolusctl/CommandLine.h"

namespace bolus {

/// import, cases, case, phase, report, search, similar, verify, doctor
void addLibraryCommands(CLI::App& app, Invocation& invocation);
/// report …: called by addLibraryCommands().
void addReportCommands(CLI::App& app, Invocation& invocation);
/// case reorder, edits, undo, thumbnails: called by addLibraryCommands().
void addCaseEdits(CLI::App& parent, Invocation& invocation);
/// check: called by addLibraryCommands().
void addCheck(CLI::App& app, Invocation& invocation);
/// train, evaluate. `typed` is the whole command line, for a model's provenance.
void addTrainCommands(CLI::App& app, Invocation& invocation, const std::string& typed);
/// embed, attention, model, phantom, and those of addTrainCommands(): where help lists them.
void addModelCommands(CLI::App& app, Invocation& invocation, const std::string& typed);

} // namespace bolus
