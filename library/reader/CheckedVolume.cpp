#include "library/reader/CheckedVolume.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <set>
#include <tuple>

#include "library/reader/SharedReader.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

using Known = std::tuple<std::string, std::uintmax_t, std::int64_t, std::int64_t, std::uint64_t>;

Known keyOf(const FileStamp& file) {
    return {file.path.string(), file.size, file.modifiedNs, file.changedNs, file.inode};
}

/// What the reader has decoded for this process; records that were read from the library before do
/// not know yet.
struct Decoded {
    std::mutex mutex;
    std::set<Known> files;

    bool knows(const FileStamp& file) {
        const std::lock_guard lock(mutex);
        return files.contains(keyOf(file));
    }
    void add(const FileStamp& file) {
        const std::lock_guard lock(mutex);
        files.insert(keyOf(file));
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

Result<VolumeRecord> asItIsNow(VolumeRecord record) {
    std::optional<FileStamp> now;
    for (SliceRef& slice : record.slices) {
        if (!now || now->path != slice.path) {
            now = fileStamp(slice.path);
        }
        if (!now) {
            continue; // whoever opens it says so
        }
        const bool isKnown = slice.fileSize != 0;
        if (isKnown && (now->size != slice.fileSize || now->modifiedNs != slice.modifiedNs)) {
            return fail(ErrorCode::Io,
                        "The file has changed since it was imported; import it again.",
                        slice.path.string());
        }
        slice.decodedBefore = slice.decodedBefore && isSameVersion(*now, stampOf(slice));
        setStamp(slice, *now);
    }
    return record;
}

std::vector<SliceRef> uncheckedFiles(const VolumeRecord& record) {
    std::vector<SliceRef> files;
    std::set<fs::path> seen;
    for (const SliceRef& slice : record.slices) {
        const bool repeated = !files.empty() && files.back().path == slice.path;
        if (repeated || !seen.insert(slice.path).second) {
            continue;
        }
        const auto now = fileStamp(slice.path);
        const bool same = now && isSameVersion(*now, stampOf(slice));
        if (!(same && slice.decodedBefore) && !(now && known().knows(*now))) {
            files.push_back(slice);
            setStamp(files.back(), now.value_or(FileStamp{}));
        }
    }
    return files;
}

Result<void> checkFiles(const VolumeRecord& record, Progress* progress,
                        const OnDecoded& onDecoded) {
    if (uncheckedFiles(record).empty()) {
        return {};
    }
    const auto reader = SharedReader::take(progress);
    if (!reader) {
        return std::unexpected(reader.error());
    }
    const std::vector<SliceRef> files = uncheckedFiles(record); // others may have checked them
    std::vector<SliceRef> decoded;
    UntilFailure until(progress);
    const auto total = static_cast<std::int64_t>(files.size());
    const auto asked =
        (*reader)->check(files, &until, [&](std::size_t i, const Result<void>& checked) {
            if (checked) {
                known().add(stampOf(files[i]));
                decoded.push_back(files[i]);
            } else if (!until.problem) {
                until.problem = fileStamp(files[i].path) ? checked.error() : gone(files[i].path);
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
    const auto exact = asItIsNow(record);
    if (!exact) {
        return std::unexpected(exact.error());
    }
    if (auto checked = checkFiles(*exact, progress, onDecoded); !checked) {
        return std::unexpected(checked.error());
    }
    return loadVolume(*exact, progress, limits);
}

} // namespace bolus
