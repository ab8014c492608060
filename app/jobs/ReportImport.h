// Reads report files of every kind into the library, many in one transaction.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "app/jobs/Events.h"
#include "library/reader/FileReader.h"
#include "library/store/Library.h"

namespace bolus {

struct ReportCounts {
    std::int64_t reports = 0, known = 0, matched = 0, replaced = 0;
    std::int64_t files = 0, unread = 0; // files that gave reports; that should have and did not
};

class ReportImport {
public:
    ReportImport(Library& library, Events& events) : m_library(library), m_events(events) {}

    /// A report file, or a DICOM file that may hold a report. What is none is a warning where its
    /// name promises one, or where `expected`; else it is left alone.
    Result<void> addFile(const std::filesystem::path& file, bool expected);
    /// What was read and is not stored yet. An item a report.
    Result<void> flush();
    const ReportCounts& counts() const { return m_counts; }
    /// Why the last file gave none; empty where it did.
    const std::optional<Error>& lastProblem() const { return m_problem; }

private:
    Result<ReportsRead> read(const std::filesystem::path& file, bool expected);
    void warnIfLong(const Report& report);

    Library& m_library;
    Events& m_events;
    FileReader m_reader;
    std::vector<Report> m_waiting;
    std::size_t m_waitingBytes = 0;
    std::optional<Error> m_problem;
    ReportCounts m_counts;
};

} // namespace bolus
