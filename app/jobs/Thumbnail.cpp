#include "app/jobs/Thumbnail.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include <fmt/format.h>

#include "app/jobs/Png.h"
#include "library/reader/CheckedVolume.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

constexpr int longestSide = 160;

int preference(const VolumeRecord& volume) {
    static constexpr std::array order{Phase::PortalVenous, Phase::Arterial, Phase::Delayed,
                                      Phase::PostContrast, Phase::PreContrast};
    const auto place = std::ranges::find(order, volume.phase.phase) - order.begin();
    return static_cast<int>(place) + (volume.inPhaseSeries ? 0 : 100);
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

const VolumeRecord* thumbnailVolume(const Case& exam) {
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

const SliceRef* thumbnailSlice(const Case& exam) {
    const VolumeRecord* volume = thumbnailVolume(exam);
    return volume ? &middleOf(*volume) : nullptr;
}

Result<GreyPicture> thumbnail(const Case& exam, FileReader& reader, const Progress* progress) {
    const VolumeRecord* volume = thumbnailVolume(exam);
    if (!volume) {
        return fail(ErrorCode::BadInput, fmt::format("Case {} has no volume to show.", exam.id));
    }
    const auto slice = asItIsNow(middleSlice(*volume));
    return slice ? reader.picture(*slice, longestSide, progress) : std::unexpected(slice.error());
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

namespace {

/// By case. What else lies there is not ours.
std::map<std::int64_t, fs::path> picturesIn(const fs::path& folder) {
    std::map<std::int64_t, fs::path> pictures;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        const char* const last = name.data() + name.size();
        std::int64_t id = 0;
        const auto [stop, fault] = std::from_chars(name.data(), last, id);
        if (fault == std::errc() && std::string_view(stop, last) == ".png") {
            pictures.emplace(id, entry->path());
        }
    }
    return pictures;
}

} // namespace

Result<std::int64_t> sweepThumbnails(Library& library) {
    // Before the cases are asked for: one that another process adds meanwhile is among them then.
    auto pictures = picturesIn(library.thumbnailPath(0).parent_path());
    const auto cases = library.caseKeys();
    if (!cases) {
        return std::unexpected(cases.error());
    }
    for (const CaseKey& key : *cases) {
        pictures.erase(key.id);
    }
    std::int64_t removed = 0;
    for (const auto& [id, picture] : pictures) {
        std::error_code error;
        removed += fs::remove(picture, error) ? 1 : 0;
    }
    return removed;
}

} // namespace bolus
