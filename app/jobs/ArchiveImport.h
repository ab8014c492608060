// Zip archives into the library: unpacked by a reader, then taken in as copies are.
#pragma once

#include "app/jobs/Events.h"
#include "app/jobs/HeaderImport.h"

namespace bolus {

/// Unpacks each archive that `headers` has met and gives it what may be DICOM or a report. What is
/// known of a whole archive is kept, so that an unchanged one is not unpacked again. Stage
/// "archives". Errors: those of HeaderImport::run.
Result<void> importArchives(Library& library, HeaderImport& headers, Events& events);

} // namespace bolus
