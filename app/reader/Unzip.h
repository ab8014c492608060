// Takes what may be DICOM or a report out of a zip archive.
#pragma once

#include "app/reader/ReaderLoop.h"
#include "library/reader/FileReader.h"

namespace bolus {

/// See FileReader::unpack.
Result<UnpackedArchive> unzip(const UnpackOrder& order, const SignOfLife& alive);

} // namespace bolus
