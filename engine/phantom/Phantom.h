// Digital phantom exams of the abdomen whose truth is known: organs, vessels, lesions and how each
// enhances from phase to phase. No patient was ever scanned for them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/preprocess/CommonBox.h"
#include "library/domain/Phase.h"
#include "library/domain/Volume.h"

namespace bolus {

enum class Finding {
    Normal, HepaticCyst, Hemangioma, Hcc, LiverMetastases, FocalNodularHyperplasia,
    RenalCyst, ClearCellRcc, Angiomyolipoma, RenalStone, SplenicInfarct,
    PancreaticAdenocarcinoma, AorticAneurysm, Ascites
};
const char* findingToken(Finding finding); // "hepatic_cyst", …

struct PhantomOptions {
    std::uint64_t seed = 1;
    int minPhases = 2, maxPhases = 4;
    /// Report templates and habitus of the held-out kind; training and test never share sentences.
    bool testTemplates = false;
};

struct PhantomLesion {
    Finding finding = Finding::Normal;
    std::array<double, 3> centre{}; // LPS mm
    double diameter = 0;            // mm
    std::string place;              // "segment VI", "upper pole of the left kidney", …
};

/// The plan of one exam: cheap to make, and the same for a given seed and index for ever.
struct PhantomExam {
    std::uint64_t seed = 0;
    int index = 0;
    std::string patientId, sex, age;
    std::vector<Phase> phases;          // in contrast order
    std::vector<double> secondsAfterInjection; // per phase; negative for pre-contrast
    std::vector<PhantomLesion> lesions;
    std::string report;
};

PhantomExam planExam(const PhantomOptions& options, int index);

/// One phase in HU on a grid: columns × rows × slices with spacing in mm, axial, LPS.
ShortImage::Pointer renderPhase(const PhantomExam& exam, std::size_t phase,
                                std::array<std::size_t, 3> size, std::array<double, 3> spacing);

/// Straight to the network's grid (32×256×256), without DICOM between: for training.
NetworkInput renderInput(const PhantomExam& exam, const ModelConfig& config);

} // namespace bolus
