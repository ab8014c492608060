// Declares the options of each command and binds it to its job.
#pragma once

#include <memory>
#include <string>

#include <CLI/App.hpp>

#include "app/bolusctl/CommandLine.h"
#include "app/jobs/SearchJobs.h"

namespace bolus {

/// import, check, cases, phase, case, register, report, search, searches, collection, verify
void addLibraryCommands(CLI::App& app, Invocation& invocation);
/// report …: called by addLibraryCommands().
void addReportCommands(CLI::App& app, Invocation& invocation);
/// case reorder, edits, undo, thumbnails: called by addLibraryCommands().
void addCaseEdits(CLI::App& parent, Invocation& invocation);
/// check: called by addLibraryCommands().
void addCheck(CLI::App& app, Invocation& invocation);
/// search, searches, collection: called by addLibraryCommands().
void addSearchCommands(CLI::App& app, Invocation& invocation);
/// What search and similar have in common.
void addSearchOptions(CLI::App& command, const std::shared_ptr<SearchRequest>& request);
/// register: called by addLibraryCommands().
void addRegister(CLI::App& app, Invocation& invocation);
/// train, evaluate. `typed` is the whole command line, for a model's provenance.
void addTrainCommands(CLI::App& app, Invocation& invocation, const std::string& typed);
/// similar, embed, attention, model, phantom, doctor, serve, and those of addTrainCommands(): where
/// help lists them. bolusctl has its own, which only lists them.
void addModelCommands(CLI::App& app, Invocation& invocation, const std::string& typed);

/// --filter; it is checked while parsing, so that a wrong one is bad usage. `request` gets it as it
/// was typed.
CLI::Option* addFilter(CLI::App& command, const std::shared_ptr<CaseFilter>& filter,
                       const std::shared_ptr<SearchRequest>& request = nullptr);

/// A search that may need the model; null in bolusctl.
using SearchJob = Result<Outcome> (*)(Session&, const SearchRequest&, Events&);
extern const SearchJob searchWithModel;

} // namespace bolus
