// Which part of the body volumes show, as far as the tags say. Private to library/phases.
#pragma once

#include <bitset>
#include <string>

namespace bolus {

enum class Region { Head, Neck, Chest, Abdomen, Pelvis, Spine, Limb, Breast };
using Regions = std::bitset<8>;

/// From BodyPartExamined (0018,0015) or from a description, in several languages. None where the
/// words name no region. "AP" is no region: it also stands for anteroposterior and for arterial.
Regions regionsIn(const std::string& text);

} // namespace bolus
