#include "library/reader/CheckedVolume.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <set>
#include <sys/stat.h>
#include <tuple>

#include "library/reader/SharedReader.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

using Known = std::tuple<std::string, std::uintmax_t, std::int64_t>; // path, size, time

std::optional<FileVersion> versionOf(const fs::path& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        return std::nullopt;
    }
    return FileVersion{path, static_cast<std::uintmax_t>(status.st_size),
                       status.st_mtim.tv_sec * std::int64_t{1'000'000'000} +
                           status.st_mtim.tv_nsec};
}

/// What the reader has decoded for this process; records that were read from the library before do
/// not know yet.
struct Decoded {
    std::mutex mutex;
    std::set<Known> files;

    bool knows(const FileVersion& file) {
        const std::lock_guard lock(mutex);
        return files.contains({file.path.string(), file.size, file.modifiedNs});
    }
    void add(const FileVersion& file) {
        const std::lock_guard lock(mutex);
        files.insert({file.path.string(), file.size, file.modifiedNs});
    }
};

Decoded& known() {
    static Decoded theOne;
    return theOne;
}

Error gone(const fs::path& path) {
    return {ErrorCode::Io,
            "The file is gone or cannot be reached; connect its drive, or import its folder again.",
            path.string()};
}

/// Ends what is under way at its first failure: where a drive does not answer, each further file
/// would cost a minute.
struct UntilFailure : Progress {
    explicit UntilFailure(Progress* outer) : m_outer(outer) {}
    void progress(std::string_view stage, std::int64_t done, std::int64_t total) override {
        if (m_outer) {
            m_outer->progress(stage, done, total);
        }
    }
    void warning(std::string_view code, std::string_view message, const fs::path& path) override {
        if (m_outer) {
            m_outer->warning(code, message, path);
        }
    }
    bool cancelled() const override { return problem || (m_outer && m_outer->cancelled()); }

    std::optional<Error> problem;

private:
    Progress* m_outer;
};

} // namespace

std::vector<SliceRef> uncheckedFiles(const VolumeRecord& record) {
    std::vector<SliceRef> files;
    std::set<fs::path> seen;
    for (const SliceRef& slice : record.slices) {
        const bool repeated = !files.empty() && files.back().path == slice.path;
        if (repeated || !seen.insert(slice.path).second) {
            continue;
        }
        const auto now = versionOf(slice.path);
        const bool same = now && now->size == slice.fileSize && now->modifiedNs == slice.modifiedNs;
        if (!(same && slice.decodedBefore) && !(now && known().knows(*now))) {
            files.push_back(slice);
            files.back().fileSize = now ? now->size : 0;
            files.back().modifiedNs = now ? now->modifiedNs : 0;
        }
    }
    return files;
}

Result<void> checkFiles(const VolumeRecord& record, Progress* progress,
                        const OnDecoded& onDecoded) {
    if (uncheckedFiles(record).empty()) {
        return {};
    }
    const SharedReader reader;
    const std::vector<SliceRef> files = uncheckedFiles(record); // others may have checked them
    std::vector<FileVersion> versions;
    for (const SliceRef& file : files) {
        versions.push_back({file.path, file.fileSize, file.modifiedNs});
    }
    std::vector<SliceRef> decoded;
    UntilFailure until(progress);
    const auto total = static_cast<std::int64_t>(files.size());
    const auto asked =
        reader->check(versions, &until, [&](std::size_t i, const Result<void>& checked) {
            if (checked) {
                known().add(versions[i]);
                decoded.push_back(files[i]);
            } else if (!until.problem) {
                until.problem = versionOf(files[i].path) ? checked.error() : gone(files[i].path);
            }
            until.progress("check", static_cast<std::int64_t>(i) + 1, total);
        });
    if (onDecoded && !decoded.empty()) {
        onDecoded(decoded);
    }
    return until.problem ? Result<void>(std::unexpected(*until.problem)) : asked;
}

Result<Volume> checkedVolume(const VolumeRecord& record, Progress* progress,
                             const LoadLimits& limits, const OnDecoded& onDecoded) {
    if (auto checked = checkFiles(record, progress, onDecoded); !checked) {
        return std::unexpected(checked.error());
    }
    return loadVolume(record, progress, limits);
}

} // namespace bolus
