// What bench_library measures.
#pragma once

#include <filesystem>
#include <string>

#include "library/domain/Result.h"

namespace bolus::bench {

struct LibraryOptions {
    std::filesystem::path bolusctl;
    std::filesystem::path folder; // empty at first; the caller deletes it
    int rounds = 3;
    int instances = 20000; // files of an import
    int cases = 100000;    // for the list
};

/// Puts so many cases without files into a new library.
Result<void> makeLibrary(const std::filesystem::path& folder, int cases);

/// How long bolusctl takes to do nothing, against Python.
Result<void> startUp(const LibraryOptions& options);
/// Importing, and importing again, against DCMTK parsing the same headers.
Result<void> importRate(const LibraryOptions& options);
/// What importing many files takes.
Result<void> importMemory(const LibraryOptions& options);
/// The case list of a large library.
Result<void> caseList(const LibraryOptions& options);
/// Loading a volume of 300 slices against DCMTK reading its pixels.
Result<void> volumeLoading(const LibraryOptions& options);

} // namespace bolus::bench
