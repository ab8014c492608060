// What a job tells whoever started it: progress, warnings and, unlike the layers below, items.
#pragma once

#include <atomic>
#include <filesystem>
#include <string>

#include <nlohmann/json.hpp>

#include "library/domain/Progress.h"
#include "library/domain/Result.h"

namespace bolus {

/// Keys stay in the order they were written in, so that a line reads as PROTOCOL.md shows it.
using Json = nlohmann::ordered_json;

class Events : public Progress {
public:
    /// One entry of what the command lists; see app/PROTOCOL.md for the fields.
    virtual void item(Json fields) = 0;
    void warn(const Error& error) {
        warning(errorCodeName(error.code), error.message, error.subject);
    }
};

/// Exit statuses of bolusctl.
enum Exit : int {
    ExitDone = 0,
    ExitFailed = 1,
    ExitUsage = 2,
    ExitQuarantined = 3,
    ExitCancelled = 130
};

/// What a command ends with: the fields of its `result` and its exit status.
struct Outcome {
    Json result = Json::object();
    int exit = ExitDone;
};

/// Passes on cancellation and warnings, not the steps: for a part of a job whose progress is
/// counted in larger units.
class QuietProgress : public Progress {
public:
    explicit QuietProgress(Progress& outer) : m_outer(outer) {}
    void progress(std::string_view, std::int64_t, std::int64_t) override {}
    void warning(std::string_view code, std::string_view message,
                 const std::filesystem::path& path) override {
        m_outer.warning(code, message, path);
    }
    bool cancelled() const override { return m_outer.cancelled(); }

private:
    Progress& m_outer;
};

} // namespace bolus
