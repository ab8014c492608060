// What the library is made of: instances, volumes, cases and reports. Plain data.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "library/domain/Files.h"
#include "library/domain/Phase.h"

namespace bolus {

/// Where one frame of an enhanced multi-frame instance lies (PS3.3 C.7.6.16.2), and what tells it
/// apart from the others.
struct FrameGeometry {
    std::array<double, 3> position{};     // mm
    std::array<double, 6> orientation{};  // direction cosines: row, column
    std::array<double, 2> pixelSpacing{}; // row spacing, column spacing, mm
    std::optional<double> sliceThickness; // mm
    int temporalPosition = 0;             // TemporalPositionIndex (0020,9128); 0: not given
    std::string acquiredAt;               // FrameAcquisitionDateTime (0018,9074), DT; may be empty
    std::string frameType;     // FrameType (0008,9007), ComplexImageComponent (0008,9208); by '\'
    std::string stackId;       // (0020,9056)
    std::string contrastPhase; // ContrastBolusAgentPhase (0018,9344)
    std::optional<double> echoTime;                          // EffectiveEchoTime (0018,9082), ms
    std::optional<double> bValue;                            // DiffusionBValue (0018,9087), s/mm²
    std::optional<std::array<double, 3>> diffusionDirection; // (0018,9089)
    std::optional<double> cardiacPhase;   // NominalPercentageOfCardiacPhase (0020,9241), %
    std::optional<double> cardiacDelay;   // NominalCardiacTriggerDelayTime (0020,9153), ms
    std::optional<int> acquisitionNumber; // FrameAcquisitionNumber (0020,9156)
};

/// The attributes of one SOP instance that Bolus keeps. Text is UTF-8, whatever the
/// SpecificCharacterSet (0008,0005) was; numbers are absent when the attribute is absent or bad.
struct InstanceHeader {
    std::filesystem::path path;
    std::uintmax_t fileSize = 0;
    std::int64_t modifiedNs = 0; // file's modification time, ns since the epoch
    std::int64_t changedNs = 0;  // these two as in FileStamp
    std::uint64_t inode = 0;

