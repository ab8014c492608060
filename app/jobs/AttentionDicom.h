// Attention maps as DICOM: a Parametric Map each, and Secondary Captures of pictures.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/jobs/AttentionCheck.h"
#include "library/domain/Case.h"

namespace bolus {

struct MapOrigin {
    std::string model, hash, text; // of the maps; `text` is empty without a phrase
};

/// The files of one export, made in memory first and then written all or none.
struct DicomFiles {
    struct File {
        std::filesystem::path path;
        std::vector<std::uint8_t> bytes;
    };
    std::vector<File> maps;     // one a map, in mapsOf()'s order
    std::vector<File> pictures; // one a picture
};

/// `pictures` are PNG files, such as of the window's viewports; where there are none, each map is
/// drawn over what the model saw. A map joins the study of its phase, View Attention and pictures
/// that of the first. Reads a header of each phase anew. Errors: BadInput (a picture that is none,
/// a phase without a frame of reference), Io, Cancelled.
Result<DicomFiles> makeDicom(const Case& exam, const NetworkInput& input, const AttentionMaps& maps,
                             const MapOrigin& origin, const std::filesystem::path& folder,
                             const std::vector<std::filesystem::path>& pictures, Events& events);

/// "01_phase_arterial.dcm": the name of a map's file.
std::string mapFileName(const NamedMap& map, std::size_t number, const char* ending);

/// Conflict: one of the files is there already.
Result<void> refuseToReplace(const std::vector<std::filesystem::path>& files);
/// Takes back what it wrote where one fails.
Result<void> writeDicom(const DicomFiles& files);

} // namespace bolus
