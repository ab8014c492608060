// How long a program takes that does nothing: what each command pays before it begins.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include "library/store/Library.h"
#include "tests/bench/LibrarySections.h"
#include "tests/bench/Measure.h"

extern char** environ;

namespace bolus::bench {

namespace {

/// Seconds of one run, its output thrown away; negative where it does not start or fails.
double secondsToRun(const std::vector<std::string>& command) {
    std::vector<char*> arguments;
    for (const std::string& word : command) {
        arguments.push_back(const_cast<char*>(word.c_str()));
    }
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    int status = -1;
    const double seconds = secondsOf([&] {
        pid_t child = 0;
        if (::posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ) ==
            0) {
            ::waitpid(child, &status, 0);
        }
    });
    posix_spawn_file_actions_destroy(&actions);
    return status == 0 ? seconds : -1;
}

Result<void> compare(const std::string& what, const std::vector<std::string>& ours, int rounds,
                     Target target = Target::atMost(2)) {
    const std::vector<std::string> peer{"/usr/bin/python3", "-c", "pass"}; // no wrapper of it
    std::vector<double> mine, theirs;
    for (int round = 0; round <= rounds; ++round) {
        const double own = secondsToRun(ours), other = secondsToRun(peer);
        if (own < 0 || other < 0) {
            return fail(ErrorCode::Internal, (own < 0 ? ours : peer).front() + " does not run.");
        }
        if (round > 0) { // the first brings both into memory
            mine.push_back(1000 * own);
            theirs.push_back(1000 * other);
        }
    }
    print({what, "ms", median(mine), "python3 -c pass", median(theirs), medianRatio(mine, theirs),
           target});
    return {};
}

} // namespace

Result<void> startUp(const LibraryOptions& options) {
    const auto folder = options.folder / "start";
    if (auto made = Library::open(folder); !made) {
        return std::unexpected(made.error());
    }
    const std::string program = options.bolusctl.string();
    const int rounds = options.rounds * 5;
    if (auto done = compare("bolusctl --version", {program, "--version"}, rounds); !done) {
        return done;
    }
    if (auto done = compare("bolusctl cases, of an empty library",
                            {program, "--library", folder.string(), "cases"}, rounds);
        !done) {
        return done;
    }
    return compare("bolusctl model list, which loads torch",
                   {program, "--library", folder.string(), "model", "list"}, rounds, {});
}

} // namespace bolus::bench
