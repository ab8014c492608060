#include "library/dicom/EncapsulatedDocument.h"

#include "library/dicom/Attributes.h"

namespace bolus {

namespace {

constexpr Uint32 largestDocument = 64u << 20;

Result<std::string> documentIn(DcmItem& dataset, const std::filesystem::path& path) {
    DcmElement* element = nullptr;
    if (dataset.findAndGetElement(DCM_EncapsulatedDocument, element).bad()) {
        return fail(ErrorCode::Unsupported, "This file holds no document.", path.string());
    }
    const Uint32 length = element->getLength();
    if (length > largestDocument) {
        return fail(ErrorCode::TooLarge, "A document in a DICOM file may have at most 64 MB.",
                    path.string());
    }
    Uint8* bytes = nullptr;
    if (length == 0 || element->getUint8Array(bytes).bad() || bytes == nullptr) {
        return fail(ErrorCode::BadInput, "The document in the file is empty or damaged.",
                    path.string());
    }
    std::string document(reinterpret_cast<const char*>(bytes), length);
    if (document.back() == '\0') { // PS3.5, 6.2: OB values are padded to an even length
        document.pop_back();
    }
    return document;
}

} // namespace

bool isEncapsulatedClass(const std::string& sopClassUid) {
    return sopClassUid == "1.2.840.10008.5.1.4.1.1.104.1" || // PDF
           sopClassUid == "1.2.840.10008.5.1.4.1.1.104.2";   // CDA
}

Result<EncapsulatedDocument> readEncapsulatedDocument(const std::filesystem::path& path) {
    const auto file = openDicom(path, ReadExtent::UntilPixels);
    if (!file) {
        return std::unexpected(file.error());
    }
    auto bytes = documentIn(file->dataset(), path);
    if (!bytes) {
        return std::unexpected(bytes.error());
    }
    const Attributes attributes(file->dataset());
    EncapsulatedDocument document;
    document.identity.studyUid = attributes.text(DCM_StudyInstanceUID);
    document.identity.accessionNumber = attributes.text(DCM_AccessionNumber);
    document.identity.patientId = attributes.text(DCM_PatientID);
    document.identity.file = path;
    document.title = attributes.text(DCM_DocumentTitle);
    document.type = attributes.text(DCM_MIMETypeOfEncapsulatedDocument);
    document.bytes = std::move(*bytes);
    return document;
}

} // namespace bolus
