#include "library/reader/FileReader.h"

#include <algorithm>
#include <cmath>

#include "library/domain/Vectors.h"
#include "library/reader/Protocol.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

constexpr const char* nonsense = "The reader answered with nonsense; the file was left out.";

template<typename T>
Result<T> parsed(const Result<std::string>& answer) {
    if (!answer) {
        return std::unexpected(answer.error());
    }
    T value{};
    if (!wire::unpack(*answer, value)) {
        return fail(ErrorCode::BadInput, nonsense);
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

// Of small files, what one message asks for: each costs two switches between processes.
constexpr std::size_t headersTogether = 16;

/// A header is of the file that was asked for, whatever the reader says.
Result<FileHeader> headerFrom(const fs::path& file, HeaderRead&& read) {
    if (!read.header) {
        return about(file, Result<FileHeader>(std::unexpected(std::move(read.error))));
    }
    read.header->header.path = file;
    return std::move(*read.header);
}

/// What a hostile archive has made of the reader must not lead the import to other files.
bool liesIn(const fs::path& folder, const fs::path& file) {
    std::error_code error;
    return file.parent_path() == folder && file.filename() != ".." &&
           fs::is_regular_file(fs::symlink_status(file, error));
}

/// As a volume's geometry and voxels must be, whatever the reader says.
bool isSound(const Segmentation& all) {
    const auto& d = all.direction;
    const double turn = dot({d[0], d[3], d[6]}, cross({d[1], d[4], d[7]}, {d[2], d[5], d[8]}));
    const auto fits = [](const Segment& segment) {
        constexpr std::uint64_t longest = 1 << 16; // of an edge; their product cannot overflow
        return std::ranges::all_of(segment.size, [](std::uint64_t n) { return n <= longest; }) &&
               segment.values.size() == segment.size[0] * segment.size[1] * segment.size[2] &&
               std::ranges::all_of(segment.origin, [](double v) { return std::isfinite(v); });
    };
    return std::abs(turn - 1) < 0.01 &&
           std::ranges::all_of(all.spacing, [](double mm) { return mm > 0 && mm < 1e4; }) &&
           std::ranges::all_of(all.segments, fits);
}

} // namespace

ReaderLimits decodingLimits() {
    ReaderLimits limits;
    limits.memoryBytes = std::size_t{4} << 30;
    return limits;
}

/// `unread`: files of messages that were not answered; which of a message's files is to blame is
/// not known.
Result<void> FileReader::askHeaders(Part files, std::size_t together, const Progress* progress,
                                    const OnHeader& onHeader, std::vector<std::size_t>& unread) {
    std::vector<std::string> requests;
    for (std::size_t at = 0; at < files.size(); at += together) {
        const Part part = files.subspan(at, std::min(together, files.size() - at));
        requests.push_back(
            wire::pack(Ask::Headers, std::vector<fs::path>(part.begin(), part.end())));
    }
    return m_process.ask(requests, progress, [&](std::size_t i, Result<std::string> answer) {
        const std::size_t from = i * together, count = std::min(together, files.size() - from);
        auto read = parsed<std::vector<HeaderRead>>(answer);
        if (read && read->size() != count) {
            read = fail(ErrorCode::BadInput, nonsense);
        }
        for (std::size_t k = 0; k < count; ++k) {
            if (read) {
                onHeader(from + k, headerFrom(files[from + k], std::move((*read)[k])));
            } else if (count > 1) {
                unread.push_back(from + k);
            } else {
                onHeader(from, headerFrom(files[from], {std::nullopt, read.error()}));
            }
        }
    });
}

Result<void> FileReader::headers(std::span<const fs::path> files, const Progress* progress,
                                 const OnHeader& onHeader) {
    std::vector<std::size_t> unread, none;
    const auto asked = askHeaders(files, headersTogether, progress, onHeader, unread);
    if (!asked || unread.empty()) {
        return asked;
    }
    std::vector<fs::path> alone;
    for (const std::size_t i : unread) {
        alone.push_back(files[i]);
    }
    return askHeaders(
        alone, 1, progress,
        [&](std::size_t i, Result<FileHeader> header) { onHeader(unread[i], std::move(header)); },
        none);
}

Result<InstanceHeader> FileReader::header(const fs::path& file, const Progress* progress) {
    Result<InstanceHeader> header = fail(ErrorCode::Internal, nonsense);
    const auto asked =
        headers(std::span(&file, 1), progress, [&header](std::size_t, Result<FileHeader> read) {
            header = read ? Result<InstanceHeader>(std::move(read->header))
                          : std::unexpected(std::move(read.error()));
        });
    return asked ? header : std::unexpected(asked.error());
}

Result<void> FileReader::check(std::span<const SliceRef> files, const Progress* progress,
                               const OnChecked& onChecked) {
    std::vector<std::string> requests;
    for (const SliceRef& file : files) {
        requests.push_back(wire::pack(Ask::Check, stampOf(file)));
    }
    return m_process.ask(requests, progress, [&](std::size_t i, Result<std::string> answer) {
        const std::string& expected = files[i].sopInstanceUid;
        const auto found = about(files[i].path, parsed<std::string>(answer));
        if (!found) {
            onChecked(i, std::unexpected(found.error()));
        } else if (!expected.empty() && *found != expected) {
            onChecked(i, fail(ErrorCode::Io,
                              "The file holds another image than when it was imported; "
                              "import its folder again.",
                              files[i].path.string()));
        } else {
            onChecked(i, {});
        }
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

Result<Segmentation> FileReader::segmentation(const fs::path& file, const Progress* progress) {
    auto read =
        about(file, parsed<Segmentation>(m_process.ask(wire::pack(Ask::Segments, file), progress)));
    if (read && !isSound(*read)) {
        return fail(ErrorCode::BadInput, nonsense, file.string());
    }
    return read;
}

Result<StudyFacts> FileReader::studyFacts(const fs::path& file, const Progress* progress) {
    return about(file, parsed<StudyFacts>(m_process.ask(wire::pack(Ask::Study, file), progress)));
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
