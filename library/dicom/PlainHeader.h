// The short way to a header: most files are plain enough to be searched for what Bolus keeps.
#pragma once

#include <optional>

#include "library/dicom/DcmtkFile.h"

namespace bolus {

/// A file's data set with no more than the elements that readHeader asks for, parsed by DCMTK as
/// they stand in the file. Nothing where the file is not plain: without preamble, big endian,
/// deflated, with functional groups or a directory, with elements out of order, of lengths that do
/// not fit, of VRs that are none, or with much that would be kept; then openDicom reads it, and
/// says what is wrong with it.
std::optional<DicomFile> openPlainHeader(const std::filesystem::path& path);

} // namespace bolus
