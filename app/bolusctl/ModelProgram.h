// bolusctl is two programs: itself, which links no torch and so starts in milliseconds, and
// bolusctl-model, which it becomes (same process id) for the commands that need the model.
#pragma once

#include <string>
#include <vector>

#include "app/bolusctl/CommandLine.h"

namespace bolus {

bool needsModelProgram(const std::vector<std::string>& arguments);
/// Comes back only where it failed, with why. `json`: --json was among the arguments.
ParseEnd becomeModelProgram(char** argv, bool json);

} // namespace bolus
