// Regions as commands take and tell them. No model here.
#pragma once

#include <optional>
#include <string>

#include "app/jobs/Events.h"
#include "library/domain/Case.h"
#include "library/search/RegionMatch.h"

namespace bolus {

/// A sphere in one of a case's volumes.
struct DrawnRegion {
    std::string seriesUid;
    std::optional<int> part;
    Sphere sphere;
};
/// "SERIES[:PART]:x,y,z,r", LPS and mm. BadInput says what is wrong.
Result<DrawnRegion> regionFrom(const std::string& text);
/// The volume that it was drawn in; without a part the series' first. NotFound: the case has none.
Result<const VolumeRecord*> volumeOf(const DrawnRegion& region, const Case& exam);

/// Of the phase series, the volume of this phase with most slices; null: there is none.
const VolumeRecord* volumeOfPhase(const Case& exam, Phase phase);

/// A matched place as `region{}` of a hit, shown in the phase that `drawnIn` names where that was
/// compared, else in the first that was. Null where the case has no volume of it any more.
Json regionJson(const RegionMatch& match, const Case& found, Phase drawnIn);
/// `best_slice{}`: the slice of that volume through the place; null as above.
Json bestSliceJson(const RegionMatch& match, const Case& found, Phase drawnIn);

} // namespace bolus
