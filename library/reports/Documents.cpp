#include "library/reports/Documents.h"

#include <algorithm>

#include "library/reports/Markup.h"
#include "library/reports/TextEncoding.h"
#include "library/reports/WordFold.h"

namespace bolus {

namespace {

Result<std::string> plainText(const std::string& type, std::string_view bytes) {
    const std::size_t at = type.find("charset=");
    if (at == std::string::npos) {
        return textOfBytes(bytes);
    }
    std::string charset = type.substr(at + 8, type.find(';', at) - at - 8);
    std::erase(charset, '"');
    return utf8From(bytes, trimmedText(charset));
}

Result<std::string> wordsOf(std::string_view type, std::string_view bytes, const PdfReader& pdf) {
    const std::string kind = lowered(type);
    if (bytes.starts_with("%PDF") || kind.find("pdf") != std::string::npos) {
        return pdf ? pdf(bytes)
                   : fail(ErrorCode::Unsupported, "The report is a PDF, which is not read here.");
    }
    if (looksLikeCda(bytes)) {
        const auto report = readCda(bytes);
        return report ? Result<std::string>(report->text) : std::unexpected(report.error());
    }
    if (kind.find("html") != std::string::npos) {
        return htmlText(bytes);
    }
    if (kind.empty() || kind.starts_with("text") || kind.starts_with("plain")) {
        return plainText(kind, bytes);
    }
    return fail(ErrorCode::Unsupported,
                "The report is a document of the type " + std::string(type.substr(0, 80)) +
                    ", which Bolus does not read; it reads text, HTML, CDA and PDF.");
}

} // namespace

Result<std::string> textOfDocument(std::string_view type, std::string_view bytes,
                                   const PdfReader& pdf) {
    auto text = wordsOf(type, bytes, pdf);
    if (text && trimmedText(*text).empty()) {
        return fail(ErrorCode::BadInput, "The report's document holds no words.");
    }
    return text;
}

} // namespace bolus
