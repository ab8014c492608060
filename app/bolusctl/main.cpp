// bolusctl: everything long, and everything with the model, as commands.
#include <csignal>
#include <cstdio>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "app/bolusctl/CancelWatch.h"
#include "app/bolusctl/CommandLine.h"
#include "app/bolusctl/HumanSink.h"
#include "app/bolusctl/Serve.h"

using namespace bolus;

namespace {

int endOfParsing(const ParseEnd& end) {
    if (end.exit == ExitDone) {
        std::fputs(end.text.c_str(), stdout);
    } else {
        std::fprintf(stderr, "%s\n", end.text.c_str());
        if (end.json) {
            JsonSink().emit(errorEvent("usage", end.text));
        }
    }
    return end.exit;
}

void startLogging(bool verbose) {
    auto logger = spdlog::stderr_logger_mt("bolusctl");
    logger->set_level(verbose ? spdlog::level::debug : spdlog::level::warn);
    spdlog::set_default_logger(std::move(logger));
}

int runOnce(const Invocation& invocation, Session& session, EventSink& sink) {
    std::atomic<bool> cancelled = false;
    Result<Outcome> outcome = cancelledError();
    {
        const CancelWatch watch(true, {[&] { cancelled = true; },
                                       [&] { sink.emit(errorEvent("cancelled", "Cancelled.")); }});
        CommandEvents events(sink, cancelled);
        outcome = runCommand(invocation, session, events);
    }
    sink.emit(lastEvent(outcome));
    return exitStatus(outcome);
}

} // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN); // a closed stdout is noticed by the sink
    const auto invocation = parseCommandLine({argv + 1, argv + argc});
    if (!invocation) {
        return endOfParsing(invocation.error());
    }
    if (invocation->computes) {
        restartWithoutSpinning(argv);
    }
    startLogging(invocation->verbose);
    Session session(invocation->library.empty() ? defaultLibraryFolder() : invocation->library);
    if (invocation->serve) {
        JsonSink sink;
        return serve(session, sink);
    }
    if (invocation->json) {
        JsonSink sink;
        return runOnce(*invocation, session, sink);
    }
    HumanSink sink(invocation->command);
    return runOnce(*invocation, session, sink);
}
