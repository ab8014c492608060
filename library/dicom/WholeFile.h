// Decodes a file from its first frame to its last, to see whether it can be.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "library/domain/Files.h"
#include "library/domain/Result.h"

namespace bolus {

/// Does all that loading any volume from this file would do with its bytes, and keeps nothing.
/// `afterFrame` is called after each frame. Gives the number of frames. Errors: of loadVolume, for
/// the first frame that does not decode.
Result<int> decodeWholeFile(const std::filesystem::path& path,
                            const std::function<void()>& afterFrame = {});
/// Of this version of the file; gives the SOPInstanceUID of what it holds. Errors: also Io, where
/// it is another, or becomes one meanwhile: what was read then says nothing of it.
Result<std::string> decodeWholeFile(const FileStamp& version,
                                    const std::function<void()>& afterFrame = {});

} // namespace bolus
