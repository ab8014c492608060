#include "app/jobs/RegionPlace.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "library/domain/Vectors.h"

namespace bolus {

namespace {

std::unexpected<Error> badRegion(const std::string& text) {
    return fail(ErrorCode::BadInput,
                "A region is written SERIES:x,y,z,r or SERIES:PART:x,y,z,r: the Series Instance "
                "UID, then centre and radius in mm.",
                text);
}

template<typename Number>
std::optional<Number> numberFrom(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(number)
                                                                    : std::nullopt;
}

/// "x,y,z,r"
std::optional<Sphere> sphereFrom(std::string_view text) {
    std::array<double, 4> numbers{};
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const std::size_t comma = text.find(',');
        if ((comma == text.npos) != (i + 1 == numbers.size())) {
            return std::nullopt;
        }
        const auto number = numberFrom<double>(text.substr(0, comma));
        if (!number || !std::isfinite(*number)) {
            return std::nullopt;
        }
        numbers[i] = *number;
        text.remove_prefix(comma == text.npos ? text.size() : comma + 1);
    }
    return Sphere{{numbers[0], numbers[1], numbers[2]}, numbers[3]};
}

/// The phase that a match is shown in, and its volume.
const VolumeRecord* shownIn(const RegionMatch& match, const Case& found, Phase drawnIn) {
    const bool compared = std::ranges::find(match.phases, drawnIn) != match.phases.end();
    return compared               ? volumeOfPhase(found, drawnIn)
           : match.phases.empty() ? nullptr
                                  : volumeOfPhase(found, match.phases.front());
}

/// Through the centre; the nearest one where the volume does not reach that far.
std::size_t sliceAt(const VolumeRecord& volume, const std::array<double, 3>& centre) {
    const Vec3 axis{volume.direction[2], volume.direction[5], volume.direction[8]};
    const double spacing = volume.spacing[2] > 0 ? volume.spacing[2] : 1;
    const double slice = std::round(dot(centre - volume.origin, axis) / spacing);
    const auto last = static_cast<double>(std::max<std::size_t>(volume.size[2], 1) - 1);
    return static_cast<std::size_t>(std::clamp(slice, 0.0, last));
}

} // namespace

Result<DrawnRegion> regionFrom(const std::string& text) {
    const std::size_t last = text.rfind(':');
    if (last == text.npos || last == 0) {
        return badRegion(text);
    }
    const auto sphere = sphereFrom(std::string_view(text).substr(last + 1));
    if (!sphere || sphere->radius <= 0) {
        return badRegion(text);
    }
    DrawnRegion region{text.substr(0, last), std::nullopt, *sphere};
    if (const std::size_t colon = region.seriesUid.find(':'); colon != text.npos) {
        region.part = numberFrom<int>(std::string_view(region.seriesUid).substr(colon + 1));
        region.seriesUid.resize(colon);
        if (!region.part || *region.part < 0 || region.seriesUid.empty()) {
            return badRegion(text);
        }
    }
    return region;
}

Result<const VolumeRecord*> volumeOf(const DrawnRegion& region, const Case& exam) {
    const auto found = std::ranges::find_if(exam.volumes, [&](const VolumeRecord& volume) {
        return volume.seriesUid == region.seriesUid &&
               (!region.part || volume.part == *region.part);
    });
    if (found == exam.volumes.end()) {
        return fail(ErrorCode::NotFound,
                    fmt::format("The case has no series {}{}.", region.seriesUid,
                                region.part ? fmt::format(" with a part {}", *region.part) : ""),
                    region.seriesUid);
    }
    return &*found;
}

const VolumeRecord* volumeOfPhase(const Case& exam, Phase phase) {
    const VolumeRecord* best = nullptr;
    for (const VolumeRecord& volume : exam.volumes) {
        if (volume.inPhaseSeries && volume.phase.phase == phase &&
            (!best || volume.size[2] > best->size[2])) {
            best = &volume;
        }
    }
    return best;
}

Json regionJson(const RegionMatch& match, const Case& found, Phase drawnIn) {
    const VolumeRecord* volume = shownIn(match, found, drawnIn);
    if (!volume) {
        return {};
    }
    return {{"series_uid", volume->seriesUid},
            {"part", volume->part},
            {"phase", phaseToken(volume->phase.phase)},
            {"centre", match.place.centre},
            {"radius", match.place.radius},
            {"similarity", match.similarity}};
}

Json bestSliceJson(const RegionMatch& match, const Case& found, Phase drawnIn) {
    const VolumeRecord* volume = shownIn(match, found, drawnIn);
    if (!volume) {
        return {};
    }
    return {{"series_uid", volume->seriesUid},
            {"part", volume->part},
            {"index", sliceAt(*volume, match.place.centre)},
            {"phase", phaseToken(volume->phase.phase)}};
}

} // namespace bolus
