#include "library/dicom/Codec.h"

#include <string_view>

#include <dcmtk/dcmdata/dccodec.h>

namespace bolus {

/// High-Throughput JPEG 2000 (PS3.5 10.18) is younger than DCMTK 3.6.7.
std::optional<Codec> codecOf(const std::string& uid) {
    static constexpr std::pair<std::string_view, Codec> known[] = {
        {"1.2.840.10008.1.2.5", Codec::Rle},          {"1.2.840.10008.1.2.4.80", Codec::JpegLs},
        {"1.2.840.10008.1.2.4.81", Codec::JpegLs},    {"1.2.840.10008.1.2.4.90", Codec::Jpeg2000},
        {"1.2.840.10008.1.2.4.91", Codec::Jpeg2000},  {"1.2.840.10008.1.2.4.201", Codec::Jpeg2000},
        {"1.2.840.10008.1.2.4.202", Codec::Jpeg2000}, {"1.2.840.10008.1.2.4.203", Codec::Jpeg2000},
    };
    for (const auto& [name, codec] : known) {
        if (uid == name) {
            return codec;
        }
    }
    const DcmXfer xfer(uid.c_str());
    const bool jpeg = uid.starts_with("1.2.840.10008.1.2.4.") &&
                      DcmCodecList::canChangeCoding(xfer.getXfer(), EXS_LittleEndianExplicit);
    return jpeg ? std::optional(Codec::Jpeg) : std::nullopt;
}

std::string codecName(const std::string& uid) {
    const DcmXfer xfer(uid.c_str());
    return xfer.getXfer() == EXS_Unknown ? uid : std::string(xfer.getXferName());
}

void completeForDcmtk(DcmItem& dataset, const PixelFormat& format) {
    const std::pair<DcmTagKey, int> numbers[] = {
        {DCM_SamplesPerPixel, format.samples},      {DCM_BitsAllocated, format.bitsAllocated},
        {DCM_BitsStored, format.bitsStored},        {DCM_HighBit, format.highBit},
        {DCM_PixelRepresentation, format.isSigned}, {DCM_PlanarConfiguration, format.planar}};
    for (const auto& [tag, value] : numbers) {
        if (!dataset.tagExistsWithValue(tag)) {
            dataset.putAndInsertUint16(tag, static_cast<Uint16>(value));
        }
    }
    if (!dataset.tagExistsWithValue(DCM_PhotometricInterpretation)) {
        dataset.putAndInsertString(DCM_PhotometricInterpretation, "MONOCHROME2");
    }
}

} // namespace bolus
