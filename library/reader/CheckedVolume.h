// The one way to voxels: a process decodes only files that its reader has decoded whole before, and
// that have not changed since.
#pragma once

#include <functional>
#include <vector>

#include "library/dicom/VolumeLoader.h"
#include "library/domain/Case.h"

namespace bolus {

/// The record with the versions that its files have now, so that what is checked is what is loaded.
/// A file whose rights, links or place on the drive changed counts as not decoded yet, no more. Io:
/// a file has another size or time of writing than when it was imported.
Result<VolumeRecord> asItIsNow(VolumeRecord record);

/// Called on the thread that loads, with the files that were just decoded whole, for the library to
/// keep (Library::markDecoded).
using OnDecoded = std::function<void(const std::vector<SliceRef>& files)>;

/// loadVolume, after every file of the record that was never decoded (SliceRef::decodedBefore), or
/// has changed since, has been decoded whole in the reader (stage "check"). From any thread; checks
/// wait for each other. Errors: those of asItIsNow, loadVolume and FileReader::check.
Result<Volume> checkedVolume(const VolumeRecord& record, Progress* progress = nullptr,
                             const LoadLimits& limits = {}, const OnDecoded& onDecoded = {});

/// The first half of it. The first file that fails is the error; those before it count.
Result<void> checkFiles(const VolumeRecord& record, Progress* progress,
                        const OnDecoded& onDecoded = {});

/// Files of the record, each once, that the reader has to decode before this process may.
std::vector<SliceRef> uncheckedFiles(const VolumeRecord& record);

} // namespace bolus
