// Runs a risky reading in a child process, so that a hang or a crash fails a test and not the
// suite.
#pragma once

#include <functional>
#include <string>

#include <csignal>
#include <fstream>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bolus::test {

struct ChildRun {
    bool finished = false; // returned, neither killed nor out of time
    std::string answer;    // what the reading returned
    long peakMb = 0;       // VmHWM when it was done
};

inline long peakMegabytes() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:")) {
            return std::stol(line.substr(6)) / 1024;
        }
    }
    return 0;
}

/// `reading` in a child with three minutes of time and 3 GB of address space (not under ASan, whose
/// shadow alone takes more).
inline ChildRun runInChild(const std::function<std::string()>& reading) {
    int ends[2];
    if (pipe(ends) != 0) {
        return {};
    }
    const pid_t child = fork();
    if (child == 0) {
        alarm(180);
#ifndef __SANITIZE_ADDRESS__
        const rlimit limit{rlim_t{3} << 30, rlim_t{3} << 30};
        setrlimit(RLIMIT_AS, &limit);
#endif
        std::string answer = reading();
        answer.insert(0, std::to_string(peakMegabytes()) + " ");
        const bool written = write(ends[1], answer.data(), answer.size()) >= 0;
        _exit(written ? 0 : 1);
    }
    close(ends[1]);
    ChildRun run;
    char buffer[4096];
    for (ssize_t got = 0; (got = read(ends[0], buffer, sizeof buffer)) > 0;) {
        run.answer.append(buffer, static_cast<std::size_t>(got));
    }
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    run.finished = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (run.finished) {
        const auto space = run.answer.find(' ');
        run.peakMb = std::stol(run.answer);
        run.answer.erase(0, space + 1);
    }
    return run;
}

} // namespace bolus::test
