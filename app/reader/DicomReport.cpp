#include "app/reader/DicomReport.h"

#include "library/dicom/EncapsulatedDocument.h"
#include "library/dicom/StructuredReport.h"
#include "library/reports/Documents.h"
#include "library/reports/PdfText.h"

namespace bolus {

Result<Report> readDicomReport(const std::filesystem::path& file) {
    auto document = readEncapsulatedDocument(file);
    if (!document && document.error().code == ErrorCode::Unsupported) {
        return readStructuredReport(file);
    }
    if (!document) {
        return std::unexpected(document.error());
    }
    Report report = std::move(document->identity);
    const bool isPdf = document->bytes.starts_with("%PDF");
    report.source = isPdf ? "pdf" : "cda";
    const auto text = textOfDocument(document->type, document->bytes,
                                     [](std::string_view bytes) { return pdfText(bytes); });
    report.text = text ? *text : text.error().message + " Its file: " + file.filename().string();
    report.status = text ? "" : "unreadable";
    return report;
}

} // namespace bolus
