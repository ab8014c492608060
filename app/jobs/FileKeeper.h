// Where the files of an import stay: where they lie, or as copies in the library.
#pragma once

#include <filesystem>

#include "app/jobs/Events.h"
#include "app/jobs/FileWalk.h"
#include "app/jobs/Incoming.h"
#include "library/domain/Case.h"

namespace bolus {

class FileKeeper {
public:
    FileKeeper(const std::filesystem::path& library, bool copy, const Events& events)
        : m_library(library), m_copy(copy), m_events(events), m_incoming(library) {}

    /// Before the first file; keep() may then be called on several threads. Errors: Storage.
    Result<void> prepare();
    /// Makes the header that of the file which the library will refer to: a copy by its content
    /// where copies are wanted, and where the file came out of an archive, which moves it. Errors:
    /// Io (of the file), Storage (there is no room).
    Result<void> keep(const FoundFile& file, InstanceHeader& header);
    Incoming& incoming() { return m_incoming; }

private:
    std::filesystem::path placeOf(const std::string& hash) const;
    Result<std::filesystem::path> copied(const FoundFile& file);
    Result<std::filesystem::path> moved(const FoundFile& file);

    std::filesystem::path m_library;
    bool m_copy;
    const Events& m_events;
    Incoming m_incoming;
};

} // namespace bolus
