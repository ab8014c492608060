// Groups volumes into exams and puts the phases of each in contrast order.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "library/domain/Case.h"

namespace bolus {

/// One study's volumes with its patient and study attributes in `exam` (volumes empty there).
struct StudyVolumes {
    Case exam;
    std::vector<VolumeRecord> volumes;
    std::string birthDate{};            // PatientBirthDate (0010,0030), DA
    std::string scanner{};              // manufacturer and model; empty where not known
    std::set<std::string> modalities{}; // of all its instances, with images or without
};

/// Cases with classified phases (see PhaseClassifier.h), the phase series first and in contrast
/// order, localizers, reformats and dose pages after it with inPhaseSeries false.
///
/// The volumes of one study and modality are one case. Studies of one patient join where they are
/// one exam: a shared frame of reference, a shared accession number, or acquisition times within an
/// hour; on one day, or with blank dates; of one scanner; of the same region and range, or one
/// within the other. A PatientID that says nothing ("", "0", "ANON") identifies nobody: name and
/// birth date do. Cases never mix modalities or patients, nor the CT of a PET/CT with another.
/// Where another reading is as likely the cases stay apart, and an issue of each names the other.
std::vector<Case> buildCases(std::vector<StudyVolumes> studies);

/// Takes out the issues that name volumes which are of this case by now: it was merged.
void dropAnsweredHints(Case& exam);

} // namespace bolus
