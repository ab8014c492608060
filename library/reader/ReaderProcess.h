// The child process in which files are parsed and decoded: a hostile one takes down no more than
// that child.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <sys/types.h>

#include "library/domain/Progress.h"
#include "library/domain/Result.h"

namespace bolus {

struct ReaderLimits {
    std::size_t memoryBytes = std::size_t{2} << 30; // what the child may take
    std::chrono::milliseconds silence{60'000};      // without a sign of life in one request
    bool mayWrite = false;                          // files, for unpacking
};

/// Starts with the first request and again after each death. It ends with this object, or with the
/// process that owns it, however that ends. Not for several threads at once.
class ReaderProcess {
public:
    explicit ReaderProcess(ReaderLimits limits = {}) : m_limits(limits) {}
    ~ReaderProcess() { stop(); }
    ReaderProcess(const ReaderProcess&) = delete;
    ReaderProcess& operator=(const ReaderProcess&) = delete;

    /// `index` of the request; an answer's bytes, or why there is none.
    using OnAnswer = std::function<void(std::size_t index, Result<std::string> answer)>;

    /// Asks all of it, ahead of the answers, which come in order. A request whose reader dies is
    /// asked once more, of a fresh reader and alone; where that one dies too, its error is BadInput
    /// ("crashed"), or Io where the system killed it; one that is silent for too long is Io at
    /// once; TooLarge comes from the reader itself. Errors of the whole: Internal (no reader can be
    /// started), Cancelled.
    Result<void> ask(std::span<const std::string> requests, const Progress* progress,
                     const OnAnswer& onAnswer);
    /// Asks one thing.
    Result<std::string> ask(const std::string& request, const Progress* progress);

    pid_t id() const { return m_child; } // -1: none runs

private:
    enum class End { Answered, Died, Silent, Cancelled };
    struct Death {
        std::string how;     // in words
        bool killed = false; // by SIGKILL, which no file brings about
        bool spent = false;  // it ended by itself, after it had answered
    };
    struct Talk {
        std::size_t answered = 0;
        End end = End::Answered;
    };

    Result<void> start(const Progress* progress);
    Result<void> spawn();
    void stop();
    Death reap(std::chrono::milliseconds patience = std::chrono::milliseconds(1800));

    Talk talk(std::span<const std::string> requests, const Progress* progress,
              const std::function<void(std::size_t, Result<std::string>)>& onAnswer);
    End wait(const Progress* progress);
    bool send();
    bool receive();
    bool nextMessage(std::string& message);
    Error blame(End end, const Death& death) const;

    ReaderLimits m_limits;
    pid_t m_child = -1;
    int m_socket = -1;
    std::string m_out, m_in;
    std::size_t m_inRead = 0; // of m_in, handed out already
    bool m_broken = false;    // what came is no message
    bool m_proven = false;    // this child has answered something
    std::chrono::steady_clock::time_point m_lastSign;
};

/// bolus-reader: $BOLUS_READER, else beside this program, else where it is installed.
std::string readerProgram();

} // namespace bolus
