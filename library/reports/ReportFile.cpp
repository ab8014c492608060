#include "library/reports/ReportFile.h"

#include <algorithm>
#include <array>
#include <fstream>

#include "library/domain/Files.h"
#include "library/reports/CsvReports.h"
#include "library/reports/FhirReports.h"
#include "library/reports/Hl7Reports.h"
#include "library/reports/Markup.h"
#include "library/reports/ReportFields.h"
#include "library/reports/TextEncoding.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t largestFile = 64u << 20;
constexpr int identifierLines = 20; // identifiers stand at the top of a text

Error unusable(const fs::path& path, const std::string& why) {
    return {ErrorCode::BadInput, "This is not a report that Bolus can read: " + why + ".",
            path.string()};
}

Result<std::string> contentsOf(const fs::path& path) {
    std::error_code error;
    if (!fs::exists(path, error)) {
        return fail(ErrorCode::NotFound, "The report file is not there.", path.string());
    }
    const std::uintmax_t size = fs::file_size(path, error);
    if (error) {
        return fail(ErrorCode::BadInput, "The report file cannot be read: " + error.message() + ".",
                    path.string());
    }
    if (size > largestFile) {
        return fail(ErrorCode::TooLarge, "A report file may have at most 64 MB.", path.string());
    }
    std::ifstream stream(path, std::ios::binary);
    std::string contents(size, '\0');
    stream.read(contents.data(), static_cast<std::streamsize>(size));
    if (!stream && !(stream.eof() && size == 0)) {
        return fail(ErrorCode::Io, "The report file cannot be read.", path.string());
    }
    return contents;
}

/// Takes an identifier from a line `key: value`; false where it is another kind of line.
bool takeIdentifier(std::string_view line, Report& report) {
    const std::size_t colon = line.find_first_of(":=");
    const auto name =
        colon == std::string_view::npos ? std::nullopt : reportFieldNamed(line.substr(0, colon));
    std::string* field = !name                             ? nullptr
                         : *name == ReportField::StudyUid  ? &report.studyUid
                         : *name == ReportField::Accession ? &report.accessionNumber
                         : *name == ReportField::Patient   ? &report.patientId
                                                           : nullptr;
    if (!field || !field->empty()) {
        return false;
    }
    *field = trimmedText(line.substr(colon + 1));
    return true;
}

Result<ReportsRead> readText(std::string_view text, const char* source, const fs::path& path) {
    Report report;
    report.source = source;
    std::string kept;
    for (int line = 0; !text.empty(); ++line) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view content = text.substr(0, end);
        if (line >= identifierLines || !takeIdentifier(content, report)) {
            kept += std::string(content) + '\n';
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    report.text = trimmedText(kept);
    if (report.studyUid.empty() && report.accessionNumber.empty()) {
        return std::unexpected(
            unusable(path, "its first lines name no StudyInstanceUID and no AccessionNumber"));
    }
    if (report.text.empty()) {
        return std::unexpected(unusable(path, "it has no text"));
    }
    return ReportsRead{{std::move(report)}, {}};
}

Result<ReportsRead> readPdf(std::string_view bytes, const PdfReader& pdf, const fs::path& path) {
    if (!pdf) {
        return fail(ErrorCode::Unsupported, "PDF files are not read here.", path.string());
    }
    const auto text = pdf(bytes);
    return text ? readText(*text, "pdf", path)
                : std::unexpected(Error{text.error().code, text.error().message, path.string()});
}

/// Of messages and resources, one that cannot be read leaves the others.
Result<ReportsRead> orWhyNone(ReportsRead read, const fs::path& path) {
    if (read.reports.empty()) {
        return std::unexpected(
            read.problems.empty()
                ? unusable(path, "it has no report in it")
                : Error{read.problems.front().code, read.problems.front().message, path.string()});
    }
    return read;
}

Result<ReportsRead> readTextual(const std::string& bytes, const PdfReader& pdf,
                                const fs::path& path) {
    const auto text = textOfBytes(bytes);
    if (!text) {
        return std::unexpected(unusable(path, text.error().message));
    }
    if (looksLikeHl7(*text)) { // UTF-16 is told before the message; else its MSH-18 counts
        const bool wide = bytes.find('\0') != std::string::npos;
        return orWhyNone(readHl7Reports(wide ? *text : bytes, pdf), path);
    }
    if (looksLikeFhir(*text)) {
        return orWhyNone(readFhirReports(*text, pdf), path);
    }
    if (looksLikeCda(*text)) {
        auto report = readCda(bytes);
        return report ? Result<ReportsRead>(ReportsRead{{std::move(*report)}, {}})
                      : std::unexpected(report.error());
    }
    const std::string extension = lowerExtension(path);
    if (extension == ".csv" || extension == ".tsv") {
        auto read = readCsvReports(*text);
        return read ? orWhyNone(std::move(*read), path)
                    : std::unexpected(unusable(path, read.error().message));
    }
    return readText(*text, "text", path);
}

} // namespace

Result<ReportsRead> readReportFile(const fs::path& path, const PdfReader& pdf) {
    const auto contents = contentsOf(path);
    if (!contents) {
        return std::unexpected(contents.error());
    }
    auto read = contents->starts_with("%PDF") ? readPdf(*contents, pdf, path)
                                              : readTextual(*contents, pdf, path);
    if (!read) {
        return std::unexpected(Error{read.error().code, read.error().message, path.string()});
    }
    for (Report& report : read->reports) {
        report.file = path;
    }
    for (Error& problem : read->problems) {
        problem.subject = path.string();
    }
    return read;
}

bool hasReportExtension(const fs::path& path) {
    static constexpr std::array extensions{".txt",  ".csv",    ".tsv", ".hl7", ".oru",
                                           ".json", ".ndjson", ".pdf", ".xml", ".cda"};
    return std::ranges::find(extensions, lowerExtension(path)) != extensions.end();
}

} // namespace bolus
