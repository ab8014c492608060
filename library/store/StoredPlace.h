// How the library's rows name a file.
#pragma once

#include <filesystem>
#include <string>

namespace bolus {

struct StoredPlace {
    std::string folder, name;

    std::string path() const { return folder.ends_with('/') ? folder + name : folder + '/' + name; }
};

/// Absolute and normal, without looking at the disk.
inline StoredPlace storedPlace(const std::filesystem::path& file) {
    std::string path = file.native();
    const bool isNormal = path.starts_with('/') && path.find("/.") == std::string::npos &&
                          path.find("//") == std::string::npos;
    if (!isNormal) {
        path = std::filesystem::absolute(file).lexically_normal().native();
    }
    const std::size_t slash = path.rfind('/');
    return {path.substr(0, slash == 0 ? 1 : slash), path.substr(slash + 1)};
}

} // namespace bolus
