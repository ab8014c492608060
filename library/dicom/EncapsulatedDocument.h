// Documents inside DICOM files (PS3.3 A.45: encapsulated PDF, CDA).
#pragma once

#include <filesystem>
#include <string>

#include "library/domain/Case.h"
#include "library/domain/Result.h"

namespace bolus {

struct EncapsulatedDocument {
    Report identity;   // study, accession number, patient, time; no text
    std::string title; // DocumentTitle (0042,0010)
    std::string type;  // MIMETypeOfEncapsulatedDocument (0042,0012)
    std::string bytes; // without the byte that pads them to an even number
};

/// The SOP classes whose documents may be reports.
bool isEncapsulatedClass(const std::string& sopClassUid);

/// Errors: those of readHeader, Unsupported (another object), TooLarge (a document over 64 MB),
/// BadInput (it is empty).
Result<EncapsulatedDocument> readEncapsulatedDocument(const std::filesystem::path& path);

} // namespace bolus
