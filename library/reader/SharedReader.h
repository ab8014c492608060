// The reader of this process for what is asked now and then; imports have their own.
#pragma once

#include <mutex>

#include "library/reader/FileReader.h"

namespace bolus {

/// Holds the one reader while it lives; others wait. `SharedReader()->header(file, progress)`
class SharedReader {
public:
    SharedReader();
    FileReader* operator->() const { return &m_reader; }

private:
    FileReader& m_reader;
    std::unique_lock<std::mutex> m_turn;
};

/// readFrameGeometry (library/dicom/HeaderReader.h), done in the reader.
Result<void> readFrameGeometryApart(InstanceHeader& header, const Progress* progress);

} // namespace bolus
