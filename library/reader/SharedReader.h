// The reader of this process for what is asked now and then; imports have their own.
#pragma once

#include <mutex>

#include "library/reader/FileReader.h"

namespace bolus {

/// Holds the one reader while it lives; others wait.
class SharedReader {
public:
    /// Waits for its turn. Errors: Cancelled.
    static Result<SharedReader> take(const Progress* progress);
    FileReader* operator->() const { return m_reader; }
    FileReader& operator*() const { return *m_reader; }

private:
    SharedReader(FileReader& reader, std::unique_lock<std::timed_mutex> turn)
        : m_reader(&reader), m_turn(std::move(turn)) {}

    FileReader* m_reader;
    std::unique_lock<std::timed_mutex> m_turn;
};

/// readFrameGeometry (library/dicom/HeaderReader.h), done in the reader.
Result<void> readFrameGeometryApart(InstanceHeader& header, const Progress* progress);

} // namespace bolus
