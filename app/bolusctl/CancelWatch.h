// Turns SIGINT, SIGTERM and a line `cancel` on stdin into one call, and sees to it that the process
// ends within a second after it.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <string>
#include <thread>

namespace bolus {

class CancelWatch {
public:
    struct Calls {
        std::function<void()> cancel;  // once, from the watching thread
        std::function<void()> overdue; // the command did not end in time; the process ends after it
    };

    /// Stdin is read only where it is a pipe or socket, and never waited for by anything but the
    /// watching thread. One object at a time.
    CancelWatch(bool readStdin, Calls calls);
    /// The command has ended.
    ~CancelWatch();
    CancelWatch(const CancelWatch&) = delete;
    CancelWatch& operator=(const CancelWatch&) = delete;

private:
    void watch();
    bool readSignal();
    bool readCancelLine();
    void giveTime();

    bool m_readStdin;
    Calls m_calls;
    std::array<int, 2> m_done{-1, -1}; // pipe: its end closing means that the command has ended
    std::string m_line;
    std::thread m_thread;
};

} // namespace bolus
