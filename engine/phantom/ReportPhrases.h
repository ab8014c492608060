// Sentences that reports are made of, in two sets that share none: one to train with, one to test.
#pragma once

#include <array>

#include "engine/phantom/Phantom.h"

namespace bolus::phantom {

using Choice = std::array<const char*, 2>;

/// {size}, {place}, {count} and {Count} are filled in. Behaviour: pre-contrast, arterial, portal
/// venous, delayed; clauses that follow the name of the phase.
struct FindingPhrases {
    Choice lead, impression;
    std::array<Choice, 4> behaviour;
};

enum Region {
    LiverRegion,
    BiliaryRegion,
    SpleenRegion,
    PancreasRegion,
    KidneyRegion,
    AdrenalRegion,
    VesselRegion,
    PeritoneumRegion,
    NodeRegion,
    BoneRegion,
    ChestRegion,
    regionCount
};

struct PhraseSet {
    std::array<FindingPhrases, 14> findings; // by Finding; that of Normal is empty
    std::array<Choice, regionCount> normal;  // an organ without a finding
    Choice otherKidney;                      // {side}
    std::array<Choice, 4> inPhase;           // "In the arterial phase {clause}."
    Choice technique;                        // {phases}
    Choice normalImpression, freeClosing;    // freeClosing: {impression}
};

const PhraseSet& phraseSet(bool heldOut);

} // namespace bolus::phantom
