// A picture of each phase of a case at one place, for looking through found cases. Kept in
// `thumbnails/phases/<case>/` of the library, and made when they are first asked for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "app/jobs/Events.h"
#include "app/jobs/Session.h"

namespace bolus {

class Library;

/// A slice of one volume; without a series the middle of the phase that shows most.
struct PicturePlace {
    std::int64_t caseId = 0;
    std::string seriesUid;
    int part = 0;
    int slice = 0; // 0-based along the volume's third axis
};

/// "12" or "12@SERIES:PART:SLICE". Errors: BadInput.
Result<PicturePlace> picturePlace(std::string_view written);

/// Of each place an item a phase: its slice that is nearest to the place by position, or, between
/// frames of reference, as far along. One that fails is a warning.
Result<Outcome> makePhasePictures(Session& session, const std::vector<std::string>& places,
                                  Events& events);

/// Removes those of cases that the library has no more.
Result<void> sweepPhasePictures(Library& library);

} // namespace bolus
