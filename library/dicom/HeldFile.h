// A file held open. Private to library/dicom.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "library/domain/Files.h"
#include "library/domain/Result.h"

namespace bolus {

/// All that is read by its alias is of this one file, whatever takes over its name meanwhile.
class HeldFile {
public:
    /// Errors: Io.
    static Result<std::shared_ptr<const HeldFile>> open(const std::filesystem::path& path);
    HeldFile(std::filesystem::path path, int descriptor)
        : m_path(std::move(path)), m_descriptor(descriptor) {}
    HeldFile(const HeldFile&) = delete;
    HeldFile& operator=(const HeldFile&) = delete;
    ~HeldFile();

    const std::filesystem::path& path() const { return m_path; } // by which it was opened
    /// By which DCMTK, which opens files by name, opens this one as often as it likes.
    std::filesystem::path alias() const;
    /// As it is now.
    std::optional<FileStamp> stamp() const;
    bool isVersion(const FileStamp& version) const;

private:
    const std::filesystem::path m_path;
    const int m_descriptor;
};

} // namespace bolus
