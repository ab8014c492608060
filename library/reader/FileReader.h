// What can be asked of the reader process, with types.
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "library/dicom/Segmentation.h"
#include "library/dicom/StudyFacts.h"
#include "library/domain/Case.h"
#include "library/domain/Files.h"
#include "library/reader/GreyPicture.h"
#include "library/reader/ReaderProcess.h"
#include "library/reports/ReportFile.h"

namespace bolus {

struct FileHeader {
    InstanceHeader header;
    std::string note; // something odd about the file, one sentence; empty: nothing
};

struct UnpackOrder {
    std::filesystem::path archive, target; // a zip file, an empty folder
    std::uint64_t maxBytes = 0;            // of all entries together
    std::uint32_t maxRatio = 0;            // entries to archive, beyond the first 256 MB
    std::uint32_t maxEntries = 0;
    std::uint64_t room = 0; // bytes that the target's drive can spare
};

struct UnpackedFile {
    std::filesystem::path path; // in the target folder, by number; never the entry's own name
    std::string name;           // the entry's, to show
};

struct UnpackedArchive {
    std::vector<UnpackedFile> files;
    std::uint64_t skipped = 0;       // entries that are neither DICOM nor text
    std::vector<Error> lost;         // entries that could not be unpacked; the subject is the name
    std::uint64_t lostUntold = 0;    // more of them
    std::vector<std::string> nested; // archives in it, which are skipped; names
    std::string damage;              // why it ends early; empty: it does not
};

/// One reader and its questions. Errors of all: those of ReaderProcess::ask and those that the
/// reading itself gives. Not for several threads at once.
class FileReader {
public:
    explicit FileReader(ReaderLimits limits = {}) : m_process(limits) {}

    using OnHeader = std::function<void(std::size_t index, Result<FileHeader> header)>;
    /// readHeader of each file, once each; after one that the reader does not survive, its
    /// neighbours come later.
    Result<void> headers(std::span<const std::filesystem::path> files, const Progress* progress,
                         const OnHeader& onHeader);
    Result<InstanceHeader> header(const std::filesystem::path& file, const Progress* progress);

    using OnChecked = std::function<void(std::size_t index, Result<void> checked)>;
    /// Decodes every frame of each file. BadInput: it does not decode; Io: another version is
    /// there, or another image than its slice names.
    Result<void> check(std::span<const SliceRef> files, const Progress* progress,
                       const OnChecked& onChecked);

    /// The only slice of `slice` as a picture of at most `longestSide` pixels, in true proportions;
    /// HU in the abdomen window, other values between percentiles 1 and 99.
    Result<GreyPicture> picture(const VolumeRecord& slice, int longestSide,
                                const Progress* progress);
    /// The report in a DICOM file: a Structured Report.
    Result<Report> report(const std::filesystem::path& file, const Progress* progress);
    /// readReportFile (library/reports/ReportFile.h), PDF included.
    Result<ReportsRead> reportFile(const std::filesystem::path& file, const Progress* progress);
    /// readSegmentation (library/dicom/Segmentation.h).
    Result<Segmentation> segmentation(const std::filesystem::path& file, const Progress* progress);
    /// readStudyFacts (library/dicom/StudyFacts.h).
    Result<StudyFacts> studyFacts(const std::filesystem::path& file, const Progress* progress);
    /// Files that a DICOMDIR names, as paths below its folder, as written; a path that leads
    /// elsewhere is left out and becomes a sentence in `refused`.
    Result<std::vector<std::filesystem::path>> directory(const std::filesystem::path& dicomdir,
                                                         std::vector<std::string>& refused,
                                                         const Progress* progress);
    /// The reader needs ReaderLimits::mayWrite. Errors: BadInput (damaged), Unsupported
    /// (encrypted), TooLarge (beyond the limits), Storage (no room).
    Result<UnpackedArchive> unpack(const UnpackOrder& order, const Progress* progress);

    const ReaderProcess& process() const { return m_process; }

private:
    using Part = std::span<const std::filesystem::path>;
    Result<void> askHeaders(Part files, std::size_t together, const Progress* progress,
                            const OnHeader& onHeader, std::vector<std::size_t>& unread);

    ReaderProcess m_process;
};

/// For decoding: what one image of any size that Bolus loads may take.
ReaderLimits decodingLimits();

} // namespace bolus
