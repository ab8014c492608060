#include "library/reader/OverlayFile.h"

#include <algorithm>
#include <cmath>

#include "library/dicom/VolumeBuilder.h"
#include "library/reader/CheckedVolume.h"
#include "library/reader/SharedReader.h"

namespace bolus {

namespace {

ShortImage::Pointer imageOf(const Segmentation& all, const Segment& segment) {
    const auto image = ShortImage::New();
    ShortImage::SizeType size;
    ShortImage::PointType origin;
    ShortImage::SpacingType spacing;
    ShortImage::DirectionType direction;
    for (unsigned i = 0; i < 3; ++i) {
        size[i] = segment.size[i];
        origin[i] = segment.origin[i];
        spacing[i] = all.spacing[i];
        for (unsigned j = 0; j < 3; ++j) {
            direction(i, j) = all.direction[3 * i + j];
        }
    }
    image->SetRegions(size);
    image->SetOrigin(origin);
    image->SetSpacing(spacing);
    image->SetDirection(direction);
    image->Allocate();
    const double scale = (all.fractional ? 100.0 : 1.0) / 255;
    std::ranges::transform(segment.values, image->GetBufferPointer(), [scale](std::uint8_t part) {
        return static_cast<short>(std::lround(part * scale));
    });
    return image;
}

Result<OverlayFile> loadSegments(const CaseObject& object, const Progress* progress) {
    const auto reader = SharedReader::take(progress);
    if (!reader) {
        return std::unexpected(reader.error());
    }
    auto read = (*reader)->segmentation(object.path, progress);
    if (!read) {
        return std::unexpected(read.error());
    }
    OverlayFile file{read->label, read->frameOfReferenceUid, read->seriesUids, true, {}};
    for (Segment& segment : read->segments) {
        if (!segment.values.empty()) {
            Volume volume{imageOf(*read, segment), read->fractional ? "%" : ""};
            file.images.push_back({segment.label, std::move(volume), segment.color});
            segment.values = {};
        }
    }
    return file;
}

Result<OverlayFile> loadMaps(const CaseObject& object, Progress* progress) {
    const auto header = [&]() -> Result<InstanceHeader> {
        const auto reader = SharedReader::take(progress);
        return reader ? (*reader)->header(object.path, progress) : std::unexpected(reader.error());
    }();
    if (!header) {
        return std::unexpected(header.error());
    }
    OverlayFile file{object.seriesDescription, header->frameOfReferenceUid, {}, false, {}};
    for (const VolumeRecord& record : buildVolumes({*header})) {
        auto volume = checkedVolume(record, progress);
        if (!volume) {
            return std::unexpected(volume.error());
        }
        const std::string part = record.partReason.empty() ? "" : " (" + record.partReason + ")";
        file.images.push_back({object.seriesDescription + part, std::move(*volume), {}});
    }
    return file;
}

} // namespace

bool isOverlay(const CaseObject& object) {
    return object.kind == "segmentation" || object.kind == "parametric_map";
}

Result<OverlayFile> loadOverlayFile(const CaseObject& object, Progress* progress) {
    auto file =
        object.kind == "segmentation" ? loadSegments(object, progress) : loadMaps(object, progress);
    if (file && file->images.empty()) {
        return fail(ErrorCode::BadInput, "There is nothing in the file that could be shown.",
                    object.path.string());
    }
    if (file && file->label.empty()) {
        file->label = object.seriesDescription;
    }
    return file;
}

} // namespace bolus
