#include "app/jobs/HealthJobs.h"

#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "app/jobs/ModelFiles.h"
#include "library/reader/SharedReader.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

class Checks {
public:
    explicit Checks(Events& events) : m_events(events) {}
    void add(const char* name, const std::string& value, bool ok = true,
             const std::string& message = {}) {
        m_events.item({{"name", name}, {"value", value}, {"ok", ok}, {"message", message}});
        m_allOk = m_allOk && ok;
    }
    bool allOk() const { return m_allOk; }

private:
    Events& m_events;
    bool m_allOk = true;
};

void checkCompute(Checks& checks) {
    const ComputeInfo info = computeInfo(true);
    checks.add("device", info.device);
    checks.add("blas",
               fmt::format("{}, {} threads, {:.1f} GFLOP/s", info.blas, info.threads, info.gflops),
               info.warning.empty(), info.warning);
}

fs::path nearestExisting(fs::path folder) {
    std::error_code error;
    folder = fs::absolute(folder, error);
    while (folder.has_relative_path() && !fs::exists(folder, error)) {
        folder = folder.parent_path();
    }
    return folder;
}

void checkDisk(Checks& checks, const fs::path& folder) {
    constexpr std::uintmax_t enough = std::uintmax_t{1} << 30;
    std::error_code error;
    const fs::space_info space = fs::space(nearestExisting(folder), error);
    if (error) {
        checks.add("disk", "", false, "The free space cannot be read: " + error.message());
        return;
    }
    const bool ok = space.available >= enough;
    checks.add("disk", fmt::format("{:.1f} GB free", static_cast<double>(space.available) / 1e9),
               ok, ok ? "" : "Less than 1 GB is free where the library lies.");
}

void checkDisplay(Checks& checks) {
    const char* x11 = std::getenv("DISPLAY");
    const char* wayland = std::getenv("WAYLAND_DISPLAY");
    const char* display = x11 ? x11 : wayland;
    checks.add("display", display ? display : "none", true,
               display ? "" : "The window needs one; bolusctl does not.");
}

/// Without it no file is read.
void checkReader(Checks& checks, const Events& events) {
    const auto reader = SharedReader::take(&events);
    const auto answer = reader ? (*reader)->header("/", &events) // no file: any answer will do
                               : Result<InstanceHeader>(std::unexpected(reader.error()));
    const bool starts = answer || answer.error().code != ErrorCode::Internal;
    checks.add("reader", readerProgram(), starts, starts ? "" : answer.error().message);
}

void checkModel(Checks& checks, Session& session) {
    const auto model = session.activeModel();
    if (!model) {
        checks.add("model", "none", false, model.error().message);
        return;
    }
    const ModelInfo& info = (*model)->info();
    checks.add("model",
               fmt::format("{}, {:.1f} M parameters, {}", info.name,
                           static_cast<double>(info.parameters) / 1e6, info.hash.substr(0, 12)));
}

void checkShippedModel(Checks& checks) {
    const fs::path file = shippedModelFile();
    std::error_code error;
    const bool there = !file.empty() && fs::exists(file, error);
    checks.add("model", there ? file.string() : "none", there,
               there ? "" : "No model is installed; search finds words of reports only.");
}

void checkLibrary(Checks& checks, Session& session) {
    std::error_code error;
    if (!fs::exists(session.folder() / "library.sqlite", error)) {
        checks.add("library", session.folder().string(), true, "It is made by the first import.");
        checkShippedModel(checks);
        return;
    }
    auto library = session.library();
    if (!library) {
        checks.add("library", session.folder().string(), false, library.error().message);
        return;
    }
    const auto cases = (*library)->caseCount();
    checks.add("library", session.folder().string(), cases.has_value(),
               cases ? fmt::format("{} cases", *cases) : cases.error().message);
    checkModel(checks, session);
}

} // namespace

Result<Outcome> examineMachine(Session& session, Events& events) {
    Checks checks(events);
    checks.add("version", BOLUS_VERSION);
    checkCompute(checks);
    checkLibrary(checks, session);
    checkReader(checks, events);
    checkDisk(checks, session.folder());
    checkDisplay(checks);
    return Outcome{{{"ok", checks.allOk()}}, checks.allOk() ? ExitDone : ExitFailed};
}

} // namespace bolus
