#include "library/dicom/JpegHeader.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

namespace bolus {

namespace {

using Bytes = std::span<const std::uint8_t>;

int word(Bytes bytes, std::size_t at) {
    return bytes[at] << 8 | bytes[at + 1];
}

bool beginsWith(Bytes body, std::string_view text) {
    return body.size() >= text.size() && std::memcmp(body.data(), text.data(), text.size()) == 0;
}

/// SOF0 to SOF15 without DHT, JPG and DAC, and SOF55 of JPEG-LS.
bool isFrameHeader(int marker) {
    return (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 &&
            marker != 0xcc) ||
           marker == 0xf7;
}

bool isLossless(int marker) {
    return marker == 0xf7 || (marker & 3) == 3;
}

bool namedRgb(Bytes frame) {
    return frame.size() >= 15 && frame[6] == 'R' && frame[9] == 'G' && frame[12] == 'B';
}

std::optional<bool> coloursOf(int marker, Bytes body) {
    if (marker == 0xe0 && beginsWith(body, std::string_view("JFIF\0", 5))) {
        return false;
    }
    if (marker == 0xee && beginsWith(body, "Adobe") && body.size() >= 12) {
        return body[11] == 0;
    }
    return std::nullopt;
}

} // namespace

std::optional<JpegHeader> readJpegHeader(Bytes bytes) {
    JpegHeader header;
    std::size_t at = 2; // after SOI
    while (at + 4 <= bytes.size() && bytes[at] == 0xff) {
        const int marker = bytes[at + 1];
        if (marker == 0xff) { // a fill byte
            ++at;
            continue;
        }
        const auto length = static_cast<std::size_t>(word(bytes, at + 2));
        if (length < 2 || length > bytes.size() - at - 2) {
            return std::nullopt;
        }
        const Bytes body = bytes.subspan(at + 4, length - 2);
        if (isFrameHeader(marker)) {
            if (body.size() < 6) {
                return std::nullopt;
            }
            header.precision = body[0];
            header.rows = word(body, 1);
            header.columns = word(body, 3);
            header.components = body[5];
            header.isRgb = isLossless(marker) ? std::nullopt
                           : header.isRgb     ? header.isRgb
                           : namedRgb(body)   ? std::optional(true)
                                              : std::nullopt;
            return header;
        }
        if (const auto rgb = coloursOf(marker, body); rgb && !header.isRgb) {
            header.isRgb = rgb;
        }
        at += 2 + length;
    }
    return std::nullopt;
}

} // namespace bolus
