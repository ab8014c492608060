#include "app/bolusctl/Run.h"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <new>

#include <fcntl.h>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "app/bolusctl/CancelWatch.h"
#include "app/bolusctl/HumanSink.h"

/// Read by jemalloc as the program starts. A pass through the model frees and takes the same large
/// blocks again and again: given back to the system in between, they cost a third of its time. Never
/// given back, they filled 23 GB in 500 training steps, because texts differ in length.
extern "C" const char* malloc_conf;
const char* malloc_conf = "oversize_threshold:0,dirty_decay_ms:3000,muzzy_decay_ms:0";

namespace bolus {

namespace {

void startLogging(bool verbose) {
    auto logger = spdlog::stderr_logger_mt("bolusctl");
    logger->set_level(verbose ? spdlog::level::debug : spdlog::level::warn);
    spdlog::set_default_logger(std::move(logger));
}

/// A caller may have closed them; else the library's own files would get these numbers and be
/// written into.
void openStandardStreams() {
    for (int descriptor = 0; descriptor <= 2; ++descriptor) {
        if (::fcntl(descriptor, F_GETFD) == -1) {
            [[maybe_unused]] const int opened = ::open("/dev/null", O_RDWR); // the lowest free one
        }
    }
}

Result<Outcome> runGuarded(const Invocation& invocation, Session& session, Events& events) {
    try {
        return runCommand(invocation, session, events);
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::TooLarge,
                    "There is not enough memory for this. Close other programs and try again.");
    }
}

int runOnce(const Invocation& invocation, Session& session, EventSink& sink) {
    std::atomic<bool> cancelled = false;
    Result<Outcome> outcome = cancelledError();
    {
        const CancelWatch watch(true, {[&] { cancelled = true; },
                                       [&] { sink.emit(errorEvent("cancelled", "Cancelled.")); }});
        CommandEvents events(sink, cancelled);
        outcome = runGuarded(invocation, session, events);
    }
    sink.emit(lastEvent(outcome));
    return exitStatus(outcome);
}

} // namespace

void prepareProcess() {
    openStandardStreams();
    std::signal(SIGPIPE, SIG_IGN); // a closed stdout is noticed by the sink
    std::signal(SIGXFSZ, SIG_IGN); // a file over the user's limit is a full disk
}

Session startSession(const Invocation& invocation) {
    startLogging(invocation.verbose);
    return Session(invocation.library.empty() ? defaultLibraryFolder() : invocation.library);
}

int endOfParsing(const ParseEnd& end) {
    if (end.exit == ExitDone) {
        std::fputs(end.text.c_str(), stdout);
    } else {
        std::fprintf(stderr, "%s\n", end.text.c_str());
        if (end.json) {
            JsonSink().emit(errorEvent(end.exit == ExitUsage ? "usage" : "internal", end.text));
        }
    }
    return end.exit;
}

int runInvocation(const Invocation& invocation) {
    Session session = startSession(invocation);
    if (invocation.json) {
        JsonSink sink;
        return runOnce(invocation, session, sink);
    }
    HumanSink sink(invocation.command);
    return runOnce(invocation, session, sink);
}

} // namespace bolus
