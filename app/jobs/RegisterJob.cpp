#include "app/jobs/RegisterJob.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include <fmt/format.h>

#include "app/jobs/CheckJob.h"
#include "library/reader/CheckedVolume.h"
#include "library/registration/RegisterVolumes.h"

namespace bolus {

namespace {

/// The percent of one pair as a share of all of them.
class PartProgress : public Progress {
public:
    PartProgress(Events& events, std::size_t part, std::size_t parts)
        : m_events(events), m_part(part), m_parts(parts) {}

    void progress(std::string_view stage, std::int64_t done, std::int64_t total) override {
        if (stage == "register" && total > 0) {
            const auto part = static_cast<std::int64_t>(m_part),
                       parts = static_cast<std::int64_t>(m_parts);
            m_events.progress("register", (100 * part + 100 * done / total) / parts, 100);
        }
    }
    void warning(std::string_view code, std::string_view message,
                 const std::filesystem::path& path) override {
        m_events.warning(code, message, path);
    }
    bool cancelled() const override { return m_events.cancelled(); }

private:
    Events& m_events;
    std::size_t m_part, m_parts;
};

std::string nameOf(const VolumeRecord& volume) {
    return fmt::format("{}:{}", volume.seriesUid, volume.part);
}

/// UID, or UID:PART; a UID alone is the first of its volumes, phases before others.
Result<VolumeRecord> volumeCalled(const std::string& text, const Case& exam) {
    const auto colon = text.find(':');
    std::optional<int> part;
    if (colon != std::string::npos) {
        int number = -1;
        const char* const end = text.data() + text.size();
        const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, number);
        if (error != std::errc() || stop != end || number < 0) {
            return fail(ErrorCode::BadInput,
                        fmt::format("{} is neither a series nor a part of one. Write a Series "
                                    "Instance UID, or UID:PART with the part as `cases` lists it.",
                                    text));
        }
        part = number;
    }
    const auto found = std::ranges::find_if(exam.volumes, [&](const VolumeRecord& volume) {
        return volume.seriesUid == text.substr(0, colon) &&
               part.value_or(volume.part) == volume.part;
    });
    return found != exam.volumes.end()
               ? Result<VolumeRecord>(*found)
               : fail(ErrorCode::NotFound,
                      fmt::format("Case {} has no such series: {}.", exam.id, text));
}

Json qualityJson(const RegistrationQuality& q) {
    return {{"verdict", verdictToken(q.verdict)},
            {"meaning", q.reason}, // "reason" would be a problem to its reader
            {"information_before", q.informationBefore},
            {"information_after", q.informationAfter},
            {"correlation_before", q.correlationBefore},
            {"correlation_after", q.correlationAfter},
            {"overlap", q.overlap},
            {"mean_mm", q.meanMm},
            {"most_mm", q.mostMm},
            {"degrees", q.degrees},
            {"smallest_jacobian", q.smallestJacobian}};
}

class Registering {
public:
    Registering(Library& library, const RegisterRequest& request, Events& events)
        : m_library(library), m_request(request), m_events(events) {}

    Result<Outcome> run();

private:
    Result<void> choose();
    Result<RegistrationSide> sideOf(const VolumeRecord& volume);
    Result<Registration> registerOne(const RegistrationSide& fixed, std::size_t index);
    void tell(const VolumeRecord& moving, const Registration& found);
    void tellFailure(const VolumeRecord& moving, const Error& error);

