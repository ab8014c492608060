// What the objects that Bolus makes of a case have in common, and how they become a file's bytes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "library/dicom/StudyFacts.h"
#include "library/domain/Case.h"
#include "library/domain/Result.h"

namespace bolus {

/// A UID that no other object has (PS3.5 9.1, B.2).
std::string freshUid();

/// Images of one series that an object was computed from.
struct SourceImages {
    std::string studyUid, seriesUid, sopClassUid;
    std::vector<std::string> instances; // SOP Instance UIDs
};

struct DerivedObject {
    /// Whose patient and study it joins; its frame of reference is also that of a parametric map.
    InstanceHeader source;
    StudyFacts study;                   // of the same file
    std::vector<SourceImages> sources;  // no series twice
    std::string seriesUid, instanceUid; // freshUid()
    int seriesNumber = 1, instanceNumber = 1;
    std::string seriesDescription;           // LO
    std::string derivation;                  // how it was made, a sentence or two
    std::string modelName, modelHash;        // contributing equipment
    std::string softwareVersion, date, time; // of Bolus; DA and TM of now
};

/// A grid of values in patient space; the values run along w, then h, then d.
struct ParametricMap {
    std::string label, explanation;    // what a value means: SH and LO
    std::array<std::size_t, 3> grid{}; // D, H, W
    std::vector<float> values;         // of the grid, finite
    std::array<double, 3> origin{};    // centre of cell (0,0,0), LPS, mm
    std::array<double, 3> spacing{};   // between centres along w, h, d, mm
    std::array<double, 9> direction{}; // row-major 3×3, its columns the w, h, d axes
};

struct ColorPicture {
    std::size_t width = 0, height = 0;
    std::vector<std::uint8_t> rgb; // 3 a pixel, row by row
    bool hasText = false;          // may show who the patient is: Burned In Annotation (0028,0301)
    bool isScreen = false;         // taken from a workstation's screen: Conversion Type (0008,0064)
};

/// The bytes of a Parametric Map (PS3.3 A.75): one frame a layer of the grid, float pixels, real
/// world values without a unit. Errors: BadInput.
Result<std::vector<std::uint8_t>> parametricMapFile(const DerivedObject& object,
                                                    const ParametricMap& map);

/// The bytes of a Secondary Capture image (PS3.3 A.8.1), 8-bit RGB. Errors: BadInput.
Result<std::vector<std::uint8_t>> secondaryCaptureFile(const DerivedObject& object,
                                                       const ColorPicture& picture);

} // namespace bolus
