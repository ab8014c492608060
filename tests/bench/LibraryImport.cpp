// Import as bolusctl does it, and what it takes.
#include <array>
#include <cstdio>
#include <memory>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/DicomFiles.h"
#include "tests/bench/LibrarySections.h"
#include "tests/bench/Measure.h"

namespace bolus::bench {

namespace fs = std::filesystem;

namespace {

struct Imported {
    double seconds = 0; // as bolusctl says: without starting it, until all is in the library
    double peakMb = 0;  // of bolusctl alone
    std::int64_t imported = 0, duplicates = 0;
};

[[noreturn]] void becomeImport(const LibraryOptions& options, const fs::path& library,
                               const fs::path& files, int output) {
    ::dup2(output, STDOUT_FILENO);
    ::setenv("BOLUS_MODEL", "/nonexistent", 1);
    ::execl(options.bolusctl.c_str(), "bolusctl", "--library", library.c_str(), "--json", "import",
            "--no-pixels", files.c_str(), static_cast<char*>(nullptr));
    ::_exit(127);
}

std::string readAll(int descriptor) {
    std::string text;
    std::array<char, 4096> buffer;
    for (ssize_t got; (got = ::read(descriptor, buffer.data(), buffer.size())) > 0;) {
        text.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return text;
}

nlohmann::json lastLine(const std::string& lines) {
    const std::size_t end = lines.find_last_not_of('\n');
    const std::size_t begin = end == std::string::npos ? 0 : lines.rfind('\n', end) + 1;
    return nlohmann::json::parse(lines.substr(begin), nullptr, false);
}

Result<Imported> import(const LibraryOptions& options, const fs::path& library,
                        const fs::path& files) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) {
        return fail(ErrorCode::Io, "No pipe to bolusctl can be made.");
    }
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        becomeImport(options, library, files, ends[1]);
    }
    ::close(ends[1]);
    const nlohmann::json result = lastLine(readAll(ends[0]));
    ::close(ends[0]);
    int status = 0;
    rusage usage{};
    ::wait4(child, &status, 0, &usage);
    if (!result.is_object() || result.value("event", "") != "result") {
        return fail(ErrorCode::Internal, "bolusctl import failed: " + result.dump(),
                    options.bolusctl.string());
    }
    return Imported{result.value("seconds", 0.0), static_cast<double>(usage.ru_maxrss) / 1024,
                    result.value("imported", std::int64_t{0}),
                    result.value("duplicates", std::int64_t{0})};
}

/// In a process of its own: one that is started by exec keeps the peak of what forked it.
Result<void> writeCtApart(const fs::path& folder, const CtFiles& files) {
    const pid_t child = ::fork();
    if (child == 0) {
        ::_exit(writeCt(folder, files) ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return status == 0 ? Result<void>()
                       : fail(ErrorCode::Io, "The files cannot be written.", folder.string());
}

} // namespace

Result<void> importRate(const LibraryOptions& options) {
    const fs::path folder = options.folder / "import";
    const auto files = writeCt(folder, {.exams = std::max(1, options.instances / 300),
                                        .series = 3,
                                        .slices = 100,
                                        .columns = 128,
                                        .rows = 128});
    if (!files) {
        return std::unexpected(files.error());
    }
    std::vector<double> parsed, first, again;
    parseHeaders(*files); // into the page cache
    for (int round = 0; round < options.rounds; ++round) {
        const fs::path library = options.folder / ("library" + std::to_string(round));
        parsed.push_back(secondsOf([&] { parseHeaders(*files); }));
        const auto fresh = import(options, library, folder);
        const auto known = fresh ? import(options, library, folder) : fresh;
        if (!known) {
            return std::unexpected(known.error());
        }
        const auto count = static_cast<std::int64_t>(files->size());
        if (fresh->imported != count || known->duplicates != count) {
            return fail(ErrorCode::Internal, "bolusctl did not import every file.");
        }
        first.push_back(fresh->seconds);
        again.push_back(known->seconds);
    }
    const auto rate = [&](const std::vector<double>& seconds) {
        return static_cast<double>(files->size()) / median(seconds);
    };
    print({"import of " + std::to_string(files->size()) + " CT files, cases and thumbnails too",
           "files/s", rate(first), "DCMTK parsing the headers", rate(parsed),
           medianRatio(parsed, first), Target::atLeast(0.7)});
    print({"importing them again", "files/s", rate(again), "the first time", rate(first),
           medianRatio(first, again), Target::atLeast(5)});
    return {};
}

Result<void> importMemory(const LibraryOptions& options) {
    std::vector<double> peaks;
    for (const int share : {4, 1}) {
        const fs::path folder = options.folder / ("many" + std::to_string(share));
        const int count = options.instances / share;
        const auto written = writeCtApart(folder, {.exams = std::max(1, count / 400),
                                                   .series = 4,
                                                   .slices = std::min(100, count),
                                                   .columns = 8,
                                                   .rows = 8});
        if (!written) {
            return written;
        }
        const auto done = import(options, options.folder / ("of" + std::to_string(share)), folder);
        if (!done) {
            return std::unexpected(done.error());
        }
        peaks.push_back(done->peakMb);
        fs::remove_all(folder);
    }
    const std::string count = std::to_string(options.instances);
    print({"memory of importing " + count + " instances", "MB", peaks[1], "limit", 300,
           peaks[1] / 300, Target::atMost(1)});
    print({"the same, as it grows", "MB", peaks[1], "with a quarter of them", peaks[0],
           peaks[1] / peaks[0], Target::atMost(1.25)});
    return {};
}

} // namespace bolus::bench
