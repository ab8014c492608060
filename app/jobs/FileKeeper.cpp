#include "app/jobs/FileKeeper.h"

#include "app/jobs/DurableFile.h"
#include "app/jobs/FileHash.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

Error noRoom(const Error& why) {
    return {ErrorCode::Storage,
            why.message + " The import ends here; make room or mend that, and import again.",
            why.subject};
}

} // namespace

Result<void> FileKeeper::prepare() {
    m_incoming.sweep();
    if (m_copy) { // made here, once: both readers' threads ask for it
        if (auto folder = m_incoming.folder(); !folder) {
            return std::unexpected(noRoom(folder.error()));
        }
    }
    return {};
}

fs::path FileKeeper::placeOf(const std::string& hash) const {
    return m_library / "files" / hash.substr(0, 2) / (hash + ".dcm");
}

Result<fs::path> FileKeeper::copied(const FoundFile& file) {
    const auto folder = m_incoming.folder();
    if (!folder) {
        return std::unexpected(noRoom(folder.error()));
    }
    auto copy =
        copyByHash(file, *folder, [this](const std::string& hash) { return placeOf(hash); });
    const bool ends = !copy && copy.error().code == ErrorCode::Storage;
    return ends ? std::unexpected(noRoom(copy.error())) : copy;
}

Result<fs::path> FileKeeper::moved(const FoundFile& file) {
    const auto hash = fileHash(file.path, m_events);
    if (!hash) {
        return std::unexpected(hash.error());
    }
    const fs::path target = placeOf(*hash);
    const auto moved = moveDurably(file.path, target);
    return moved ? Result<fs::path>(target) : std::unexpected(noRoom(moved.error()));
}

Result<void> FileKeeper::keep(const FoundFile& file, InstanceHeader& header) {
    setStamp(header, file);
    if (!m_copy && file.origin.empty()) {
        return {};
    }
    const auto target = file.origin.empty() ? copied(file) : moved(file);
    if (!target) {
        return std::unexpected(target.error());
    }
    header.path = *target;
    if (const auto kept = fileStamp(*target)) { // the copy's own, by which a change is noticed
        header.fileSize = kept->size;
        header.modifiedNs = kept->modifiedNs;
    }
    header.changedNs = 0; // nobody else writes there, and a backup that is put back changes them;
    header.inode = 0;     // its name is the hash of its content
    return {};
}

} // namespace bolus
