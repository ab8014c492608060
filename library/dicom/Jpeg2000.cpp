#include "library/dicom/Jpeg2000.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include <openjpeg.h>

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

Result<void> checkShape(const opj_image_t& image, int columns, int rows) {
    if (image.numcomps != 1) {
        return fail(ErrorCode::Unsupported,
                    "The JPEG 2000 image is in colour, which is not a volume.");
    }
    const opj_image_comp_t& component = image.comps[0];
    if (component.w != static_cast<OPJ_UINT32>(columns) ||
        component.h != static_cast<OPJ_UINT32>(rows) || component.prec > 31) {
        return fail(ErrorCode::BadInput, "The JPEG 2000 image is not of the size its header says.");
    }
    return {};
}

} // namespace

Result<Jpeg2000Image> decodeJpeg2000(std::span<const std::uint8_t> codestream, int columns,
                                     int rows) {
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
    if (const auto shape = checkShape(*image, columns, rows); !shape) { // before memory is taken
        return std::unexpected(shape.error());
    }
    if (!opj_decode(codec.get(), stream.get(), image.get()) || !image->comps[0].data) {
        return broken();
    }
    const opj_image_comp_t& component = image->comps[0];
    const std::size_t count = static_cast<std::size_t>(component.w) * component.h;
    return Jpeg2000Image{
        {component.data, component.data + count}, component.prec, component.sgnd != 0};
}

} // namespace bolus
