#include "library/dicom/HeldFile.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bolus {

namespace fs = std::filesystem;

Result<std::shared_ptr<const HeldFile>> HeldFile::open(const fs::path& path) {
    const int descriptor =
        ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); // it may be a pipe
    if (descriptor < 0) {
        return unreadableFile(path);
    }
    return std::make_shared<const HeldFile>(path, descriptor);
}

HeldFile::~HeldFile() {
    ::close(m_descriptor);
}

fs::path HeldFile::alias() const {
    return "/proc/self/fd/" + std::to_string(m_descriptor);
}

std::optional<FileStamp> HeldFile::stamp() const {
    struct stat status {};
    if (::fstat(m_descriptor, &status) != 0) {
        return std::nullopt;
    }
    FileStamp stamp = fileStamp(alias(), status);
    stamp.path = m_path;
    return stamp;
}

bool HeldFile::isVersion(const FileStamp& version) const {
    const auto now = stamp();
    return now && isSameVersion(*now, version);
}

} // namespace bolus
