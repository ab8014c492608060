// Which decoder a transfer syntax needs. Private to library/dicom.
#pragma once

#include <optional>
#include <string>

#include "library/dicom/PixelFormat.h"

namespace bolus {

/// How pixel data is compressed. High-Throughput JPEG 2000 is a JPEG 2000 codestream, too.
enum class Codec { Native, Rle, Jpeg, JpegLs, Jpeg2000 };

/// Of encapsulated pixel data in this transfer syntax; nothing where none here decodes it.
std::optional<Codec> codecOf(const std::string& uid);

/// What to call the transfer syntax in a sentence.
std::string codecName(const std::string& uid);

/// DCMTK's decoders insist on attributes that some writers leave out: puts them into `dataset`.
void completeForDcmtk(DcmItem& dataset, const PixelFormat& format);

} // namespace bolus
