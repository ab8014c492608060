#include "library/reader/FileReader.h"

#include <algorithm>

#include "library/reader/Protocol.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

template<typename T>
Result<T> parsed(const Result<std::string>& answer) {
    if (!answer) {
        return std::unexpected(answer.error());
    }
    T value{};
    if (!wire::unpack(*answer, value)) {
        return fail(ErrorCode::BadInput,
                    "The reader answered with nonsense; the file was left out.");
    }
    return value;
}

/// Errors are of this file where they name none.
template<typename T>
Result<T> about(const fs::path& file, Result<T> result) {
    if (!result && result.error().subject.empty()) {
        result.error().subject = file.string();
    }
    return result;
}

/// A header is of the file that was asked for, whatever the reader says.
Result<FileHeader> headerFrom(const fs::path& file, const Result<std::string>& answer) {
    auto read = about(file, parsed<FileHeader>(answer));
    if (read) {
        read->header.path = file;
    }
    return read;
}

/// What a hostile archive has made of the reader must not lead the import to other files.
bool liesIn(const fs::path& folder, const fs::path& file) {
    std::error_code error;
    return file.parent_path() == folder && file.filename() != ".." &&
           fs::is_regular_file(fs::symlink_status(file, error));
}

} // namespace

ReaderLimits decodingLimits() {
    ReaderLimits limits;
    limits.memoryBytes = std::size_t{4} << 30;
    return limits;
}

Result<void> FileReader::headers(std::span<const fs::path> files, const Progress* progress,
                                 const OnHeader& onHeader) {
    std::vector<std::string> requests;
    for (const fs::path& file : files) {
        requests.push_back(wire::pack(Ask::Header, file));
    }
    return m_process.ask(requests, progress, [&](std::size_t i, Result<std::string> answer) {
        onHeader(i, headerFrom(files[i], answer));
    });
}

Result<InstanceHeader> FileReader::header(const fs::path& file, const Progress* progress) {
    auto read = headerFrom(file, m_process.ask(wire::pack(Ask::Header, file), progress));
    return read ? Result<InstanceHeader>(std::move(read->header)) : std::unexpected(read.error());
}

Result<void> FileReader::check(std::span<const FileVersion> files, const Progress* progress,
                               const OnChecked& onChecked) {
    std::vector<std::string> requests;
    for (const FileVersion& file : files) {
        requests.push_back(wire::pack(Ask::Check, file));
    }
    return m_process.ask(requests, progress, [&](std::size_t i, Result<std::string> answer) {
        const Result<bool> decoded = about(files[i].path, parsed<bool>(answer));
        onChecked(i, decoded ? Result<void>() : std::unexpected(decoded.error()));
    });
}

Result<GreyPicture> FileReader::picture(const VolumeRecord& slice, int longestSide,
                                        const Progress* progress) {
    const fs::path file = slice.slices.empty() ? fs::path() : slice.slices.front().path;
    auto picture = about(file, parsed<GreyPicture>(m_process.ask(
                                   wire::pack(Ask::Picture, slice, longestSide), progress)));
    if (picture && (picture->width < 1 || picture->height < 1 || picture->width > longestSide ||
                    picture->height > longestSide ||
                    picture->pixels.size() != static_cast<std::size_t>(picture->width) *
                                                  static_cast<std::size_t>(picture->height))) {
        return fail(ErrorCode::BadInput, "The reader answered with nonsense.", file.string());
    }
    return picture;
}

Result<Report> FileReader::report(const fs::path& file, const Progress* progress) {
    return about(file, parsed<Report>(m_process.ask(wire::pack(Ask::Report, file), progress)));
}

Result<ReportsRead> FileReader::reportFile(const fs::path& file, const Progress* progress) {
    return about(file,
                 parsed<ReportsRead>(m_process.ask(wire::pack(Ask::ReportFile, file), progress)));
}

Result<std::vector<fs::path>> FileReader::directory(const fs::path& dicomdir,
                                                    std::vector<std::string>& refused,
                                                    const Progress* progress) {
    const auto answer = m_process.ask(wire::pack(Ask::Directory, dicomdir), progress);
    if (!answer) {
        return about(dicomdir, Result<std::vector<fs::path>>(std::unexpected(answer.error())));
    }
    std::vector<fs::path> files;
    if (!wire::unpack(*answer, files, refused)) {
        return fail(ErrorCode::BadInput, "The reader answered with nonsense.", dicomdir.string());
    }
    return files;
}

Result<UnpackedArchive> FileReader::unpack(const UnpackOrder& order, const Progress* progress) {
    auto unpacked =
        about(order.archive,
              parsed<UnpackedArchive>(m_process.ask(wire::pack(Ask::Unpack, order), progress)));
    if (unpacked && !std::ranges::all_of(unpacked->files, [&](const UnpackedFile& file) {
            return liesIn(order.target, file.path);
        })) {
        return fail(ErrorCode::BadInput, "The reader answered with nonsense.",
                    order.archive.string());
    }
    return unpacked;
}

} // namespace bolus
