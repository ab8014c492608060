// Reads what Bolus keeps of a DICOM file, without its pixel data.
#pragma once

#include <filesystem>

#include "library/domain/Case.h"
#include "library/domain/Result.h"

namespace bolus {

/// Attributes of the file's data set; pixel data stays on disk. Accepts files without preamble or
/// meta header (implicit little endian is guessed, PS3.10).
/// Errors: NotDicom (nothing in it is DICOM), BadInput (damaged, or required UIDs missing),
/// Unsupported (a DICOMDIR, an unknown transfer syntax), Io. Safe to call from any thread.
Result<InstanceHeader> readHeader(const std::filesystem::path& path);

/// Reads frameGeometry of a multi-frame instance again from its file, for headers that come out of
/// the library. Does nothing for single frames and where it is there already.
Result<void> readFrameGeometry(InstanceHeader& header);

} // namespace bolus
