#include "library/reader/ReaderProcess.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <fmt/format.h>

#include "library/reader/Protocol.h"

extern char** environ;

namespace bolus {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr auto startPatience = 30s;
constexpr auto tick = 50ms;       // how soon a cancellation is seen
constexpr std::size_t ahead = 16; // requests on their way at once

fs::path programFolder() {
    std::error_code error;
    return fs::read_symlink("/proc/self/exe", error).parent_path();
}

/// Its end of the socket becomes the child's stdin; nothing else of this process goes along.
struct SpawnPlan {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;

    explicit SpawnPlan(int socket) {
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, socket, STDIN_FILENO);
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
        posix_spawnattr_init(&attributes);
        sigset_t none, usual;
        sigemptyset(&none);
        sigemptyset(&usual);
        for (const int signal : {SIGPIPE, SIGINT, SIGTERM, SIGHUP}) {
            sigaddset(&usual, signal);
        }
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setsigdefault(&attributes, &usual);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;
    ~SpawnPlan() {
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    }
};

std::string inWords(int status) {
    if (WIFSIGNALED(status)) {
        const char* name = ::sigdescr_np(WTERMSIG(status));
        return fmt::format("signal {}, {}", WTERMSIG(status), name ? name : "unknown");
    }
    return fmt::format("exit status {}", WEXITSTATUS(status));
}

std::string framed(const std::string& message) {
    return wire::pack(message); // a string is its length and its bytes
}

Error cannotStart(const std::string& why) {
    return {ErrorCode::Internal,
            fmt::format("The program that reads files, {}, cannot be started ({}); install Bolus "
                        "again.",
                        readerProgram(), why),
            readerProgram()};
}

} // namespace

std::string readerProgram() {
    if (const char* chosen = std::getenv("BOLUS_READER"); chosen && *chosen) {
        return chosen;
    }
    const fs::path folder = programFolder();
    for (const fs::path& candidate :
         {folder / "bolus-reader", folder / ".." / "libexec" / "bolus" / "bolus-reader"}) {
        if (::access(candidate.c_str(), X_OK) == 0) {
            return candidate.string();
        }
    }
    return (folder / "bolus-reader").string();
}

Result<void> ReaderProcess::spawn() {
    std::array<int, 2> ends{-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        return std::unexpected(cannotStart(std::strerror(errno)));
    }
    const std::string program = readerProgram();
    const std::string memory = std::to_string(m_limits.memoryBytes);
    const std::array<const char*, 4> arguments{program.c_str(), memory.c_str(),
                                               m_limits.mayWrite ? "write" : nullptr, nullptr};
    const SpawnPlan plan(ends[1]);
    const int failed = ::posix_spawn(&m_child, program.c_str(), &plan.actions, &plan.attributes,
                                     const_cast<char**>(arguments.data()), environ);
    ::close(ends[1]);
    if (failed != 0) {
        ::close(ends[0]);
        m_child = -1;
        return std::unexpected(cannotStart(std::strerror(failed)));
    }
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    m_socket = ends[0];
    return {};
}

Result<void> ReaderProcess::start(const Progress* progress) {
    if (auto spawned = spawn(); !spawned) {
        return spawned;
    }
    const auto patience = std::exchange(m_limits.silence, startPatience);
    m_lastSign = std::chrono::steady_clock::now();
    std::string message;
    End end = End::Answered;
    while (end == End::Answered && !nextMessage(message)) {
        end = m_broken ? End::Died : wait(progress);
    }
    m_limits.silence = patience;
    if (end == End::Cancelled) {
        stop();
        return cancelledError();
    }
    if (end != End::Answered || message != wire::pack(Sign::Ready)) {
        const std::string how = end == End::Silent ? "it does not answer" : reap().how;
        stop();
        return std::unexpected(cannotStart(how));
    }
    return {};
}

void ReaderProcess::stop() {
    if (m_socket >= 0) {
        ::close(m_socket);
        m_socket = -1;
    }
    if (m_child > 0) {
        reap(400ms); // a cancellation is answered within a second
    }
    m_out.clear();
    m_in.clear();
    m_inRead = 0;
    m_broken = false;
    m_proven = false;
}

/// A child that hangs in a drive that does not answer dies only when the drive does: it is not
/// waited for here.
ReaderProcess::Death ReaderProcess::reap(std::chrono::milliseconds patience) {
    const pid_t child = std::exchange(m_child, -1);
    if (child <= 0) { // kill() would take it for a group, or for everybody
        return {"it does not run"};
    }
    ::kill(child, SIGKILL); // has no effect on how a dead one ended
    int status = 0;
    const auto end = std::chrono::steady_clock::now() + patience;
    for (int i = 0; std::chrono::steady_clock::now() < end; ++i) {
        if (::waitpid(child, &status, WNOHANG) != 0) {
            // One that talks nonsense was killed here.
            return {inWords(status),
                    WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL && !m_broken,
                    WIFEXITED(status) && WEXITSTATUS(status) == spentReader && m_proven};
        }
        std::this_thread::sleep_for(i < 20 ? 1ms : 10ms);
    }
    std::thread([child] { ::waitpid(child, nullptr, 0); }).detach();
    return {"it does not end"};
}

bool ReaderProcess::send() {
    while (!m_out.empty()) {
        const ssize_t sent = ::send(m_socket, m_out.data(), m_out.size(), MSG_NOSIGNAL);
        if (sent < 0) {
            return errno == EAGAIN || errno == EINTR;
        }
        m_out.erase(0, static_cast<std::size_t>(sent));
    }
    return true;
}

