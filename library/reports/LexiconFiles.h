// The texts of resources/lexicon; generated.
#pragma once

#include <string_view>
#include <vector>

namespace bolus {

std::vector<std::string_view> lexiconFiles();

} // namespace bolus
