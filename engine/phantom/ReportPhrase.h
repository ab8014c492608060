// What people type into a search box, of an exam: a finding's name, a line of its report, what it
// has and lacks.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/phantom/Phantom.h"

namespace bolus {

struct PhantomPhrase {
    std::string text;
    std::vector<Finding> says, denies;
    bool detailed = false; // it also says where, how large, or what the finding does in a phase
};

/// In the words of the exam's set, true of the exam; another `lot`, another phrase.
PhantomPhrase phraseOf(const PhantomExam& exam, std::uint64_t lot);

} // namespace bolus
