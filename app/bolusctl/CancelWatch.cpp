#include "app/bolusctl/CancelWatch.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/jobs/Events.h"

namespace bolus {

namespace {

// Less than the second that the contract gives, so that the process is gone within it.
constexpr int graceMs = 800;
constexpr std::size_t longestLine = 4096;

std::array<int, 2> signalPipe{-1, -1};

void onSignal(int) {
    const int saved = errno;
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = ::write(signalPipe[1], &byte, 1);
    errno = saved;
}

void installHandlers() {
    if (signalPipe[0] >= 0 || ::pipe2(signalPipe.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
        return;
    }
    struct sigaction action {};
    action.sa_handler = onSignal;
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

bool isPipe(int descriptor) {
    struct stat status {};
    return ::fstat(descriptor, &status) == 0 &&
           (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode));
}

} // namespace

CancelWatch::CancelWatch(bool readStdin, Calls calls)
    : m_readStdin(readStdin && isPipe(STDIN_FILENO)), m_calls(std::move(calls)) {
    installHandlers();
    if (::pipe2(m_done.data(), O_CLOEXEC) == 0) {
        m_thread = std::thread([this] { watch(); });
    }
}

CancelWatch::~CancelWatch() {
    if (m_thread.joinable()) {
        ::close(m_done[1]);
        m_thread.join();
        ::close(m_done[0]);
    }
}

void CancelWatch::watch() {
    for (;;) {
        std::array<pollfd, 3> waiting{{{m_done[0], POLLIN, 0},
                                       {signalPipe[0], POLLIN, 0},
                                       {m_readStdin ? STDIN_FILENO : -1, POLLIN, 0}}};
        if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) {
            return;
        }
        if (waiting[0].revents != 0) {
            return;
        }
        if ((waiting[1].revents != 0 && readSignal()) ||
            (waiting[2].revents != 0 && readCancelLine())) {
            m_calls.cancel();
            giveTime();
            return;
        }
    }
}

bool CancelWatch::readSignal() {
    char byte = 0;
    return ::read(signalPipe[0], &byte, 1) == 1;
}

bool CancelWatch::readCancelLine() {
    std::array<char, 256> buffer;
    const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count <= 0) {
        m_readStdin = count < 0 && errno == EINTR; // its end is no cancellation
        return false;
    }
    for (ssize_t i = 0; i < count; ++i) {
        const char c = buffer[static_cast<std::size_t>(i)];
        if (c == '\n') {
            if (m_line == "cancel" || m_line == "cancel\r") {
                return true;
            }
            m_line.clear();
        } else if (m_line.size() < longestLine) {
            m_line += c;
        }
    }
    return false;
}

void CancelWatch::giveTime() {
    pollfd done{m_done[0], POLLIN, 0};
    if (::poll(&done, 1, graceMs) == 0) {
        // Every change of the library and every file is whole or not there, so nothing is lost.
        m_calls.overdue();
        ::_exit(ExitCancelled);
    }
}

} // namespace bolus
