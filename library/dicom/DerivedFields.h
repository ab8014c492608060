// Modules that every object Bolus makes of a case has. Private to library/dicom.
#pragma once

#include "library/dicom/DerivedObject.h"
#include "library/dicom/Fields.h"

namespace bolus {

/// Patient, General Study, General Series, Equipment and SOP Common (PS3.3 C.7.1 … C.7.5, C.12.1).
void putCommon(Fields& fields, const DerivedObject& object, const char* sopClass,
               const char* modality);
/// The model as Contributing Equipment (PS3.3 C.12.1.1.5).
void putModel(Fields& fields, const DerivedObject& object);
/// Text cut to what a value may hold, in characters.
std::string shortened(const std::string& text, std::size_t characters);

/// Explicit little endian, with preamble and meta header. Errors: BadInput where an attribute was
/// not taken.
Result<std::vector<std::uint8_t>> fileBytes(DcmFileFormat& file, const Fields& fields);

} // namespace bolus
