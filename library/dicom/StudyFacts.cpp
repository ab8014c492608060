#include "library/dicom/StudyFacts.h"

#include "library/dicom/Attributes.h"

namespace bolus {

Result<StudyFacts> readStudyFacts(const std::filesystem::path& path) {
    const auto file = openDicom(path, ReadExtent::UntilPixels);
    if (!file) {
        return std::unexpected(file.error());
    }
    const Attributes attributes(file->dataset());
    return StudyFacts{attributes.text(DCM_StudyID), attributes.text(DCM_ReferringPhysicianName),
                      attributes.text(DCM_IssuerOfPatientID)};
}

} // namespace bolus
