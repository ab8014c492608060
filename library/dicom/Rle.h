// RLE Lossless (PS3.5 Annex G). Private to library/dicom.
#pragma once

#include <cstdint>
#include <span>

namespace bolus {

/// Decodes a frame of `samples` planes of `pixels` words of `wordBytes` bytes into `out`, colour by
/// plane, words little endian. False where a segment is missing or does not fill its plane: DCMTK's
/// decoder takes such a frame, and reads past the end of others.
bool decodeRle(std::span<const std::uint8_t> frame, std::size_t pixels, int samples, int wordBytes,
               std::span<std::uint8_t> out);

} // namespace bolus
