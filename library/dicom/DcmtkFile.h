// Opens DICOM files through DCMTK with limits, so that a hostile header cannot crash or hang Bolus.
// Private to library/dicom.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include "library/domain/Result.h"

namespace bolus {

/// Registers DCMTK's decoders once and silences its log. Thread-safe, cheap to call again.
void initializeDcmtk();

/// What stands at the head of a file.
enum class FileKind { Dicom, NotDicom, Unreadable };
FileKind sniffFile(const std::filesystem::path& path);

enum class ReadExtent { UntilPixels, Everything };

/// A parsed file. Long values (pixel data above all) stay on disk until they are asked for.
struct DicomFile {
    std::unique_ptr<DcmFileFormat> format;
    bool hasPixels = false;                   // (Float, Double Float) Pixel Data is there
    std::optional<std::uint64_t> pixelLength; // bytes of native pixel data, by its own header
    std::uint64_t bytesAfterPixelTag = 0;     // what the file holds from there on

    DcmDataset& dataset() const { return *format->getDataset(); }
    E_TransferSyntax transferSyntax() const { return dataset().getOriginalXfer(); }
};

/// What the meta header says, else the encoding; DCMTK does not know every transfer syntax by name.
std::string transferSyntaxUid(const DicomFile& file);

/// Errors: NotDicom, BadInput (damaged, or nested or filled beyond any honest file), Io.
Result<DicomFile> openDicom(const std::filesystem::path& path, ReadExtent extent);

} // namespace bolus
