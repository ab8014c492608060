// The one parser of bolusctl's commands: the command line and `serve` both go through it.
#pragma once

#include <expected>
#include <functional>
#include <string>
#include <vector>

#include "app/jobs/Events.h"
#include "app/jobs/Session.h"

namespace bolus {

struct Invocation {
    std::string command;           // "search", "phase set", …
    std::filesystem::path library; // empty: not given
    bool json = false, verbose = false, serve = false;
    bool computes = false;                                 // runs the model
    bool elsewhere = false;                                // is bolusctl-model's to run
    bool onlyReads = false;                                // what a library has already; makes none
    std::function<Result<Outcome>(Session&, Events&)> run; // empty for `serve`
};

/// Parsing ended with something to say instead of something to do.
struct ParseEnd {
    int exit = ExitUsage; // ExitDone for --help and --version
    std::string text;     // help, or one sentence with what is wrong
    bool json = false;    // --json was among the arguments
};

std::expected<Invocation, ParseEnd> parseCommandLine(const std::vector<std::string>& arguments);

/// Runs a parsed command; whatever is thrown becomes an Internal error.
Result<Outcome> runCommand(const Invocation& invocation, Session& session, Events& events);

} // namespace bolus
