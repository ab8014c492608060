// Bytes as a DICOM file: header, frames, volumes and voxels; the text of a report, the document in
// it, the files it lists. Anything may be refused; nothing may crash, hang or take memory that the
// file does not hold.
#include <algorithm>

#include <sanitizer/lsan_interface.h>

#include "library/dicom/DcmtkFile.h"
#include "library/dicom/EncapsulatedDocument.h"
#include "library/dicom/HeaderReader.h"
#include "library/dicom/MediaDirectory.h"
#include "library/dicom/StructuredReport.h"
#include "library/dicom/VolumeBuilder.h"
#include "library/dicom/VolumeLoader.h"
#include "library/dicom/WholeFile.h"
#include "tests/fuzz/FuzzTarget.h"

using namespace bolus;
using namespace bolus::fuzz;

namespace {

constexpr std::size_t mostVoxelBytes = 16 << 20;
constexpr std::size_t mostVolumes = 4; // one file may hold a stack a frame; time is for other files

void checkRecord(const VolumeRecord& record) {
    promise(!record.slices.empty(), "a volume has slices");
    promise(record.size[2] >= record.slices.size(), "a slice has a place");
    for (const SliceRef& slice : record.slices) {
        promise(slice.frame >= 0, "a frame is counted from 0");
    }
}

void loadVoxels(const VolumeRecord& record) {
    const auto volume = loadVolume(record, nullptr, {mostVoxelBytes});
    promiseSentence(volume);
    if (volume) {
        promise(volume->size() == record.size, "voxels fill the volume");
        const auto [columns, rows, slices] = record.size;
        (void)volume->valueAt(columns - 1, rows - 1, slices - 1);
    }
}

/// Colour images and others that are no volume are decoded, too.
void decodeFrames(const InstanceHeader& header) {
    constexpr int mostFrames = 16, longestSide = 1024;
    if (header.frames <= mostFrames && header.rows <= longestSide &&
        header.columns <= longestSide) {
        promiseSentence(decodeWholeFile(header.path));
    }
}

void readImages(const std::filesystem::path& path) {
    auto header = readHeader(path);
    promiseSentence(header);
    if (!header) {
        return;
    }
    header->frameGeometry.clear(); // as it comes out of the library's rows
    promiseSentence(readFrameGeometry(*header));
    const auto volumes = buildVolumes({*header});
    std::ranges::for_each(volumes, checkRecord);
    for (std::size_t i = 0; i < std::min(volumes.size(), mostVolumes); ++i) {
        loadVoxels(volumes[i]);
    }
    (void)noVolumeReason({*header});
    decodeFrames(*header);
}

void readOtherObjects(const std::filesystem::path& path) {
    promiseSentence(readStructuredReport(path));
    promiseSentence(readEncapsulatedDocument(path));
    const auto directory = readMediaDirectory(path);
    promiseSentence(directory);
    if (directory) {
        for (const std::filesystem::path& file : directory->files) {
            promise(file.is_relative(), "a DICOMDIR names files below it");
            for (const std::filesystem::path& part : file) {
                promise(part != "..", "a DICOMDIR names files below it");
            }
        }
    }
}

/// DCMTK's list of codecs lives as long as the program and counts as no leak.
bool prepare() {
    const __lsan::ScopedDisabler lasting;
    initializeDcmtk();
    return true;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    [[maybe_unused]] static const bool ready = prepare();
    static MemoryFile file;
    file.hold(data, size);
    readImages(file.path());
    readOtherObjects(file.path());
    return 0;
}
