#include "app/reader/ReaderLoop.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <malloc.h>
#include <new>
#include <optional>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "library/reader/Protocol.h"

namespace bolus {

namespace {

constexpr int parent = STDIN_FILENO; // a socket
constexpr auto signInterval = std::chrono::milliseconds(500);

void limit(decltype(RLIMIT_CORE) what, rlim_t most) {
    const rlimit value{most, most};
    ::setrlimit(what, &value);
}

void giveUpRights(std::size_t memoryBytes, bool mayWrite) {
    if (std::FILE* file = std::fopen("/proc/self/oom_score_adj", "w")) {
        std::fputs("500", file); // where memory runs out, the file's reader goes, not the window
        std::fclose(file);
    }
    limit(RLIMIT_CORE, 0); // it would hold a patient's data
    limit(RLIMIT_NOFILE, 64);
    if (!mayWrite) {
        limit(RLIMIT_FSIZE, 0);
    }
#ifndef __SANITIZE_ADDRESS__ // whose shadow takes terabytes of addresses
    limit(RLIMIT_DATA, memoryBytes);
    limit(RLIMIT_AS, memoryBytes + (std::size_t{1} << 30)); // programs and libraries are in it
#endif
    ::mallopt(M_ARENA_MAX, 1); // each would reserve addresses that the limit counts
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

/// A reader that is busy with a file would not notice that its parent is gone.
void endWithParent() {
    std::thread([] {
        pollfd gone{parent, POLLRDHUP, 0};
        while (::poll(&gone, 1, -1) < 0 && errno == EINTR) {
        }
        ::_exit(0);
    }).detach();
}

void say(Sign sign, std::string_view rest) {
    const auto length = static_cast<std::uint32_t>(rest.size() + 1);
    std::string bytes(reinterpret_cast<const char*>(&length), sizeof length);
    bytes += static_cast<char>(sign);
    bytes += rest;
    for (std::string_view left = bytes; !left.empty();) {
        const ssize_t sent = ::send(parent, left.data(), left.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR) {
            ::_exit(0);
        }
        left.remove_prefix(sent > 0 ? static_cast<std::size_t>(sent) : 0);
    }
}

class Requests {
public:
    std::optional<std::string> next() {
        std::uint32_t length = 0;
        if (!fill(sizeof length)) {
            return std::nullopt;
        }
        std::memcpy(&length, m_bytes.data(), sizeof length);
        if (length == 0 || length > longestMessage || !fill(sizeof length + length)) {
            return std::nullopt;
        }
        std::string request = m_bytes.substr(sizeof length, length);
        m_bytes.erase(0, sizeof length + length);
        return request;
    }

private:
    bool fill(std::size_t wanted) {
        std::array<char, 1 << 14> buffer;
        while (m_bytes.size() < wanted) {
            const ssize_t count = ::read(parent, buffer.data(), buffer.size());
            if (count < 0 && errno == EINTR) {
                continue;
            }
            if (count <= 0) {
                return false;
            }
            m_bytes.append(buffer.data(), static_cast<std::size_t>(count));
        }
        return true;
    }

    std::string m_bytes;
};

Error tooLarge(std::size_t memoryBytes) {
    return {ErrorCode::TooLarge,
            "Reading it needs more than the " + std::to_string(memoryBytes >> 20) +
                " MB of memory that one file may take.",
            {}};
}

} // namespace

int runReader(int argc, char** argv, const AnswerRequest& answer) {
    const std::size_t memory = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 0;
    int type = 0;
    socklen_t size = sizeof type;
    if (memory == 0 || ::getsockopt(parent, SOL_SOCKET, SO_TYPE, &type, &size) != 0) {
        std::fputs("bolus-reader is started by Bolus, not by hand.\n", stderr);
        return 2;
    }
    giveUpRights(memory, argc > 2 && std::strcmp(argv[2], "write") == 0);
    std::signal(SIGINT, SIG_IGN); // ^C is the parent's to handle
    endWithParent();
    say(Sign::Ready, {});
    Requests requests;
    while (const auto request = requests.next()) {
        auto last = std::chrono::steady_clock::now();
        const auto alive = [&last] {
            if (const auto now = std::chrono::steady_clock::now(); now - last > signInterval) {
                last = now;
                say(Sign::Working, {});
            }
        };
        try {
            const auto result = answer(*request, alive);
            result ? say(Sign::Done, *result) : say(Sign::Failed, wire::pack(result.error()));
        } catch (const std::bad_alloc&) {
            say(Sign::Failed, wire::pack(tooLarge(memory)));
            return spentReader; // what was left half done is not worth going on with
        } catch (const std::exception& error) {
            say(Sign::Failed,
                wire::pack(Error{ErrorCode::BadInput,
                                 std::string("The file could not be read (") + error.what() + ").",
                                 {}}));
        }
    }
    return 0;
}

} // namespace bolus
