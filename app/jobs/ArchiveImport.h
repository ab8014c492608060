// Zip archives into the library: unpacked by a reader, then taken in as copies are.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/jobs/Events.h"
#include "app/jobs/HeaderImport.h"

namespace bolus {

/// What is known of archives with reports in them. It is kept when those reports are: else an
/// import that ends in between would never read them.
struct ArchiveNotes {
    struct Note {
        std::filesystem::path file;
        std::string text;
    };
    std::vector<Note> whole;             // so that an unchanged one is not unpacked again
    std::vector<QuarantinedFile> broken; // reported already
};

/// Unpacks each archive that `headers` has met and gives it what may be DICOM or a report. Stage
/// "archives". Errors: those of HeaderImport::run.
Result<ArchiveNotes> importArchives(Library& library, HeaderImport& headers, Events& events);
/// Errors: Io, Storage.
Result<void> keepNotes(Library& library, const ArchiveNotes& notes);

} // namespace bolus
