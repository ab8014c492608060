#include "app/jobs/CaseEdits.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include <fmt/format.h>

#include "app/jobs/PhasePictures.h"
#include "app/jobs/Thumbnail.h"

namespace bolus {

namespace {

struct PhaseName {
    std::string seriesUid;
    std::optional<int> part;
};

/// "1.2.840.1" or "1.2.840.1:2"; no UID holds a colon.
Result<PhaseName> phaseNameFrom(const std::string& text) {
    const auto colon = text.find(':');
    PhaseName name{text.substr(0, colon), std::nullopt};
    if (colon == std::string::npos) {
        return name;
    }
    int part = -1;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, part);
    if (error != std::errc() || stop != end || part < 0) {
        return fail(ErrorCode::BadInput,
                    fmt::format("{} is neither a series nor a part of one. Write a Series Instance "
                                "UID, or UID:PART with the part as `cases` lists it.",
                                text));
    }
    name.part = part;
    return name;
}

std::string nameOf(const VolumeRecord& volume) {
    return fmt::format("{}:{} (“{}”)", volume.seriesUid, volume.part, volume.seriesDescription);
}

/// The ids of the phases that a name stands for.
Result<std::vector<std::int64_t>> phasesCalled(const std::string& text, const Case& exam) {
    const auto name = phaseNameFrom(text);
    if (!name) {
        return std::unexpected(name.error());
    }
    std::vector<std::int64_t> ids;
    bool apart = false;
    for (const VolumeRecord& volume : exam.volumes) {
        if (volume.seriesUid == name->seriesUid &&
            name->part.value_or(volume.part) == volume.part) {
            apart = apart || !volume.inPhaseSeries;
            if (volume.inPhaseSeries) {
                ids.push_back(volume.id);
            }
        }
    }
    if (!ids.empty()) {
        return ids;
    }
    return apart ? fail(ErrorCode::BadInput,
                        fmt::format("{} is not among the phases of case {}, so it has no place in "
                                    "their order. `phase set` makes it one.",
                                    text, exam.id))
                 : fail(ErrorCode::NotFound,
                        fmt::format("Case {} has no such series: {}.", exam.id, text));
}

Result<std::vector<std::int64_t>> orderFrom(const std::vector<std::string>& phases,
                                            const Case& exam) {
    std::vector<std::int64_t> order;
    for (const std::string& text : phases) {
        const auto called = phasesCalled(text, exam);
        if (!called) {
            return std::unexpected(called.error());
        }
        for (const std::int64_t id : *called) {
            if (std::ranges::find(order, id) != order.end()) {
                return fail(ErrorCode::BadInput, fmt::format("The order names {} twice.", text));
            }
            order.push_back(id);
        }
    }
    for (const VolumeRecord& volume : exam.volumes) {
        if (volume.inPhaseSeries && std::ranges::find(order, volume.id) == order.end()) {
            return fail(ErrorCode::BadInput,
                        fmt::format("The order leaves out {}. It has to name every phase of case "
                                    "{} once.",
                                    nameOf(volume), exam.id));
        }
    }
    return order;
}

} // namespace

bool refreshThumbnail(Library& library, std::int64_t caseId, Events& events) {
    const auto picture = library.thumbnailPath(caseId);
    const auto exam = library.caseById(caseId);
    const auto made = exam ? writeThumbnail(*exam, picture, &events)
                           : Result<void>(std::unexpected(exam.error()));
    if (made) {
        return true;
    }
    std::error_code error;
    std::filesystem::remove(picture, error);
    const bool isExpected = made.error().code == ErrorCode::Cancelled ||
                            (!exam && made.error().code == ErrorCode::NotFound);
    if (!isExpected) {
        events.warn(made.error());
    }
    return false;
}

Result<Outcome> reorderCase(Session& session, std::int64_t caseId,
                            const std::vector<std::string>& phases, Events& events) {
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    const auto exam = (*library)->caseById(caseId);
    if (!exam) {
        return std::unexpected(exam.error());
    }
    const auto order = orderFrom(phases, *exam);
    if (!order) {
        return std::unexpected(order.error());
    }
    if (auto stored = (*library)->reorderCase(caseId, *order); !stored) {
        return std::unexpected(stored.error());
    }
    refreshThumbnail(**library, caseId, events);
    Json names = Json::array();
    for (const std::int64_t id : *order) {
        const auto volume = std::ranges::find(exam->volumes, id, &VolumeRecord::id);
        names.push_back(fmt::format("{}:{}", volume->seriesUid, volume->part));
    }
    return Outcome{{{"case", caseId}, {"order", names}}};
}

Result<Outcome> listCaseEdits(Session& session, Events& events) {
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    const auto edits = (*library)->caseEdits();
    if (!edits) {
        return std::unexpected(edits.error());
    }
    for (const CaseEdit& edit : *edits) {
        events.item({{"edit", edit.id}, {"what", edit.what}, {"when", edit.when}});
    }
    return Outcome{{{"edits", edits->size()}}};
}

Result<Outcome> undoCaseEdit(Session& session, Events& events) {
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    const auto undone = (*library)->undoCaseEdit();
    if (!undone) {
        return std::unexpected(undone.error());
    }
    for (const std::int64_t id : undone->cases) {
        refreshThumbnail(**library, id, events);
    }
    return Outcome{{{"edit", undone->id}, {"undone", undone->what}, {"when", undone->when}}};
}

Result<Outcome> makeThumbnails(Session& session, const std::vector<std::int64_t>& cases,
                               Events& events) {
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    const auto keys = (*library)->caseKeys();
    if (!keys) {
        return std::unexpected(keys.error());
    }
    std::int64_t made = 0, failed = 0;
    for (const CaseKey& key : *keys) {
        std::error_code error;
        const bool asked = std::ranges::find(cases, key.id) != cases.end();
        if (asked || !std::filesystem::exists((*library)->thumbnailPath(key.id), error)) {
            ++(refreshThumbnail(**library, key.id, events) ? made : failed);
        }
        if (events.cancelled()) {
            return cancelledError();
        }
    }
    const auto removed = sweepThumbnails(**library);
    if (!removed) {
        return std::unexpected(removed.error());
    }
    if (auto swept = sweepPhasePictures(**library); !swept) {
        return std::unexpected(swept.error());
    }
    return Outcome{{{"thumbnails", made}, {"failed", failed}, {"removed", *removed}},
                   made == 0 && failed > 0 ? ExitFailed : ExitDone};
}

} // namespace bolus
