#include "app/bolusctl/EventSink.h"

#include <cstdio>

namespace bolus {

namespace {
constexpr std::chrono::milliseconds progressInterval{100};
}

void JsonSink::emit(const Json& event) {
    std::string line = event.dump(-1, ' ', false, Json::error_handler_t::replace);
    line += '\n';
    const std::lock_guard lock(m_mutex);
    if (std::fwrite(line.data(), 1, line.size(), stdout) != line.size() ||
        std::fflush(stdout) != 0) {
        m_broken = true;
    }
}

void RequestSink::emit(const Json& event) {
    Json labelled{{"event", event.at("event")}, {"id", m_id}};
    for (const auto& [key, value] : event.items()) {
        if (key != "id") { // a case's or a model's: those entries say it as "case" or "model" too
            labelled[key] = value;
        }
    }
    m_outer.emit(labelled);
    m_broken = m_outer.broken();
}

void CommandEvents::progress(std::string_view stage, std::int64_t done, std::int64_t total) {
    const std::lock_guard lock(m_mutex);
    const auto now = std::chrono::steady_clock::now();
    const bool mustShow = stage != m_stage || (total > 0 && done == total);
    if (!mustShow && now - m_lastProgress < progressInterval) {
        return;
    }
    m_stage = stage;
    m_lastProgress = now;
    m_sink.emit({{"event", "progress"}, {"stage", stage}, {"done", done}, {"total", total}});
}

void CommandEvents::warning(std::string_view code, std::string_view message,
                            const std::filesystem::path& path) {
    m_sink.emit(
        {{"event", "warning"}, {"code", code}, {"message", message}, {"path", path.string()}});
}

void CommandEvents::item(Json fields) {
    Json event{{"event", "item"}};
    event.update(fields);
    m_sink.emit(event);
}

Json resultEvent(const Json& fields) {
    Json event{{"event", "result"}};
    event.update(fields);
    return event;
}

Json errorEvent(std::string_view code, std::string_view message) {
    return {{"event", "error"}, {"code", code}, {"message", message}};
}

Json lastEvent(const Result<Outcome>& outcome) {
    if (outcome) {
        return resultEvent(outcome->result);
    }
    const Error& error = outcome.error();
    Json event = errorEvent(errorCodeName(error.code), error.message);
    if (!error.subject.empty()) {
        event["path"] = error.subject;
    }
    return event;
}

int exitStatus(const Result<Outcome>& outcome) {
    if (outcome) {
        return outcome->exit;
    }
    return outcome.error().code == ErrorCode::Cancelled ? ExitCancelled : ExitFailed;
}

} // namespace bolus
