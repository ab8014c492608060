// CT files to measure with, and DCMTK reading them.
#pragma once

#include <filesystem>
#include <vector>

#include "library/domain/Result.h"

namespace bolus::bench {

struct CtFiles {
    int exams = 1, series = 1, slices = 1;
    int columns = 512, rows = 512;
};

/// Explicit little endian, with the attributes that a scanner writes; in the order of the slices.
Result<std::vector<std::filesystem::path>> writeCt(const std::filesystem::path& folder,
                                                   const CtFiles& files);

/// DCMTK's DcmFileFormat up to the pixel data, two threads; how many it read.
std::size_t parseHeaders(const std::vector<std::filesystem::path>& files);
/// DCMTK's DcmFileFormat with the pixel data, copied to one volume, two threads; a sum over them.
double readPixels(const std::vector<std::filesystem::path>& files, std::size_t voxelsPerFile);

} // namespace bolus::bench
