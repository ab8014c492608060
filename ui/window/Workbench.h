// What the window works with and does not show: library, helper processes, jobs, undo.
#pragma once

#include <QUndoStack>

#include "ui/client/ServeClient.h"
#include "ui/jobs/LibraryJobs.h"
#include "ui/library/CaseListModel.h"
#include "ui/library/LibrarySession.h"
#include "ui/library/PhasePictures.h"
#include "ui/library/Thumbnails.h"

namespace bolus {

/// Destroyed from the last to the first: jobs and helper end before the library closes.
struct Workbench {
    LibrarySession library;
    Thumbnails thumbnails;
    PhasePictures pictures{library};
    CaseListModel cases{library, thumbnails};
    QUndoStack undo;
    ServeClient serve;
    JobQueue queue;
    LibraryJobs jobs{queue};
};

} // namespace bolus
