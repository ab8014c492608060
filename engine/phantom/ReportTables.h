// The text of the phrase tables, see ReportPhrases.h. A radiologist can read and mend them.
#pragma once

#include <string_view>

namespace bolus::phantom::tables {

extern const std::string_view shared;
extern const std::string_view trainingFrames, trainingNormals;
extern const std::string_view trainingLiver, trainingKidney, trainingOthers;
extern const std::string_view validationFrames, validationFindings;
extern const std::string_view testFrames, testFindings;

} // namespace bolus::phantom::tables
