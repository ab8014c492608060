// What a process and its reader say to each other. A message is a length (32 bits) and so many
// bytes; a request begins with an Ask, an answer with a Sign.
#pragma once

#include <cstdint>
#include <optional>

#include "library/domain/Case.h"
#include "library/domain/Result.h"
#include "library/reader/FileReader.h"
#include "library/reader/Wire.h"

namespace bolus {

enum class Ask : std::uint8_t {
    Headers,    // paths → a HeaderRead for each
    Check,      // FileStamp → SOPInstanceUID: every frame has been decoded
    Picture,    // VolumeRecord of one slice, longest side → GreyPicture
    Report,     // path of a DICOM file → Report
    ReportFile, // path → ReportsRead
    Directory,  // path of a DICOMDIR → paths relative to its folder
    Unpack,     // UnpackOrder → UnpackedArchive
    Segments,   // path → Segmentation
    Study       // path → StudyFacts
};

enum class Sign : std::uint8_t {
    Ready,   // once, when the reader has started
    Working, // within a request: not hung
    Done,    // the answer follows
    Failed   // an Error follows
};

/// A header, or why there is none.
struct HeaderRead {
    std::optional<FileHeader> header;
    Error error{};
};

/// With which a reader ends after an answer that says that memory ran out.
constexpr int spentReader = 3;
constexpr std::uint32_t longestMessage = std::uint32_t{1} << 28;

template<typename T, typename U>
concept Same = std::same_as<std::remove_const_t<T>, U>;

template<typename A, Same<Error> T>
void fields(A& archive, T& v) {
    archive(v.code, v.message, v.subject);
}
template<typename A, Same<FrameGeometry> T>
void fields(A& archive, T& v) {
    archive(v.position, v.orientation, v.pixelSpacing, v.sliceThickness, v.temporalPosition,
            v.acquiredAt, v.frameType, v.stackId, v.contrastPhase, v.echoTime, v.bValue,
            v.diffusionDirection, v.cardiacPhase, v.cardiacDelay, v.acquisitionNumber);
}
template<typename A, Same<InstanceHeader> T>
void fields(A& archive, T& v) {
    archive(v.path, v.fileSize, v.modifiedNs, v.changedNs, v.inode, v.sopInstanceUid, v.sopClassUid,
            v.transferSyntaxUid, v.studyUid, v.seriesUid, v.frameOfReferenceUid, v.patientId,
            v.patientName, v.patientSex, v.patientBirthDate, v.patientAge, v.studyDate, v.studyTime,
            v.seriesDate, v.seriesTime, v.acquisitionDate, v.acquisitionTime, v.contentTime,
            v.accessionNumber, v.modality, v.bodyPart, v.studyDescription, v.seriesDescription,
            v.protocolName, v.manufacturer, v.model, v.kernel, v.imageType, v.contrastAgent,
            v.contrastStart, v.rescaleType, v.photometric, v.acquisitionDateTime, v.bValue, v.kvp,
            v.seriesNumber, v.acquisitionNumber, v.instanceNumber, v.temporalPosition, v.echoNumber,
            v.triggerTime, v.rows, v.columns, v.frames, v.samplesPerPixel, v.hasPixels, v.position,
            v.orientation, v.pixelSpacing, v.sliceThickness, v.gantryTilt, v.frameGeometry);
}
#if defined(__GLIBCXX__) && defined(__x86_64__) && !defined(_GLIBCXX_DEBUG)
// A new member belongs into fields() above, or it is lost on its way from the reader.
static_assert(sizeof(InstanceHeader) == 1408);
static_assert(sizeof(FrameGeometry) == 344);
#endif
template<typename A, Same<SliceRef> T>
void fields(A& archive, T& v) {
    archive(v.path, v.sopInstanceUid, v.frame, v.position, v.fileSize, v.modifiedNs,
            v.decodedBefore, v.changedNs, v.inode);
}
/// What loading needs of it.
template<typename A, Same<VolumeRecord> T>
void fields(A& archive, T& v) {
    archive(v.studyUid, v.seriesUid, v.part, v.modality, v.size, v.spacing, v.origin, v.direction,
            v.geometryFlags, v.tiltDegrees, v.photometric, v.slices);
}
template<typename A, Same<Report> T>
void fields(A& archive, T& v) {
    archive(v.id, v.studyUid, v.accessionNumber, v.source, v.text, v.patientId, v.file, v.status,
            v.key, v.written, v.whyUnmatched);
}
template<typename A, Same<ReportsRead> T>
void fields(A& archive, T& v) {
    archive(v.reports, v.problems);
}
template<typename A, Same<GreyPicture> T>
void fields(A& archive, T& v) {
    archive(v.width, v.height, v.pixels);
}
template<typename A, Same<FileHeader> T>
void fields(A& archive, T& v) {
    archive(v.header, v.note);
}
template<typename A, Same<HeaderRead> T>
void fields(A& archive, T& v) {
    archive(v.header, v.error);
}
template<typename A, Same<FileStamp> T>
void fields(A& archive, T& v) {
    archive(v.path, v.size, v.modifiedNs, v.changedNs, v.inode);
}
template<typename A, Same<StudyFacts> T>
void fields(A& archive, T& v) {
    archive(v.studyId, v.referringPhysician, v.issuerOfPatientId);
}
template<typename A, Same<Segment> T>
void fields(A& archive, T& v) {
    archive(v.number, v.label, v.color, v.size, v.origin, v.values);
}
template<typename A, Same<Segmentation> T>
void fields(A& archive, T& v) {
    archive(v.label, v.frameOfReferenceUid, v.seriesUids, v.fractional, v.spacing, v.direction,
            v.segments);
}
template<typename A, Same<UnpackOrder> T>
void fields(A& archive, T& v) {
    archive(v.archive, v.target, v.maxBytes, v.maxRatio, v.maxEntries, v.room);
}
template<typename A, Same<UnpackedArchive> T>
void fields(A& archive, T& v) {
    archive(v.files, v.skipped, v.lost, v.lostUntold, v.nested, v.damage);
}
template<typename A, Same<UnpackedFile> T>
void fields(A& archive, T& v) {
    archive(v.path, v.name);
}

} // namespace bolus
