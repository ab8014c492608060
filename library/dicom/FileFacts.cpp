#include "library/dicom/FileFacts.h"

#include <chrono>

namespace bolus {

std::optional<FileFacts> fileFacts(const std::filesystem::path& path) {
    using namespace std::chrono;
    std::error_code sizeError, timeError;
    const std::uintmax_t size = std::filesystem::file_size(path, sizeError);
    const auto modified = std::filesystem::last_write_time(path, timeError);
    if (sizeError || timeError) {
        return std::nullopt;
    }
    const auto since = file_clock::to_sys(modified).time_since_epoch();
    return FileFacts{size, duration_cast<nanoseconds>(since).count()};
}

} // namespace bolus
