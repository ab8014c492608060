#include "library/dicom/Jpeg2000.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include <openjpeg.h>

#include "library/dicom/Rec601.h"

namespace bolus {

namespace {

struct Source {
    std::span<const std::uint8_t> bytes;
    std::size_t at = 0;
};

OPJ_SIZE_T readSource(void* buffer, OPJ_SIZE_T wanted, void* user) {
    auto& source = *static_cast<Source*>(user);
    const std::size_t count = std::min<std::size_t>(wanted, source.bytes.size() - source.at);
    if (count == 0) {
        return static_cast<OPJ_SIZE_T>(-1);
    }
    std::memcpy(buffer, source.bytes.data() + source.at, count);
    source.at += count;
    return count;
}

OPJ_OFF_T skipSource(OPJ_OFF_T distance, void* user) {
    auto& source = *static_cast<Source*>(user);
    const auto left = static_cast<OPJ_OFF_T>(source.bytes.size() - source.at);
    if (distance < 0 || left == 0) {
        return -1;
    }
    const OPJ_OFF_T step = std::min(distance, left);
    source.at += static_cast<std::size_t>(step);
    return step;
}

OPJ_BOOL seekSource(OPJ_OFF_T position, void* user) {
    auto& source = *static_cast<Source*>(user);
    if (position < 0 || static_cast<std::size_t>(position) > source.bytes.size()) {
        return OPJ_FALSE;
    }
    source.at = static_cast<std::size_t>(position);
    return OPJ_TRUE;
}

// OpenJPEG's handles are all void pointers, so each is told apart by its deleter.
template<auto destroy>
struct Destroyer {
    template<typename Handle>
    void operator()(Handle* handle) const {
        destroy(handle);
    }
};
using Stream = std::unique_ptr<opj_stream_t, Destroyer<opj_stream_destroy>>;
using Codec = std::unique_ptr<opj_codec_t, Destroyer<opj_destroy_codec>>;
using Image = std::unique_ptr<opj_image_t, Destroyer<opj_image_destroy>>;

Stream openStream(Source& source) {
    Stream stream(opj_stream_default_create(OPJ_TRUE));
    if (stream) {
        opj_stream_set_user_data(stream.get(), &source, nullptr);
        opj_stream_set_user_data_length(stream.get(), source.bytes.size());
        opj_stream_set_read_function(stream.get(), readSource);
        opj_stream_set_skip_function(stream.get(), skipSource);
        opj_stream_set_seek_function(stream.get(), seekSource);
    }
    return stream;
}

/// Some writers wrap the codestream in a JP2 file, which begins with its signature box.
Codec openCodec(std::span<const std::uint8_t> bytes) {
    const bool wrapped = bytes.size() > 8 && std::memcmp(bytes.data() + 4, "jP  ", 4) == 0;
    Codec codec(opj_create_decompress(wrapped ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K));
    opj_dparameters_t parameters;
    opj_set_default_decoder_parameters(&parameters);
    const bool ready = codec && opj_setup_decoder(codec.get(), &parameters);
    return ready ? std::move(codec) : nullptr;
}

bool isOfSize(const opj_image_comp_t& component, const Jpeg2000Shape& shape) {
    return component.w == static_cast<OPJ_UINT32>(shape.columns) &&
           component.h == static_cast<OPJ_UINT32>(shape.rows) && component.prec <= 31;
}

/// How many components count: the luminance alone, or all.
OPJ_UINT32 componentsNeeded(const opj_image_t& image, const Jpeg2000Shape& shape) {
    return shape.lumaFirst || image.color_space == OPJ_CLRSPC_SYCC
               ? 1
               : static_cast<OPJ_UINT32>(shape.components);
}

Result<void> checkShape(const opj_image_t& image, const Jpeg2000Shape& shape) {
    if (image.numcomps != static_cast<OPJ_UINT32>(shape.components)) {
        return fail(ErrorCode::BadInput,
                    "The JPEG 2000 image has not as many colours as its header says.");
    }
    if (!isOfSize(image.comps[0], shape)) {
        return fail(ErrorCode::BadInput, "The JPEG 2000 image is not of the size its header says.");
    }
    for (OPJ_UINT32 i = 0; image.numcomps > 1 && i < componentsNeeded(image, shape); ++i) {
        if (!isOfSize(image.comps[i], shape) || image.comps[i].prec > 16) {
            return fail(ErrorCode::Unsupported,
                        "The colours of the JPEG 2000 image are not all of its size and of up to "
                        "16 bits.");
        }
    }
    return {};
}

std::vector<std::int32_t> valuesOf(const opj_image_t& image, const Jpeg2000Shape& shape) {
    const std::size_t count = static_cast<std::size_t>(image.comps[0].w) * image.comps[0].h;
    const OPJ_INT32* first = image.comps[0].data;
    if (componentsNeeded(image, shape) == 1) {
        return {first, first + count};
    }
    const OPJ_INT32* second = image.comps[1].data;
    const OPJ_INT32* third = image.comps[2].data;
    std::vector<std::int32_t> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        values[i] = luminance(first[i], second[i], third[i]);
    }
    return values;
}

bool allDecoded(const opj_image_t& image, const Jpeg2000Shape& shape) {
    for (OPJ_UINT32 i = 0; i < componentsNeeded(image, shape); ++i) {
        if (!image.comps[i].data || !isOfSize(image.comps[i], shape)) {
            return false;
        }
    }
    return true;
}

} // namespace

Result<Jpeg2000Image> decodeJpeg2000(std::span<const std::uint8_t> codestream,
                                     const Jpeg2000Shape& shape) {
    const auto broken = [] { return fail(ErrorCode::BadInput, "The JPEG 2000 image is damaged."); };
    Source source{codestream};
    const Stream stream = openStream(source);
    const Codec codec = openCodec(codestream);
    opj_image_t* raw = nullptr;
    if (!stream || !codec || !opj_read_header(stream.get(), codec.get(), &raw)) {
        opj_image_destroy(raw);
        return broken();
    }
    const Image image(raw);
    if (const auto fits = checkShape(*image, shape); !fits) { // before memory is taken
        return std::unexpected(fits.error());
    }
    if (!opj_decode(codec.get(), stream.get(), image.get()) || !allDecoded(*image, shape)) {
        return broken();
    }
    return Jpeg2000Image{valuesOf(*image, shape), image->comps[0].prec, image->comps[0].sgnd != 0};
}

} // namespace bolus
