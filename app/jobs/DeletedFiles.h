// Files of the library that were deleted, told from those on a drive that is away.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/jobs/Events.h"
#include "library/store/Library.h"

namespace bolus {

/// A file was deleted where its folder is part of what is imported, and another file that the
/// library knows is still in it. A mount point may be empty without its drive, or hold others.
class DeletedFiles {
public:
    DeletedFiles(Library& library, const std::vector<std::filesystem::path>& roots, Events& events)
        : m_library(library), m_events(events), m_roots(roots) {}

    /// All those of these studies leave the library, each with a warning. False: there are none.
    Result<bool> forgetThoseOf(const std::vector<std::string>& studyUids);

private:
    Result<std::vector<std::filesystem::path>> goneOf(const std::vector<std::string>& studyUids);
    Result<bool> isThere(const std::filesystem::path& folder);
    Result<bool> forget(const std::filesystem::path& file);

    Library& m_library;
    Events& m_events;
    std::vector<std::filesystem::path> m_roots;
};

} // namespace bolus
