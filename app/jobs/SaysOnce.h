// Several steps of a job may decode the same file: what is wrong with it is told once.
#pragma once

#include <mutex>
#include <set>
#include <string>
#include <utility>

#include "app/jobs/Events.h"

namespace bolus {

/// Passes everything on, but a warning with the same code, sentence and file a second time. Safe to
/// call from several threads.
class SaysOnce : public Events {
public:
    explicit SaysOnce(Events& outer) : m_outer(outer) {}

    void item(Json fields) override { m_outer.item(std::move(fields)); }
    void progress(std::string_view stage, std::int64_t done, std::int64_t total) override {
        m_outer.progress(stage, done, total);
    }
    void warning(std::string_view code, std::string_view message,
                 const std::filesystem::path& path) override {
        if (isNew(std::string(code) + '\n' + path.string() + '\n' + std::string(message))) {
            m_outer.warning(code, message, path);
        }
    }
    bool cancelled() const override { return m_outer.cancelled(); }

private:
    /// Where very much is wrong, some of it is told twice rather than memory filled.
    bool isNew(const std::string& warning) {
        constexpr std::size_t most = 20000;
        const std::scoped_lock lock(m_guard);
        return m_said.size() >= most ? !m_said.contains(warning) : m_said.insert(warning).second;
    }

    Events& m_outer;
    std::mutex m_guard;
    std::set<std::string> m_said;
};

} // namespace bolus