    std::string sopInstanceUid, sopClassUid, transferSyntaxUid;
    std::string studyUid, seriesUid, frameOfReferenceUid;
    std::string patientId, patientName, patientSex, patientBirthDate, patientAge;
    std::string studyDate, studyTime, seriesDate, seriesTime; // DICOM DA, TM as written
    std::string acquisitionDate, acquisitionTime, contentTime;
    std::string accessionNumber, modality, bodyPart;
    std::string studyDescription, seriesDescription, protocolName;
    std::string manufacturer, model, kernel;
    std::string imageType;           // values joined by '\'
    std::string contrastAgent;       // ContrastBolusAgent (0018,0010)
    std::string contrastStart;       // ContrastBolusStartTime (0018,1042), TM
    std::string rescaleType;         // (0028,1054)
    std::string photometric;         // PhotometricInterpretation (0028,0004)
    std::string acquisitionDateTime; // (0008,002A), DT as written
    std::optional<double> bValue;    // DiffusionBValue (0018,9087), s/mm²
    std::optional<double> kvp;       // (0018,0060), kV: tells dual-energy images apart
    std::optional<int> seriesNumber, acquisitionNumber, instanceNumber, temporalPosition,
        echoNumber;
    std::optional<double> triggerTime; // ms
    int rows = 0, columns = 0, frames = 1, samplesPerPixel = 1;
    bool hasPixels = false;
    std::optional<std::array<double, 3>> position;     // ImagePositionPatient, mm
    std::optional<std::array<double, 6>> orientation;  // ImageOrientationPatient
    std::optional<std::array<double, 2>> pixelSpacing; // row spacing, column spacing, mm
    std::optional<double> sliceThickness, gantryTilt;  // mm, degrees
    /// One a frame for enhanced multi-frame instances, else empty. Not kept in the library's rows:
    /// readFrameGeometry (library/dicom/HeaderReader.h) brings it back.
    std::vector<FrameGeometry> frameGeometry;
};

/// Why a stack was split off its series.
enum class SplitCause {
    None,
    Scout,
    Orientation,
    Acquisition,
    ImageType,
    TemporalPosition,
    Echo,
    Kernel,
    BValue,
    Energy,
    MatrixSize,
    PixelSpacing,
    DuplicatePosition,
    MixedSpacing,
    Overlap,
    ContrastPhase,
    CardiacPhase
};
const char* splitCauseToken(SplitCause cause); // "none", "scout", "temporal_position", …
std::optional<SplitCause> splitCauseFromToken(std::string_view token);

/// What makes measurements in a volume uncertain; the sentence is among its issues.
enum class GeometryFlag { MissingSlices, UnevenSpacing, Tilt, Overlap, LeftOutSlices, NoSpacing };
const char* geometryFlagToken(GeometryFlag flag); // "missing_slices", "uneven_spacing", "tilt", …
std::optional<GeometryFlag> geometryFlagFromToken(std::string_view token);

/// One file of a volume, in slice order. `frame` is 0-based within the file.
struct SliceRef {
    std::filesystem::path path;
    std::string sopInstanceUid;
    int frame = 0;
    double position = 0;         // mm along the stack's normal
    std::uintmax_t fileSize = 0; // as the library read it
    std::int64_t modifiedNs = 0; // as the library read it; ns since the epoch
    bool decodedBefore = false;  // the reader process has decoded all of that file, as it was then
    std::int64_t changedNs = 0;  // these two as in FileStamp
    std::uint64_t inode = 0;
};

/// The version of its file that an instance or slice was read from.
template<typename Read>
FileStamp stampOf(const Read& read) {
    return {read.path, read.fileSize, read.modifiedNs, read.changedNs, read.inode};
}
template<typename Read>
void setStamp(Read& read, const FileStamp& stamp) {
    read.fileSize = stamp.size;
    read.modifiedNs = stamp.modifiedNs;
    read.changedNs = stamp.changedNs;
    read.inode = stamp.inode;
}

/// What the pixels of one volume say of its contrast, found without any model; HU (or the stored
/// unit of MR), absent where the structure was not found with confidence.
struct Enhancement {
    std::optional<double> aorta, portalVein, inferiorVenaCava, liver, spleen;
    std::optional<double> renalCortex, renalMedulla, renalPelvis, muscle;
    Phase phase = Phase::Unknown; // what they say together; Unknown: unsure
    double confidence = 0;        // 0 … 1
    std::string reason;           // plain words
};

/// One geometrically consistent stack out of a series. Where slices are missing, size[2] is larger
/// than slices.size(): the gap stays open, and the loader leaves blank slices in it.
struct VolumeRecord {
    std::int64_t id = 0; // row in the library; 0 before it is stored
    std::string studyUid, seriesUid, frameOfReferenceUid;
    int part = 0;           // 0-based; a series splits into parts where its geometry changes
    std::string partReason; // why it was split off, in plain words; empty for a whole series
    SplitCause splitCause = SplitCause::None; // the innermost of its causes
    std::string seriesDescription, protocolName, imageType, kernel, modality, bodyPart;
    std::string acquisitionDate, acquisitionTime, contentTime, seriesTime;
    std::string contrastAgent, contrastStart;
    std::optional<int> seriesNumber, acquisitionNumber, temporalPosition;
    std::array<std::size_t, 3> size{}; // columns, rows, slices
    std::array<double, 3> spacing{};   // mm: between columns, between rows, between slices
    std::array<double, 3> origin{};    // LPS mm, centre of the first voxel
    std::array<double, 9> direction{}; // columns are the axes of index i, j, k (row-major 3×3)
    Plane plane = Plane::Unknown;
    std::vector<std::string> issues;         // e.g. "spacing between slices varies from 4 to 7 mm"
    std::vector<GeometryFlag> geometryFlags; // measurements in such a volume are flagged
    double tiltDegrees = 0;                  // gantry tilt that loading shears right; 0: none
    std::string photometric; // PhotometricInterpretation; MONOCHROME1 shows inverted
    std::optional<double> bValue, kvp;
    std::vector<SliceRef> slices;
    std::optional<Enhancement> enhancement; // absent: not measured yet
    PhaseRecord phase;
    bool inPhaseSeries = false; // false for localizers, reformats, dose pages: shown apart
};

struct Report {
    std::int64_t id = 0;
    std::string studyUid, accessionNumber, source; // "sr", "text", "csv", "hl7", "fhir", "pdf"
    std::string text;                              // whole report, UTF-8
    std::string patientId{};      // may contradict a match by identifiers; never makes one
    std::filesystem::path file{}; // it was read from
    std::string status{};  // "preliminary", "final", "corrected", "cancelled"; empty: not told
    std::string key{};     // the sender's name of the report, the same for its corrections
    std::string written{}; // when it was sent, yyyymmddhhmmss…; a later one of its key replaces it
    std::string whyUnmatched{}; // a sentence; as unmatchedReports gives it
};

/// A DICOM object of a case's studies that is no image to look at but belongs to it: segmentation,
/// RT object, parametric map, presentation state, key object selection, report document.
struct CaseObject {
    std::string sopInstanceUid, sopClassUid, studyUid, seriesUid, seriesDescription;
    std::string kind; // "segmentation", "rt_structure_set", "presentation_state", …
    std::filesystem::path path;
};

/// A PhaseSeries with its reports: the unit of search.
struct Case {
    std::int64_t id = 0;
    std::string patientId, patientName, patientSex, patientAge, studyDate;
    std::vector<std::string> studyUids;
    std::string accessionNumber, modality, bodyPart, description;
    std::vector<VolumeRecord> volumes; // phase series first, in contrast order; then the rest
    std::vector<Report> reports;
    std::vector<CaseObject> objects; // as caseById gives them
    std::vector<std::string> issues;
};

} // namespace bolus
