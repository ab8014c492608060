#include "app/jobs/Thumbnail.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "app/jobs/Png.h"

namespace bolus {

namespace {

constexpr int longestSide = 160;

int preference(const VolumeRecord& volume) {
    static constexpr std::array order{Phase::PortalVenous, Phase::Arterial, Phase::Delayed,
                                      Phase::PostContrast, Phase::PreContrast};
    const auto place = std::ranges::find(order, volume.phase.phase) - order.begin();
    return static_cast<int>(place) + (volume.inPhaseSeries ? 0 : 100);
}

const VolumeRecord* preferredVolume(const Case& exam) {
    const VolumeRecord* best = nullptr;
    for (const VolumeRecord& volume : exam.volumes) {
        if (volume.slices.empty()) {
            continue;
        }
        const bool better =
            !best || preference(volume) < preference(*best) ||
            (preference(volume) == preference(*best) && volume.slices.size() > best->slices.size());
        best = better ? &volume : best;
    }
    return best;
}

const SliceRef& middleOf(const VolumeRecord& volume) {
    return volume.slices[volume.slices.size() / 2];
}

/// The volume's middle slice as a volume of its own, so that one file is decoded, not hundreds.
VolumeRecord middleSlice(const VolumeRecord& volume) {
    VolumeRecord slice = volume;
    slice.slices = {middleOf(volume)};
    slice.size[2] = 1;
    return slice;
}

} // namespace

const SliceRef* thumbnailSlice(const Case& exam) {
    const VolumeRecord* volume = preferredVolume(exam);
    return volume ? &middleOf(*volume) : nullptr;
}

Result<GreyPicture> thumbnail(const Case& exam, FileReader& reader, const Progress* progress) {
    const VolumeRecord* volume = preferredVolume(exam);
    if (!volume) {
        return fail(ErrorCode::BadInput, fmt::format("Case {} has no volume to show.", exam.id));
    }
    return reader.picture(middleSlice(*volume), longestSide, progress);
}

Result<void> writeThumbnail(const Case& exam, const std::filesystem::path& target,
                            FileReader& reader, const Progress* progress) {
    const auto shown = thumbnail(exam, reader, progress);
    return shown ? writePng(target, *shown) : std::unexpected(shown.error());
}

Result<void> writeThumbnail(const Case& exam, const std::filesystem::path& target,
                            const Progress* progress) {
    FileReader reader(decodingLimits());
    return writeThumbnail(exam, target, reader, progress);
}

} // namespace bolus
