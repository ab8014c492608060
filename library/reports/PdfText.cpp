#include "library/reports/PdfText.h"

#include <chrono>
#include <memory>

#include <poppler-document.h>
#include <poppler-global.h>
#include <poppler-page.h>

#include "library/reports/TextEncoding.h"

namespace bolus {

namespace {

using Clock = std::chrono::steady_clock;

void saysNothing(const std::string&, void*) {}

Result<std::unique_ptr<poppler::document>> openPdf(std::string_view bytes,
                                                   const PdfLimits& limits) {
    if (bytes.size() > limits.bytes) {
        return fail(ErrorCode::TooLarge, "A PDF may have at most 64 MB.");
    }
    poppler::set_debug_error_function(saysNothing, nullptr);
    std::unique_ptr<poppler::document> document(
        poppler::document::load_from_raw_data(bytes.data(), static_cast<int>(bytes.size())));
    if (!document) {
        return fail(ErrorCode::BadInput, "The PDF is damaged.");
    }
    if (document->is_locked()) {
        return fail(ErrorCode::BadInput, "The PDF is locked by a password.");
    }
    if (document->pages() > limits.pages) {
        return fail(ErrorCode::TooLarge, "The PDF has " + std::to_string(document->pages()) +
                                             " pages; a report may have at most " +
                                             std::to_string(limits.pages) + ".");
    }
    return document;
}

std::string pageText(const poppler::document& document, int number) {
    const std::unique_ptr<poppler::page> page(document.create_page(number));
    if (!page) {
        return {};
    }
    const poppler::byte_array utf8 =
        page->text(poppler::rectf(), poppler::page::non_raw_non_physical_layout).to_utf8();
    return trimmedText({utf8.data(), utf8.size()});
}

} // namespace

Result<std::string> pdfText(std::string_view bytes, const PdfLimits& limits) {
    try {
        const auto document = openPdf(bytes, limits);
        if (!document) {
            return std::unexpected(document.error());
        }
        const auto start = Clock::now();
        std::string text;
        for (int number = 0; number < (*document)->pages(); ++number) {
            const std::string page = pageText(**document, number);
            text += page.empty() || text.empty() ? page : "\n\n" + page;
            const std::chrono::duration<double> taken = Clock::now() - start;
            if (text.size() > limits.text || taken.count() > limits.seconds) {
                return fail(ErrorCode::TooLarge,
                            "The PDF has more text, or takes longer, than a report may.");
            }
        }
        if (text.empty()) {
            return fail(ErrorCode::BadInput,
                        "The PDF has no text, only pictures of its pages; Bolus does not read "
                        "letters from pictures.");
        }
        return text;
    } catch (const std::exception& e) {
        return fail(ErrorCode::BadInput, std::string("The PDF cannot be read: ") + e.what() + ".");
    }
}

} // namespace bolus