    Library& m_library;
    const RegisterRequest& m_request;
    Events& m_events;
    VolumeRecord m_fixed;
    std::vector<VolumeRecord> m_moving;
    std::int64_t m_good = 0, m_doubtful = 0, m_failed = 0;
};

Result<void> Registering::choose() {
    const auto exam = m_library.caseById(m_request.caseId);
    if (!exam) {
        return std::unexpected(exam.error());
    }
    const auto fixed = volumeCalled(m_request.fixed, *exam);
    if (!fixed) {
        return std::unexpected(fixed.error());
    }
    m_fixed = *fixed;
    if (m_request.moving) {
        const auto moving = volumeCalled(*m_request.moving, *exam);
        if (!moving) {
            return std::unexpected(moving.error());
        }
        m_moving = {*moving};
    } else {
        std::ranges::copy_if(exam->volumes, std::back_inserter(m_moving),
                             [](const VolumeRecord& volume) { return volume.inPhaseSeries; });
        std::erase_if(m_moving, [&](const VolumeRecord& v) { return v.id == m_fixed.id; });
    }
    if (m_moving.empty() || m_moving.front().id == m_fixed.id) {
        return fail(ErrorCode::BadInput, "There is no other phase to register to this one.",
                    nameOf(m_fixed));
    }
    return {};
}

Result<RegistrationSide> Registering::sideOf(const VolumeRecord& volume) {
    QuietProgress quiet(m_events);
    const auto pixels = checkedVolume(volume, &quiet, {}, markIn(m_library));
    if (!pixels) {
        return std::unexpected(pixels.error());
    }
    auto side = RegistrationSide::of(*pixels);
    return side ? side
                : Result<RegistrationSide>(
                      fail(side.error().code, side.error().message, nameOf(volume)));
}

Result<Registration> Registering::registerOne(const RegistrationSide& fixed, std::size_t index) {
    const VolumeRecord& moving = m_moving[index];
    if (moving.modality != m_fixed.modality) {
        return fail(ErrorCode::BadInput,
                    fmt::format("The series are of different kinds, {} and {}, and cannot be "
                                "registered.",
                                m_fixed.modality, moving.modality),
                    nameOf(moving));
    }
    const auto side = sideOf(moving);
    if (!side) {
        return std::unexpected(side.error());
    }
    const bool sameFrame = !m_fixed.frameOfReferenceUid.empty() &&
                           m_fixed.frameOfReferenceUid == moving.frameOfReferenceUid;
    PartProgress part(m_events, index, m_moving.size());
    auto found = registerVolumes(
        fixed, *side, {.deformable = m_request.deformable, .sameFrame = sameFrame}, &part);
    if (!found) {
        return found;
    }
    if (auto kept = m_library.setRegistration(m_fixed.id, moving.id, *found); !kept) {
        return std::unexpected(kept.error());
    }
    return found;
}

void Registering::tell(const VolumeRecord& moving, const Registration& found) {
    Json item{{"case", m_request.caseId},
              {"fixed", nameOf(m_fixed)},
              {"moving", nameOf(moving)},
              {"deformable", found.grid.has_value()}};
    item.update(qualityJson(found.quality));
    item["rigid"] = found.rigid;
    m_events.item(std::move(item));
    const auto verdict = found.quality.verdict;
    ++(verdict == RegistrationVerdict::Good       ? m_good
       : verdict == RegistrationVerdict::Doubtful ? m_doubtful
                                                  : m_failed);
}

void Registering::tellFailure(const VolumeRecord& moving, const Error& error) {
    m_events.item({{"case", m_request.caseId},
                   {"fixed", nameOf(m_fixed)},
                   {"moving", nameOf(moving)},
                   {"verdict", verdictToken(RegistrationVerdict::Failed)},
                   {"reason", error.message}});
    ++m_failed;
}

Result<Outcome> Registering::run() {
    const auto start = std::chrono::steady_clock::now();
    if (auto chosen = choose(); !chosen) {
        return std::unexpected(chosen.error());
    }
    m_events.progress("register", 0, 100);
    const auto fixed = sideOf(m_fixed);
    if (!fixed) {
        return std::unexpected(fixed.error());
    }
    for (std::size_t i = 0; i < m_moving.size(); ++i) {
        const auto found = registerOne(*fixed, i);
        if (found) {
            tell(m_moving[i], *found);
        } else if (found.error().code == ErrorCode::Cancelled || m_events.cancelled() ||
                   m_moving.size() == 1) {
            return std::unexpected(found.error());
        } else {
            tellFailure(m_moving[i], found.error());
        }
        m_events.progress("register", static_cast<std::int64_t>(100 * (i + 1) / m_moving.size()),
                          100);
    }
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    return Outcome{{{"case", m_request.caseId},
                    {"fixed", nameOf(m_fixed)},
                    {"registered", m_moving.size()},
                    {"good", m_good},
                    {"doubtful", m_doubtful},
                    {"failed", m_failed},
                    {"seconds", seconds.count()}}};
}

} // namespace

Result<Outcome> registerPhases(Session& session, const RegisterRequest& request, Events& events) {
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    return Registering(**library, request, events).run();
}

} // namespace bolus
