#include "app/bolusctl/Serve.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <deque>
#include <memory>
#include <poll.h>
#include <thread>
#include <unistd.h>

#include <spdlog/spdlog.h>

#include "app/bolusctl/CancelWatch.h"
#include "app/bolusctl/CommandLine.h"

namespace bolus {

namespace {

constexpr std::size_t longestLine = std::size_t{1} << 20;

struct Request {
    Json id;
    std::vector<std::string> argv;
    std::string slot;
    std::atomic<bool> cancelled = false;
};
using RequestPtr = std::shared_ptr<Request>;

class Server {
public:
    Server(Session& session, EventSink& sink) : m_session(session), m_sink(sink) {}

    void read();   // until stdin ends or stop()
    void answer(); // the worker thread
    void stop();   // any thread: cancels all and reads no more
    void endOfRequests();
    bool makeWakePipe() { return ::pipe(m_wake.data()) == 0; }

private:
    bool waitForInput();
    void takeBytes(const char* bytes, std::size_t count);
    void takeLine();
    void handle(const Json& message);
    void add(const Json& message);
    void cancel(const std::function<bool(const Request&)>& which);
    RequestPtr next();
    void run(const RequestPtr& request);
    void end(const Request& request, Json event, int exit);

    Session& m_session; // the worker's
    EventSink& m_sink;
    std::array<int, 2> m_wake{-1, -1};
    std::string m_line; // the reader's
    bool m_lineTooLong = false;

    std::mutex m_mutex; // guards what follows
    std::condition_variable m_changed;
    std::deque<RequestPtr> m_waiting;
    RequestPtr m_running;
    bool m_noMore = false;
};

void Server::read() {
    std::array<char, 8192> buffer;
    while (waitForInput()) {
        const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            break;
        }
        takeBytes(buffer.data(), static_cast<std::size_t>(count));
    }
    if (!m_line.empty()) {
        takeLine(); // the last line need not end with a line feed
    }
    endOfRequests();
}

bool Server::waitForInput() {
    std::array<pollfd, 2> waiting{{{m_wake[0], POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}}};
    while (::poll(waiting.data(), waiting.size(), -1) < 0 && errno == EINTR) {
    }
    return waiting[0].revents == 0;
}

void Server::takeBytes(const char* bytes, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        if (bytes[i] == '\n') {
            takeLine();
        } else if (m_line.size() < longestLine) {
            m_line += bytes[i];
        } else {
            m_lineTooLong = true;
        }
    }
}

void Server::takeLine() {
    const std::string line = std::exchange(m_line, {});
    const bool tooLong = std::exchange(m_lineTooLong, false);
    if (line.find_first_not_of(" \t\r") == std::string::npos) {
        return;
    }
    const Json message = Json::parse(line, nullptr, false);
    if (tooLong || !message.is_object()) {
        m_sink.emit(
            errorEvent("bad_input", "A request is one JSON object on one line of at most 1 MB."));
        return;
    }
    handle(message);
}

void Server::handle(const Json& message) {
    if (message.contains("cancel")) {
        const Json& id = message["cancel"];
        cancel([&id](const Request& request) { return request.id == id; });
    } else {
        add(message);
    }
}

void Server::add(const Json& message) {
    auto request = std::make_shared<Request>();
    request->id = message.value("id", Json());
    const Json argv = message.value("argv", Json());
    const bool words = argv.is_array() && !argv.empty() &&
                       std::ranges::all_of(argv, [](const Json& word) { return word.is_string(); });
    const Json slot = message.value("slot", Json(""));
    if (!(request->id.is_number_integer() || request->id.is_string()) || !words ||
        !slot.is_string()) {
        end(*request,
            errorEvent("bad_input",
                       "A request needs an \"id\", and an \"argv\" of strings; \"slot\" is "
                       "a string."),
            ExitUsage);
        return;
    }
    request->argv = argv.get<std::vector<std::string>>();
    request->slot = slot;
    if (!request->slot.empty()) {
        cancel([&request](const Request& other) { return other.slot == request->slot; });
    }
    const std::lock_guard lock(m_mutex);
    m_waiting.push_back(request);
    m_changed.notify_one();
}

void Server::cancel(const std::function<bool(const Request&)>& which) {
    std::vector<RequestPtr> dropped;
    {
        const std::lock_guard lock(m_mutex);
        if (m_running && which(*m_running)) {
            m_running->cancelled = true; // answered by the worker when it has stopped
        }
        std::erase_if(m_waiting, [&](const RequestPtr& request) {
            return which(*request) && (dropped.push_back(request), true);
        });
    }
    for (const RequestPtr& request : dropped) {
        end(*request, errorEvent("cancelled", "Cancelled."), ExitCancelled);
    }
}

void Server::stop() {
    cancel([](const Request&) { return true; });
    endOfRequests();
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = ::write(m_wake[1], &byte, 1);
}

void Server::endOfRequests() {
    const std::lock_guard lock(m_mutex);
    m_noMore = true;
    m_changed.notify_one();
}

RequestPtr Server::next() {
    std::unique_lock lock(m_mutex);
    m_running.reset();
    m_changed.wait(lock, [this] { return m_noMore || !m_waiting.empty(); });
    if (m_waiting.empty()) {
        return nullptr;
    }
    m_running = m_waiting.front();
    m_waiting.pop_front();
    return m_running;
}

void Server::answer() {
    while (const RequestPtr request = next()) {
        if (m_sink.broken()) {
            break;
        }
        run(request);
    }
}

void Server::run(const RequestPtr& request) {
    auto invocation = parseCommandLine(request->argv);
    if (!invocation) {
        const ParseEnd& said = invocation.error();
        end(*request,
            said.exit == ExitDone ? resultEvent({{"help", said.text}})
                                  : errorEvent("usage", said.text),
            said.exit);
        return;
    }
    if (invocation->serve) {
        end(*request, errorEvent("usage", "serve cannot be asked of serve."), ExitUsage);
        return;
    }
    RequestSink sink(m_sink, request->id);
    CommandEvents events(sink, request->cancelled);
    Result<Outcome> outcome = cancelledError();
    if (invocation->library.empty() || invocation->library == m_session.folder()) {
        outcome = runCommand(*invocation, m_session, events);
    } else {
        Session other(invocation->library);
        outcome = runCommand(*invocation, other, events);
    }
    end(*request, lastEvent(outcome), exitStatus(outcome));
}

void Server::end(const Request& request, Json event, int exit) {
    event["exit"] = exit;
    if (request.id.is_null()) {
        m_sink.emit(event);
    } else {
        RequestSink(m_sink, request.id).emit(event);
    }
}

} // namespace

int serve(Session& session, EventSink& sink) {
    Server server(session, sink);
    if (!server.makeWakePipe()) {
        spdlog::error("Cannot make a pipe");
        return ExitFailed;
    }
    std::atomic<bool> stopped = false;
    const CancelWatch watch(false, {[&] {
                                        stopped = true;
                                        server.stop();
                                    },
                                    [] {}});
    std::thread worker([&server] { server.answer(); });
    server.read();
    worker.join();
    return stopped ? ExitCancelled : ExitDone;
}

} // namespace bolus
