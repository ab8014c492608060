#include "app/reader/Answers.h"

#include <array>
#include <fstream>

#include "app/reader/DicomReport.h"
#include "app/reader/SlicePicture.h"
#include "app/reader/Unzip.h"
#include "library/dicom/HeaderReader.h"
#include "library/dicom/MediaDirectory.h"
#include "library/dicom/StudyFacts.h"
#include "library/dicom/WholeFile.h"
#include "library/reader/Protocol.h"
#include "library/reports/PdfText.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

std::unexpected<Error> notUnderstood() {
    return fail(ErrorCode::Internal, "bolus-reader is of another version; install Bolus again.");
}

template<typename T>
Result<std::string> packed(const Result<T>& result) {
    return result ? Result<std::string>(wire::pack(*result)) : std::unexpected(result.error());
}

/// The preamble may hold anything (PS3.10 section 7.1), also a program: such a file runs when it is
/// started, and is an image to everybody else.
std::string oddPreamble(const fs::path& file) {
    std::array<char, 4> head{};
    std::ifstream(file, std::ios::binary).read(head.data(), head.size());
    const std::string_view bytes(head.data(), head.size());
    const bool program = bytes.starts_with("MZ") ||
                         bytes == "\x7f"
                                  "ELF" ||
                         bytes.starts_with("#!") || bytes == "\xcf\xfa\xed\xfe";
    return program ? "The file begins as a program does. Its image was imported; do not start it, "
                     "and ask where it comes from."
                   : "";
}

Result<std::string> headers(std::string_view rest, const SignOfLife& alive) {
    std::vector<fs::path> files;
    if (!wire::unpack(rest, files)) {
        return notUnderstood();
    }
    std::vector<HeaderRead> all;
    for (const fs::path& file : files) {
        alive();
        auto read = readHeader(file);
        if (read) {
            all.push_back({FileHeader{std::move(*read), oddPreamble(file)}});
        } else {
            all.push_back({std::nullopt, std::move(read.error())});
        }
    }
    return wire::pack(all);
}

Result<std::string> check(std::string_view rest, const SignOfLife& alive) {
    FileStamp file;
    return wire::unpack(rest, file) ? packed(decodeWholeFile(file, alive)) : notUnderstood();
}

Result<std::string> picture(std::string_view rest) {
    VolumeRecord slice;
    int longestSide = 0;
    return wire::unpack(rest, slice, longestSide) ? packed(slicePicture(slice, longestSide))
                                                  : notUnderstood();
}

Result<std::string> report(std::string_view rest) {
    fs::path file;
    return wire::unpack(rest, file) ? packed(readDicomReport(file)) : notUnderstood();
}

Result<std::string> textOfPdf(std::string_view bytes) {
    return pdfText(bytes);
}

Result<std::string> reportFile(std::string_view rest) {
    fs::path file;
    return wire::unpack(rest, file) ? packed(readReportFile(file, textOfPdf)) : notUnderstood();
}

Result<std::string> segments(std::string_view rest, const SignOfLife& alive) {
    fs::path file;
    return wire::unpack(rest, file) ? packed(readSegmentation(file, alive)) : notUnderstood();
}

Result<std::string> study(std::string_view rest) {
    fs::path file;
    return wire::unpack(rest, file) ? packed(readStudyFacts(file)) : notUnderstood();
}

Result<std::string> directory(std::string_view rest) {
    fs::path file;
    if (!wire::unpack(rest, file)) {
        return notUnderstood();
    }
    const auto listed = readMediaDirectory(file);
    return listed ? Result<std::string>(wire::pack(listed->files, listed->refused))
                  : std::unexpected(listed.error());
}

Result<std::string> unpack(std::string_view rest, const SignOfLife& alive) {
    UnpackOrder order;
    return wire::unpack(rest, order) ? packed(unzip(order, alive)) : notUnderstood();
}

} // namespace

Result<std::string> answerRequest(std::string_view request, const SignOfLife& alive) {
    if (request.empty()) {
        return notUnderstood();
    }
    const std::string_view rest = request.substr(1);
    switch (static_cast<Ask>(request[0])) {
    case Ask::Headers:
        return headers(rest, alive);
    case Ask::Check:
        return check(rest, alive);
    case Ask::Picture:
        return picture(rest);
    case Ask::Report:
        return report(rest);
    case Ask::ReportFile:
        return reportFile(rest);
    case Ask::Directory:
        return directory(rest);
    case Ask::Unpack:
        return unpack(rest, alive);
    case Ask::Segments:
        return segments(rest, alive);
    case Ask::Study:
        return study(rest);
    }
    return notUnderstood();
}

} // namespace bolus
