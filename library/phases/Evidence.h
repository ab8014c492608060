// What the tags of one volume, and of the exam around it, say about its phase. Private.
#pragma once

#include <string>
#include <vector>

#include "library/domain/Case.h"

namespace bolus {

struct Evidence {
    Phase phase = Phase::Unknown;
    double weight = 0;
    std::string reason; // a clause: "the description says “arterial”"
};

/// What a volume's own tags say. `contradiction` is set where its words alone disagree.
struct OwnEvidence {
    std::vector<Evidence> items;
    std::string contradiction;
};

enum class Agent { Given, Denied, Blank };
Agent agentOf(const VolumeRecord& volume); // ContrastBolusAgent, read with care

/// What the exam as a whole tells about how to read one volume's tags.
struct ExamFacts {
    bool agentTellsApart = false;    // given for some volumes and not for others
    bool protocolTellsApart = false; // not the same for all
    std::size_t volumes = 0;
};
ExamFacts factsOf(const std::vector<const VolumeRecord*>& exam);

OwnEvidence ownEvidence(const VolumeRecord& volume, const ExamFacts& facts);

} // namespace bolus
