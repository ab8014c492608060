#include "library/dicom/SliceLoader.h"

#include "library/dicom/Tilt.h"
#include "library/dicom/Voxels.h"
#include "library/domain/Files.h"

namespace bolus {

namespace {

constexpr double airHu = -1024;

std::array<std::size_t, 2> sizeOf(const PixelFormat& format) {
    return {static_cast<std::size_t>(format.columns), static_cast<std::size_t>(format.rows)};
}

Error notOfItsSize(const SliceRef& slice) {
    return {ErrorCode::BadInput, "The image is not of the size of its volume.",
            slice.path.string()};
}

/// A file that is another now may hold another patient, and nobody has decoded it apart.
Result<void> checkUnchanged(const HeldFile& file, const SliceRef& slice) {
    if (slice.fileSize != 0 && !file.isVersion(stampOf(slice))) {
        return fail(ErrorCode::BadInput,
                    "The file has changed since it was imported; import it again.",
                    slice.path.string());
    }
    return {};
}

Result<void> checkFits(const FrameDecoder& decoder, const VolumeRecord& record,
                       const SliceRef& slice) {
    if (!slice.sopInstanceUid.empty() && decoder.sopInstanceUid() != slice.sopInstanceUid) {
        return fail(ErrorCode::BadInput,
                    "The file holds another image than when it was imported; "
                    "import its folder again.",
                    slice.path.string());
    }
    const auto [columns, rows] = sizeOf(decoder.format());
    const bool fits = record.tiltDegrees != 0 ? columns <= record.size[0] && rows <= record.size[1]
                                              : columns == record.size[0] && rows == record.size[1];
    if (!fits) {
        return std::unexpected(notOfItsSize(slice));
    }
    return {};
}

template<typename Pixel>
SliceMeaning meaningOf(const FrameDecoder& decoder, const Rescale& rescale) {
    const bool grey = decoder.format().colours == Colours::Grey; // luminance has no unit
    return {grey ? rescale.unit : std::string(),
            paddingValues<Pixel>(rescale, decoder.padding(), decoder.format().isReal),
            decoder.format().inverted};
}

} // namespace

double blankValue(const std::string& unit) {
    return unit == "HU" ? airHu : 0;
}

Result<FrameDecoder> openSlice(const VolumeRecord& record, const SliceRef& slice) {
    auto held = HeldFile::open(slice.path);
    if (!held) {
        return std::unexpected(held.error());
    }
    if (const auto same = checkUnchanged(**held, slice); !same) {
        return std::unexpected(same.error());
    }
    auto decoder = FrameDecoder::open(std::move(*held));
    if (!decoder) {
        return decoder;
    }
    if (const auto fits = checkFits(*decoder, record, slice); !fits) {
        return std::unexpected(fits.error());
    }
    return decoder;
}

template<typename Pixel>
Result<std::optional<SliceMeaning>> loadSlice(FrameDecoder& decoder, const VolumeRecord& record,
                                              const SliceRef& slice, std::span<Pixel> plane) {
    const auto stored = decoder.decode(slice.frame);
    if (!stored) {
        return std::unexpected(stored.error());
    }
    const Rescale rescale = decoder.rescale(slice.frame);
    if (const auto same = checkUnchanged(decoder.file(), slice); !same) { // all of it is read
        return std::unexpected(same.error());
    }
    SliceMeaning meaning = meaningOf<Pixel>(decoder, rescale);
    if (stored->count == plane.size()) {
        meaning.cover = {{0, 0}, {record.size[0], record.size[1]}};
        const bool fits = storeVoxels(*stored, rescale, decoder.padding(), plane);
        return fits ? std::optional(meaning) : std::nullopt;
    }
    const auto size = sizeOf(decoder.format());
    const auto place = placeInVolume(record, size[0], size[1], decoder.position(slice.frame));
    if (!place) {
        return std::unexpected(notOfItsSize(slice));
    }
    std::vector<Pixel> values(stored->count);
    if (!storeVoxels<Pixel>(*stored, rescale, decoder.padding(), values)) {
        return std::nullopt;
    }
    meaning.cover =
        moveSlice<Pixel>(values, size, *place, static_cast<Pixel>(blankValue(meaning.unit)), plane,
                         {record.size[0], record.size[1]});
    return meaning;
}

template Result<std::optional<SliceMeaning>> loadSlice<short>(FrameDecoder&, const VolumeRecord&,
                                                              const SliceRef&, std::span<short>);
template Result<std::optional<SliceMeaning>> loadSlice<float>(FrameDecoder&, const VolumeRecord&,
                                                              const SliceRef&, std::span<float>);

} // namespace bolus
