#include "library/dicom/MediaDirectory.h"

#include <set>

#include "library/dicom/Attributes.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

/// A component is a plain name: nothing that a file system gives a meaning of its own.
bool isPlainName(const std::string& name) {
    return !name.empty() && name != "." && name != ".." &&
           name.find_first_of(std::string_view("/\\\0", 3)) == std::string::npos;
}

/// ReferencedFileID (0004,1500): the components of a path; nothing where it is none.
std::optional<fs::path> pathOf(const std::string& id) {
    fs::path path;
    for (std::size_t from = 0; from <= id.size();) {
        const std::size_t to = std::min(id.find('\\', from), id.size());
        std::string name = id.substr(from, to - from);
        name.erase(name.find_last_not_of(" \0") + 1);
        if (!isPlainName(name)) {
            return std::nullopt;
        }
        path /= name;
        from = to + 1;
    }
    return path;
}

} // namespace

Result<MediaDirectory> readMediaDirectory(const fs::path& dicomdir) {
    auto file = openDicom(dicomdir, ReadExtent::Everything);
    if (!file) {
        return std::unexpected(file.error());
    }
    DcmSequenceOfItems* records = nullptr;
    if (file->dataset().findAndGetSequence(DCM_DirectoryRecordSequence, records).bad() ||
        !records) {
        return fail(ErrorCode::Unsupported, "This is not a DICOMDIR.", dicomdir.string());
    }
    MediaDirectory directory;
    std::set<fs::path> seen;
    for (DcmObject* object = records->nextInContainer(nullptr); object;
         object = records->nextInContainer(object)) {
        OFString id;
        auto& record = static_cast<DcmItem&>(*object);
        if (record.findAndGetOFStringArray(DCM_ReferencedFileID, id).bad() || id.empty()) {
            continue; // a patient, study or series
        }
        const std::string written(id.data(), id.size());
        const auto path = pathOf(written);
        if (!path) {
            directory.refused.push_back(replaceBadUtf8(written));
        } else if (seen.insert(*path).second) {
            directory.files.push_back(*path);
        }
    }
    return directory;
}

} // namespace bolus
