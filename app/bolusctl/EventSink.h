// Where a command's events go: JSON lines for programs, or text for people.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "app/jobs/Events.h"

namespace bolus {

/// Takes whole events as PROTOCOL.md writes them. Any thread.
class EventSink {
public:
    virtual ~EventSink() = default;
    virtual void emit(const Json& event) = 0;
    /// Nobody reads the output any more: going on would be for nothing.
    bool broken() const { return m_broken; }

protected:
    std::atomic<bool> m_broken = false;
};

/// One object a line on stdout; text that is not UTF-8 (file names) has its bad bytes replaced.
class JsonSink : public EventSink {
public:
    void emit(const Json& event) override;

private:
    std::mutex m_mutex;
};

/// Adds the request's id to what one request of `serve` emits.
class RequestSink : public EventSink {
public:
    RequestSink(EventSink& outer, Json id) : m_outer(outer), m_id(std::move(id)) {}
    void emit(const Json& event) override;

private:
    EventSink& m_outer;
    Json m_id;
};

/// A running command's side of the sink: makes events of calls, at most one progress event in
/// 100 ms within a stage, and answers whether the command is to stop.
class CommandEvents : public Events {
public:
    CommandEvents(EventSink& sink, const std::atomic<bool>& cancelled)
        : m_sink(sink), m_cancelled(cancelled) {}

    void progress(std::string_view stage, std::int64_t done, std::int64_t total) override;
    void warning(std::string_view code, std::string_view message,
                 const std::filesystem::path& path) override;
    void item(Json fields) override;
    bool cancelled() const override { return m_cancelled || m_sink.broken(); }

private:
    EventSink& m_sink;
    const std::atomic<bool>& m_cancelled;
    std::mutex m_mutex; // guards what follows: a source may be read by a worker thread
    std::string m_stage;
    std::chrono::steady_clock::time_point m_lastProgress;
};

Json resultEvent(const Json& fields);
Json errorEvent(std::string_view code, std::string_view message);
/// What a command returned as its last event, and its exit status.
Json lastEvent(const Result<Outcome>& outcome);
int exitStatus(const Result<Outcome>& outcome);

} // namespace bolus
