// Which studies are built into cases together.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "library/domain/Case.h"

namespace bolus {

/// What tells, without its volumes, which other studies one may share an exam with.
struct StudyKey {
    std::string studyUid;
    std::set<std::string> tokens; // studies that share one are looked at together
    bool anonymous = false;       // nothing in it identifies a person
    std::string day;              // DA; may be empty
    double acquired = -1;         // seconds of the day of its first acquisition; −1: not known
    std::size_t instances = 0;
};
StudyKey studyKeyOf(const std::string& studyUid, const std::vector<InstanceHeader>& instances);

/// Studies that buildCases() has to see together: those of one person and day, of one frame of
/// reference or one accession number; and, to say that they may be one exam, anonymous ones that
/// were acquired within an hour of each other, in batches that fit into memory.
std::vector<std::vector<std::string>> studiesToBuildTogether(const std::vector<StudyKey>& keys);

} // namespace bolus
