// How hits and their list are told; see app/PROTOCOL.md.
#pragma once

#include <string>
#include <vector>

#include "app/jobs/Events.h"
#include "app/jobs/SearchJobs.h"
#include "library/search/Search.h"

namespace bolus {

struct ToldHit {
    const SearchHit& hit;
    const Case* exam = nullptr; // as it is listed; null: not asked for
    const std::vector<CaseTag>& tags;
    const std::optional<RegionMatch>& place; // where it matches
};
Json hitJson(const ToldHit& told, const SearchFrame& frame, const Library& library);
/// What a receipt keeps of a hit.
Json briefHitJson(const SearchHit& hit);
Json facetsJson(const SearchResult& result);
Json correctionsJson(const SearchResult& result);

} // namespace bolus
