#include "app/jobs/ReportImport.h"

#include <fmt/format.h>

#include "app/jobs/ImportErrors.h"
#include "library/store/SentenceId.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

// Large enough that a transaction's fsync is shared by many, small enough for memory.
constexpr std::size_t mostWaiting = 1000, mostWaitingBytes = 32u << 20;

bool isNone(const Error& error) {
    return error.code == ErrorCode::NotDicom || error.code == ErrorCode::Unsupported;
}

} // namespace

Result<ReportsRead> ReportImport::read(const fs::path& file, bool expected) {
    if (hasReportExtension(file)) {
        return m_reader.reportFile(file, &m_events);
    }
    auto report = m_reader.report(file, &m_events);
    if (report) {
        return ReportsRead{{std::move(*report)}, {}};
    }
    return expected && isNone(report.error()) ? m_reader.reportFile(file, &m_events)
                                              : std::unexpected(report.error());
}

Result<void> ReportImport::addFile(const fs::path& file, bool expected) {
    auto found = read(file, expected);
    m_problem.reset();
    if (!found) {
        if (endsImport(found.error())) {
            return std::unexpected(found.error());
        }
        m_problem = found.error();
        if (hasReportExtension(file) || (!expected && !isNone(found.error()))) {
            ++m_counts.unread;
            m_events.warn(found.error());
        }
        return {};
    }
    ++m_counts.files;
    for (const Error& problem : found->problems) {
        m_events.warn(problem);
    }
    for (Report& report : found->reports) {
        warnIfLong(report);
        m_waitingBytes += report.text.size();
        m_waiting.push_back(std::move(report));
        if (m_waiting.size() >= mostWaiting || m_waitingBytes >= mostWaitingBytes) {
            if (auto stored = flush(); !stored) {
                return stored;
            }
        }
    }
    return {};
}

void ReportImport::warnIfLong(const Report& report) {
    if (report.text.size() > mostSearchedBytes) {
        m_events.warning("long_report",
                         fmt::format("This report has {} KB of text. It is shown whole, but only "
                                     "its first {} KB can be searched.",
                                     report.text.size() / 1024, mostSearchedBytes / 1024),
                         report.file);
    }
}

Result<void> ReportImport::flush() {
    if (m_waiting.empty()) {
        return {};
    }
    const auto outcome = m_library.addReports(m_waiting);
    if (!outcome) {
        return std::unexpected(outcome.error());
    }
    m_counts.known += outcome->known;
    m_counts.replaced += outcome->replaced;
    for (std::size_t i = 0; i < m_waiting.size(); ++i) {
        const Report& report = m_waiting[i];
        const bool matched = outcome->matched[i];
        ++m_counts.reports;
        m_counts.matched += matched ? 1 : 0;
        m_events.item({{"study_uid", report.studyUid},
                       {"accession_number", report.accessionNumber},
                       {"matched", matched},
                       {"source", report.source},
                       {"status", report.status},
                       {"path", report.file.string()}});
    }
    m_waiting.clear();
    m_waitingBytes = 0;
    return {};
}

} // namespace bolus
