// Sides, liver segments and vertebrae that sentences name, as codes that are searched for.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bolus {

struct PlaceFound {
    std::size_t begin = 0, end = 0; // bytes of the text
    std::string code;               // see below
};

/// Codes: "left", "right", "bilateral"; "seg1" … "seg8", "seg2a", "seg4a", "seg4b"; "levelc1" …
/// "levell5", "levels1". Segments as in Couinaud's numbering: "segment VII", "seg. 7", "S7",
/// "segments VII/VIII", "segment 4a"; of a lung lobe or bowel too, which their other words tell
/// apart. "S1" alone is a vertebra, "S2" … "S8" a segment; "L1", "T12", "C5" are vertebrae.
std::vector<PlaceFound> placesIn(std::string_view text);

} // namespace bolus
