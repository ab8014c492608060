#include "app/jobs/MediaFolder.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include <fmt/format.h>

namespace bolus {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t mostWarnings = 20; // of one kind, one by one

std::string changed(std::string text, int (*change)(int)) {
    std::ranges::transform(text, text.begin(),
                           [change](unsigned char c) { return static_cast<char>(change(c)); });
    return text;
}

/// Component by component, as drivers of ISO 9660 show them: as written, in lower case, with the
/// version number.
std::optional<fs::path> onDisk(const fs::path& folder, const fs::path& named) {
    fs::path path = folder;
    for (const fs::path& component : named) {
        const std::string text = component.string(), lower = changed(text, &::tolower);
        const std::array names{text, lower, changed(text, &::toupper), text + ";1", lower + ";1"};
        const auto there = std::ranges::find_if(names, [&path](const std::string& name) {
            std::error_code error;
            return fs::exists(path / name, error);
        });
        if (there == names.end()) {
            return std::nullopt;
        }
        path /= *there;
    }
    std::error_code error;
    return fs::is_regular_file(path, error) ? std::optional(path) : std::nullopt;
}

/// Also when links are followed.
bool liesIn(const fs::path& folder, const fs::path& file) {
    std::error_code error;
    const fs::path inner = fs::canonical(file, error);
    const fs::path outer = error ? fs::path() : fs::canonical(folder, error);
    return !error && std::ranges::mismatch(outer, inner).in1 == outer.end();
}

void warnOf(const std::vector<std::string>& names, std::string_view what, const fs::path& dicomdir,
            Progress& progress) {
    for (std::size_t i = 0; i < std::min(names.size(), mostWarnings); ++i) {
        progress.warning("bad_input", fmt::format("The DICOMDIR names {}, {}.", names[i], what),
                         dicomdir);
    }
    if (names.size() > mostWarnings) {
        progress.warning("bad_input",
                         fmt::format("So it is with {} more files.", names.size() - mostWarnings),
                         dicomdir);
    }
}

} // namespace

bool isMediaDirectory(const fs::path& path) {
    std::error_code error;
    return changed(path.filename().string(), &::toupper) == "DICOMDIR" &&
           fs::is_regular_file(path, error);
}

Result<std::vector<fs::path>> mediaFiles(const fs::path& dicomdir, FileReader& reader,
                                         Progress& progress) {
    std::vector<std::string> refused, missing;
    auto named = reader.directory(dicomdir, refused, &progress);
    if (!named) {
        return named;
    }
    const fs::path folder = dicomdir.parent_path();
    std::vector<fs::path> files;
    for (const fs::path& name : *named) {
        const auto file = onDisk(folder, name);
        if (!file) {
            missing.push_back(name.string());
        } else if (!liesIn(folder, *file)) {
            refused.push_back(name.string());
        } else {
            files.push_back(*file);
        }
    }
    warnOf(refused, "which lies outside its folder and was left out", dicomdir, progress);
    warnOf(missing, "which is not there", dicomdir, progress);
    return files;
}

} // namespace bolus
