// Lists and corrects cases.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/jobs/Events.h"
#include "app/jobs/Session.h"

namespace bolus {

Result<Outcome> listCases(Session& session, const CaseFilter& filter, Events& events);
Result<Outcome> setPhase(Session& session, std::int64_t caseId, const std::string& seriesUid,
                         Phase phase, std::optional<int> part);
Result<Outcome> mergeCases(Session& session, std::int64_t into,
                           const std::vector<std::int64_t>& others, Events& events);
Result<Outcome> splitCase(Session& session, std::int64_t caseId,
                          const std::vector<std::string>& seriesUids, Events& events);

/// Fields of a case as `cases` lists it.
Json caseJson(const Case& exam, const Library& library);
/// Path of the case's thumbnail, or "" where it has none.
std::string thumbnailOf(const Library& library, std::int64_t caseId);

} // namespace bolus