bool ReaderProcess::receive() {
    std::array<char, 1 << 16> buffer;
    const ssize_t count = ::recv(m_socket, buffer.data(), buffer.size(), 0);
    if (count <= 0) {
        return count < 0 && (errno == EAGAIN || errno == EINTR);
    }
    m_in.erase(0, std::exchange(m_inRead, 0));
    m_in.append(buffer.data(), static_cast<std::size_t>(count));
    m_lastSign = std::chrono::steady_clock::now();
    return true;
}

bool ReaderProcess::nextMessage(std::string& message) {
    std::uint32_t length = 0;
    if (m_in.size() - m_inRead < sizeof length) {
        return false;
    }
    std::memcpy(&length, m_in.data() + m_inRead, sizeof length);
    if (length == 0 || length > longestMessage) {
        m_broken = true;
        return false;
    }
    if (m_in.size() - m_inRead - sizeof length < length) {
        return false;
    }
    message.assign(m_in, m_inRead + sizeof length, length);
    m_inRead += sizeof length + length;
    return true;
}

/// Until something came or went; Answered means no more than that.
ReaderProcess::End ReaderProcess::wait(const Progress* progress) {
    for (;;) {
        if (progress && progress->cancelled()) {
            return End::Cancelled;
        }
        const auto wanted = static_cast<short>(m_out.empty() ? POLLIN : POLLIN | POLLOUT);
        pollfd waiting{m_socket, wanted, 0};
        if (::poll(&waiting, 1, static_cast<int>(tick.count())) <= 0) {
            if (std::chrono::steady_clock::now() - m_lastSign > m_limits.silence) {
                return End::Silent;
            }
            continue;
        }
        if ((waiting.revents & POLLOUT) != 0) {
            send(); // a dead reader is noticed below, after what it still said
        }
        if ((waiting.revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
            return receive() ? End::Answered : End::Died;
        }
        if (m_out.empty() != (wanted == POLLIN)) {
            return End::Answered;
        }
    }
}

ReaderProcess::Talk ReaderProcess::talk(std::span<const std::string> requests,
                                        const Progress* progress, const OnAnswer& onAnswer) {
    Talk talk;
    std::size_t asked = 0;
    std::string message;
    m_lastSign = std::chrono::steady_clock::now();
    while (talk.answered < requests.size()) {
        for (; asked < requests.size() && asked < talk.answered + ahead; ++asked) {
            m_out += framed(requests[asked]);
        }
        send();
        while (talk.answered < asked && nextMessage(message)) {
            const auto sign = static_cast<Sign>(message[0]);
            const std::string_view rest = std::string_view(message).substr(1);
            Error error;
            if (sign == Sign::Done) {
                onAnswer(talk.answered++, std::string(rest));
            } else if (sign == Sign::Failed && wire::unpack(rest, error)) {
                onAnswer(talk.answered++, std::unexpected(std::move(error)));
            } else if (sign != Sign::Working) {
                m_broken = true;
            }
            m_proven = m_proven || talk.answered > 0;
        }
        if (talk.answered == asked) {
            continue; // nothing is on its way that could be waited for
        }
        m_lastSign =
            std::chrono::steady_clock::now(); // what the answers cost here is not its fault
        talk.end = m_broken ? End::Died : wait(progress);
        if (talk.end != End::Answered) {
            break;
        }
    }
    return talk;
}

/// Io is what passes: such a file is read again by the next import.
Error ReaderProcess::blame(End end, const Death& death) const {
    if (end == End::Silent) {
        return {ErrorCode::Io,
                fmt::format("Reading it took more than {} s and was stopped; the file is damaged "
                            "or its drive does not answer. It is tried again next time.",
                            m_limits.silence.count() / 1000),
                {}};
    }
    if (death.killed) {
        return {ErrorCode::Io,
                fmt::format("The system ended the reader twice while it read this file ({}), as it "
                            "does where memory runs out; close other programs and try again.",
                            death.how),
                {}};
    }
    return {ErrorCode::BadInput,
            fmt::format("Reading it crashed the reader twice ({}); the file is damaged or "
                        "hostile and was left out.",
                        death.how),
            {}};
}

Result<void> ReaderProcess::ask(std::span<const std::string> requests, const Progress* progress,
                                const OnAnswer& onAnswer) {
    std::size_t next = 0;
    bool again = false; // the request at `next` has cost one reader already
    while (next < requests.size()) {
        if (m_child < 0) {
            if (auto started = start(progress); !started) {
                return started;
            }
        }
        const std::size_t count = again ? 1 : requests.size() - next;
        const Talk said = talk(requests.subspan(next, count), progress,
                               [&](std::size_t index, Result<std::string> answer) {
                                   onAnswer(next + index, std::move(answer));
                               });
        next += said.answered;
        if (said.end == End::Cancelled) {
            stop();
            return cancelledError();
        }
        const bool blamed =
            said.end == End::Silent || (said.end == End::Died && again && said.answered == 0);
        again = said.end == End::Died && !blamed;
        if (said.end != End::Answered) {
            const Death death = reap();
            stop();
            again = again && !death.spent;
            if (blamed) {
                onAnswer(next++, std::unexpected(blame(said.end, death)));
            }
        }
    }
    return {};
}

Result<std::string> ReaderProcess::ask(const std::string& request, const Progress* progress) {
    Result<std::string> answer = fail(ErrorCode::Internal, "The reader did not answer.");
    const auto asked =
        ask(std::span(&request, 1), progress,
            [&answer](std::size_t, Result<std::string> got) { answer = std::move(got); });
    return asked ? std::move(answer) : Result<std::string>(std::unexpected(asked.error()));
}

} // namespace bolus
