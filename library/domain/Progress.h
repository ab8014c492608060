// What a long operation tells its caller, and how the caller stops it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace bolus {

/// Implementations are called from the thread that runs the operation, and return quickly.
class Progress {
public:
    virtual ~Progress() = default;
    /// `total` 0 means not known yet.
    virtual void progress(std::string_view stage, std::int64_t done, std::int64_t total) = 0;
    virtual void warning(std::string_view code, std::string_view message,
                         const std::filesystem::path& path = {}) = 0;
    /// Checked before each expensive step; once true it stays true.
    virtual bool cancelled() const = 0;
};

} // namespace bolus
