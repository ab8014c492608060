// Writes a volume as a CT series: one CT Image Storage instance a slice, explicit little endian.
#pragma once

#include <filesystem>
#include <string>

#include "library/domain/Result.h"
#include "library/domain/Volume.h"

namespace bolus {

/// What stands in the headers. UIDs are given by the caller, so that a seed fixes them.
struct SeriesHeader {
    std::string patientId, patientName, patientSex, patientAge, patientBirthDate;
    std::string studyUid, seriesUid, frameOfReferenceUid, accessionNumber;
    std::string studyDate, studyTime, acquisitionTime; // DA, TM
    std::string studyDescription, seriesDescription, protocolName, bodyPart, kernel, manufacturer;
    std::string contrastAgent, contrastStart; // empty: no contrast module
    int seriesNumber = 1, acquisitionNumber = 1;
    double sliceThickness = 0, tubeVoltage = 120;
};

/// One file a slice, named IM00001.dcm … in `folder`, which is made. The volume holds HU in -1024 …
/// 3071 (PS3.3 C.8.2.1). SOP Instance UIDs are seriesUid + "." + slice number.
Result<void> writeCtSeries(const std::filesystem::path& folder, const SeriesHeader& header,
                           const ShortImage& hu);

} // namespace bolus
