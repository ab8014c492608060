#include "app/jobs/FileHash.h"

#include <fstream>
#include <span>
#include <vector>

#include "engine/model/Sha256.h"
#include "library/domain/Files.h"

namespace bolus {

Result<std::string> fileHash(const std::filesystem::path& file, const Progress& progress) {
    std::ifstream bytes(file, std::ios::binary);
    Sha256 hash;
    std::vector<char> buffer(1 << 20);
    while (bytes.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) ||
           bytes.gcount() > 0) {
        if (progress.cancelled()) {
            return cancelledError();
        }
        hash.add(std::as_bytes(std::span(buffer.data(), static_cast<std::size_t>(bytes.gcount()))));
    }
    if (!bytes.eof()) {
        return unreadableFile(file);
    }
    return hash.finish();
}

} // namespace bolus
