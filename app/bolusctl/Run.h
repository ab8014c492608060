// What both programs do around a command.
#pragma once

#include "app/bolusctl/CommandLine.h"
#include "app/jobs/Session.h"

namespace bolus {

/// First thing in main: standard streams and signals.
void prepareProcess();
/// Says why there is nothing to run; the exit status.
int endOfParsing(const ParseEnd& end);
/// Starts logging.
Session startSession(const Invocation& invocation);
/// Runs one command of the command line and says how it ended; the exit status.
int runInvocation(const Invocation& invocation);

} // namespace bolus
