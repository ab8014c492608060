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
    Normal,
    HepaticCyst,
    Hemangioma,
    Hcc,
    LiverMetastases,
    FocalNodularHyperplasia,
    HepaticAdenoma,
    Cholangiocarcinoma,
    LiverAbscess,
    Steatosis,
    Cirrhosis,
    PortalVeinThrombosis,
    Gallstones,
    RenalCyst,
    ClearCellRcc,
    PapillaryRcc,
    Angiomyolipoma,
    RenalStone,
    Hydronephrosis,
    PancreaticAdenocarcinoma,
    NeuroendocrineTumor,
    AcutePancreatitis,
    AdrenalAdenoma,
    SplenicInfarct,
    AorticAneurysm,
    AorticDissection,
    Ascites,
    PleuralEffusion
};
inline constexpr std::size_t findingCount = 28; // with Normal
const char* findingToken(Finding finding); // "hepatic_cyst", …

/// No two share an exam, whatever the seeds, or a sentence of a report; the last two have the
/// habitus of the held-out kind.
enum class PhantomSet { Training, Validation, Test };

struct PhantomOptions {
    std::uint64_t seed = 1;
    int minPhases = 2, maxPhases = 4; // within 2 … 4
    PhantomSet set = PhantomSet::Training;
    double sliceMm = 0; // of the exam as it is written; 0: what its scanner reconstructs
};

struct PhantomLesion {
    Finding finding = Finding::Normal;
    std::array<double, 3> centre{}; // LPS mm, before breathing shifts it
    double diameter = 0; // whole mm; of ascites and effusion the depth of the fluid; 0 where a
                         // finding has no size (steatosis, cirrhosis)
    std::string place;   // "segment VI", "upper pole of the left kidney", …
};

/// How the exam was acquired.
struct PhantomScan {
    double sliceMm = 5;    // of the exam written as DICOM where nothing else is asked for
    double sharpness = 1;  // width of the point spread, relative to a soft-tissue kernel
    double noiseHu = 9;    // standard deviation in water of a 5 mm slice; others scale from it
    std::string maker;     // "A", "B", …: a style of descriptions, not a company
    std::string kernel;    // ConvolutionKernel (0018,1210)
    std::vector<int> seriesNumbers;           // a phase each, as the report cites them
    std::vector<double> coverLow, coverHigh;  // what each phase covers along z, LPS mm
};

/// The plan of one exam: cheap to make, and the same for a given seed and index for ever.
struct PhantomExam {
    std::uint64_t seed = 0; // the options', with the set in its top bits
    int index = 0;
    PhantomSet set = PhantomSet::Training;
    std::string patientId, sex, age;           // age as DICOM's AS, "063Y"
    std::vector<Phase> phases;                 // in contrast order
    std::vector<double> secondsAfterInjection; // per phase; negative for pre-contrast
    std::array<double, 3> boxLow{}, boxHigh{}; // what is scanned, LPS mm, outer faces of the voxels
    PhantomScan scan;
    std::vector<PhantomLesion> lesions;        // lesions of one finding stand together
    std::string report;
};

/// Exams have 2, 3 and 4 phases in the paper's proportions, 7142 : 3451 : 1637.
PhantomExam planExam(const PhantomOptions& options, int index);

/// The exam's findings, each once; at most three. Empty for a normal exam.
std::vector<Finding> findingsOf(const PhantomExam& exam);

/// The exam's report told again by another lot: the same findings, in another style and other
/// words of its set. Telling 0 is exam.report.
std::string retellReport(const PhantomExam& exam, int telling);

/// A grid of columns × columns voxels and slices `sliceMm` apart that covers the scanned box.
struct PhantomGrid {
    std::array<std::size_t, 3> size{}; // columns, rows, slices
    std::array<double, 3> spacing{};   // mm
};
PhantomGrid scanGrid(const PhantomExam& exam, std::size_t columns, double sliceMm);

/// One phase in HU on a grid: columns × rows × slices with spacing in mm, axial, LPS, centred on
/// the scanned box.
ShortImage::Pointer renderPhase(const PhantomExam& exam, std::size_t phase,
                                std::array<std::size_t, 3> size, std::array<double, 3> spacing);

/// Straight to the network's grid (32×256×256), without DICOM between: for training. The box is the
/// scanned box and the intensities are those that prepareCase gives for the same exam.
NetworkInput renderInput(const PhantomExam& exam, const ModelConfig& config);

/// What truthGrid() tells of each cell: organs ("liver", …), then every finding but Normal by its
/// token.
const std::vector<std::string>& truthClasses();
/// What lies in each of the network's 256 cells, [256, classes], D-major like the tokens: the cube
/// root of the share of the cell's volume, 0 … 1, so that small lesions count. Before breathing;
/// the same box as renderInput's. Cheap beside rendering.
std::vector<float> truthGrid(const PhantomExam& exam);

} // namespace bolus
