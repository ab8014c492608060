#include "library/dicom/HeaderReader.h"
#include "library/dicom/VolumeBuilder.h"
#include "library/dicom/VolumeLoader.h"
#include "tests/bench/DicomFiles.h"
#include "tests/bench/LibrarySections.h"
#include "tests/bench/Measure.h"

namespace bolus::bench {

Result<void> volumeLoading(const LibraryOptions& options) {
    constexpr CtFiles shape{.slices = 300};
    const auto files = writeCt(options.folder / "volume", shape);
    if (!files) {
        return std::unexpected(files.error());
    }
    std::vector<InstanceHeader> headers;
    for (const auto& file : *files) {
        auto header = readHeader(file);
        if (!header) {
            return std::unexpected(header.error());
        }
        headers.push_back(std::move(*header));
    }
    const std::vector<VolumeRecord> volumes = buildVolumes(headers);
    if (volumes.size() != 1 || volumes.front().slices.size() != files->size()) {
        return fail(ErrorCode::Internal, "The files do not make one volume.");
    }
    const auto voxels =
        static_cast<std::size_t>(shape.columns) * static_cast<std::size_t>(shape.rows);
    readPixels(*files, voxels); // into the page cache
    std::vector<double> ours, theirs;
    Result<void> failed;
    for (int round = 0; round < options.rounds * 3 && failed; ++round) {
        const auto mine = [&] {
            ours.push_back(secondsOf([&] {
                const auto volume = loadVolume(volumes.front());
                failed = volume ? failed : std::unexpected(volume.error());
            }));
        };
        const auto peer = [&] { theirs.push_back(secondsOf([&] { readPixels(*files, voxels); })); };
        if (round % 2 == 0) {
            mine();
            peer();
        } else {
            peer();
            mine();
        }
    }
    if (failed) {
        print({"loading a volume of 300 slices of 512×512", "s", median(ours),
               "DCMTK reading its pixels", median(theirs), medianRatio(ours, theirs),
               Target::atMost(1.3)});
    }
    return failed;
}

} // namespace bolus::bench
