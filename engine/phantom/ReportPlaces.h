// Names of places as reports give them.
#pragma once

#include <string>
#include <vector>

#include "engine/phantom/Phantom.h"
#include "engine/phantom/Random.h"

namespace bolus::phantom {

/// How one report writes: the same from its first line to its last.
struct Wording {
    bool abbreviated = false, centimetres = false;
    bool arabicSegments = false; // "segment 6" for "segment VI"
    int variant = 0;             // 0 … 3
};

/// With its article: "segment VI", "segments II and IV", "the upper pole of the left kidney";
/// abbreviated "seg. VI", "L kidney upper pole".
std::string placeText(const std::vector<const PhantomLesion*>& lesions, const Wording& wording);
/// "left", "right", "bilateral", or empty where a place has no side.
std::string sideText(const std::string& place, const Wording& wording);
std::string otherSide(const std::string& place, const Wording& wording);
/// "34 mm" or "3.4 cm"
std::string sizeText(double mm, const Wording& wording);

} // namespace bolus::phantom
