// Reports, and the studies they belong to.
#include <unordered_map>

#include "library/store/CaseRows.h"
#include "library/store/SqliteLibrary.h"

namespace bolus {

namespace {

constexpr int reportColumns = 9; // what reportFrom reads

/// Without its text.
Report reportFrom(const Query& row) {
    Report report{row.integer(0), row.text(1), row.text(2), row.text(3), {}};
    report.patientId = row.text(4);
    report.file = row.text(5);
    report.status = row.text(6);
    report.key = row.text(7);
    report.written = row.text(8);
    return report;
}

} // namespace

void SqliteLibrary::readReports(std::vector<Case>& cases, bool withText) {
    std::unordered_map<std::int64_t, Case*> byId;
    for (Case& c : cases) {
        byId[c.id] = &c;
    }
    auto rows = query(
        "SELECT r.id, r.study_uid, r.accession_number, r.source, r.patient_id, r.file, r.status, "
        "r.sender_key, r.written, iif(?2, r.text, ''), v.case_id FROM "
        "(SELECT DISTINCT case_id, study_uid FROM volume WHERE "
        "case_id IN (SELECT value FROM json_each(?1))) v "
        "JOIN report_study s ON s.study_uid = v.study_uid "
        "JOIN report r ON r.id = s.report GROUP BY v.case_id, r.id ORDER BY r.id",
        idList(cases), withText);
    while (rows.next()) {
        Report report = reportFrom(rows);
        report.text = rows.text(reportColumns);
        byId[rows.integer(reportColumns + 1)]->reports.push_back(std::move(report));
    }
}

Result<std::vector<Report>> SqliteLibrary::unmatchedReports() {
    return m_database->read([&]() -> Result<std::vector<Report>> {
        std::vector<Report> reports;
        auto rows = query("SELECT r.id, r.study_uid, r.accession_number, r.source, r.patient_id, "
                          "r.file, r.status, "
                          "r.sender_key, r.written, r.text FROM report r WHERE "
                          "r.replaced_by IS NULL AND NOT EXISTS "
                          "(SELECT 1 FROM report_study s JOIN volume v "
                          "ON v.study_uid = s.study_uid WHERE s.report = r.id) ORDER BY r.id");
        while (rows.next()) {
            reports.push_back(reportFrom(rows));
            reports.back().text = rows.text(reportColumns);
        }
        for (Report& report : reports) {
            report.whyUnmatched = whyUnmatched(report);
        }
        return reports;
    });
}

Result<std::vector<Report>> SqliteLibrary::reportsOfCase(std::int64_t caseId) {
    return m_database->read([&]() -> Result<std::vector<Report>> {
        if (auto there = requireCase(caseId); !there) {
            return std::unexpected(there.error());
        }
        std::vector<Case> whole(1);
        whole.front().id = caseId;
        readReports(whole, true);
        return std::move(whole.front().reports);
    });
}

} // namespace bolus
