// How a report finds its study, and how a correction takes an earlier report's place.
#include <algorithm>
#include <optional>

#include "library/store/SqliteLibrary.h"

namespace bolus {

namespace {

Error noText(const Report& report) {
    return {ErrorCode::BadInput, "The report has no text.", report.studyUid};
}

std::vector<std::string> idsIn(const std::string& joined) {
    std::vector<std::string> ids;
    for (std::size_t begin = 0; begin <= joined.size();) {
        const std::size_t end = std::min(joined.find('\\', begin), joined.size());
        if (end > begin) {
            ids.push_back(joined.substr(begin, end - begin));
        }
        begin = end + 1;
    }
    return ids;
}

/// Both name patients, and none of them is the same.
bool contradict(const std::string& some, const std::string& others) {
    const auto a = idsIn(some), b = idsIn(others);
    return !a.empty() && !b.empty() && std::ranges::none_of(a, [&](const std::string& id) {
        return std::ranges::find(b, id) != b.end();
    });
}

bool differ(const std::string& a, const std::string& b) {
    return !a.empty() && !b.empty() && a != b;
}

int rankOf(const std::string& status) {
    return status == "preliminary"                          ? 0
           : status.empty()                                 ? 1
           : status == "corrected" || status == "cancelled" ? 3
                                                            : 2;
}

/// Of two reports of one key: `added` came into the library after `kept`.
bool isNewer(const Report& added, const Report& kept) {
    if (differ(added.written, kept.written)) {
        return added.written > kept.written;
    }
    return rankOf(added.status) >= rankOf(kept.status);
}

} // namespace

Result<void> SqliteLibrary::addReport(const Report& report) {
    if (report.text.empty()) {
        return std::unexpected(noText(report));
    }
    const auto added = m_database->write([&]() -> Result<AddedReport> {
        m_pending.clear();
        const AddedReport one = addOne(report);
        writePending();
        return one;
    });
    if (added && !added->linked) {
        return fail(ErrorCode::NotFound,
                    "No study in the library has this report's study UID or accession number. It "
                    "waits until one is imported.",
                    report.studyUid.empty() ? report.accessionNumber : report.studyUid);
    }
    return added ? Result<void>() : std::unexpected(added.error());
}

Result<ReportOutcome> SqliteLibrary::addReports(std::span<const Report> reports) {
    return m_database->write([&]() -> Result<ReportOutcome> {
        ReportOutcome outcome;
        m_pending.clear();
        for (const Report& report : reports) {
            if (report.text.empty()) {
                return std::unexpected(noText(report));
            }
            const AddedReport added = addOne(report);
            ++(added.fresh ? outcome.added : outcome.known);
            outcome.unmatched += added.fresh && !added.matched ? 1 : 0;
            outcome.replaced += added.fresh ? added.replaced : 0;
            outcome.matched.push_back(added.matched);
        }
        writePending();
        return outcome;
    });
}

SqliteLibrary::AddedReport SqliteLibrary::addOne(const Report& report) {
    auto [id, fresh] = reportRow(report);
    const std::int64_t replaced = fresh ? settleVersions(id, report) : 0;
    if (query("SELECT 1 FROM report WHERE id = ? AND replaced_by IS NULL", id).next()) {
        linkReport(id, report);
    }
    std::int64_t studies = 0, withImages = 0;
    {
        auto row = query("SELECT count(*), total(EXISTS (SELECT 1 FROM volume v WHERE "
                         "v.study_uid = s.study_uid)) FROM report_study s WHERE s.report = "
                         "(SELECT coalesce(replaced_by, id) FROM report WHERE id = ?)",
                         id);
        if (row.next()) {
            studies = row.integer(0);
            withImages = row.integer(1);
        }
    }
    return {id, fresh, studies > 0, withImages > 0, replaced};
}

/// The row of the same report with the same words, of nobody else ("Normal." is said of many); it
/// learns what this one knows better. Words that a later version gave up and a still later one
/// takes back are a new report.
std::optional<std::int64_t> SqliteLibrary::sameReport(const Report& report) {
    std::optional<std::int64_t> id;
    {
        auto rows = query("SELECT id, written, replaced_by, patient_id FROM report WHERE "
                          "study_uid = ? AND accession_number = ? AND source = ? AND text = ? AND "
                          "(sender_key = '' OR sender_key = ?) AND (status = 'cancelled') = ? "
                          "ORDER BY patient_id = ? DESC, id",
                          report.studyUid, report.accessionNumber, report.source, report.text,
                          report.key, report.status == "cancelled", report.patientId);
        while (!id && rows.next()) {
            const bool counts = rows.isNull(2) || report.written <= rows.text(1);
            if (counts && !contradict(report.patientId, rows.text(3))) {
                id = rows.integer(0);
            }
        }
    }
    if (id) {
        query("UPDATE report SET patient_id = iif(?2 = '', patient_id, ?2), file = ?3, status = "
              "?4, sender_key = ?5, "
              "written = ?6 WHERE id = ?1 AND (written <= ?6 AND (patient_id, file, status, "
              "sender_key, written) <> (?2, ?3, ?4, ?5, ?6))",
              *id, report.patientId, report.file.string(), report.status, report.key,
              report.written)
            .run();
    }
    return id;
}

/// The report's row, with its sentences, and whether it is new.
std::pair<std::int64_t, bool> SqliteLibrary::reportRow(const Report& report) {
    if (const auto same = sameReport(report)) {
        return {*same, false};
    }
    query("INSERT INTO report(study_uid, accession_number, source, text, patient_id, file, status, "
          "sender_key, written) VALUES(?,?,?,?,?,?,?,?,?)",
          report.studyUid, report.accessionNumber, report.source, report.text, report.patientId,
          report.file.string(), report.status, report.key, report.written)
        .run();
    const std::int64_t id = m_database->connection().getLastInsertRowid();
    if (report.status == "cancelled" || report.status == "unreadable") {
        return {id, true}; // shown, but nothing that it says is to be found
    }
    indexAdded(id, report.text);
    return {id, true};
}

/// Of the reports with this one's key only the newest counts; the others' rows stay. How many this
/// one replaces. A key is the sender's and may be used twice: where other identifiers differ, they
/// are different reports.
std::int64_t SqliteLibrary::settleVersions(std::int64_t added, const Report& report) {
    std::vector<Report> kept;
    if (!report.key.empty()) {
        auto rows = query("SELECT id, study_uid, accession_number, patient_id, status, written "
                          "FROM report WHERE sender_key = ? AND replaced_by IS NULL AND id <> ?",
                          report.key, added);
        while (rows.next()) {
            Report other{rows.integer(0), rows.text(1), rows.text(2), {}, {}};
            other.patientId = rows.text(3);
            other.status = rows.text(4);
            other.written = rows.text(5);
            kept.push_back(std::move(other));
        }
    }
    std::int64_t replaced = 0;
    for (const Report& other : kept) {
        if (differ(other.studyUid, report.studyUid) ||
            differ(other.accessionNumber, report.accessionNumber) ||
            contradict(other.patientId, report.patientId)) {
            continue;
        }
        const bool newer = isNewer(report, other);
        replaceReport(newer ? other.id : added, newer ? added : other.id);
        replaced += newer ? 1 : 0;
    }
    return replaced;
}

void SqliteLibrary::replaceReport(std::int64_t report, std::int64_t by) {
    query("UPDATE report SET replaced_by = ?2 WHERE id = ?1 OR replaced_by = ?1", report, by).run();
    dropPending(report);
    query("DELETE FROM sentence WHERE report = ?", report).run();
    query("DELETE FROM report_tags WHERE report = ?", report).run();
    query("DELETE FROM report_study WHERE report = ?", report).run();
}

/// A study UID decides alone; an accession number only where it names one patient. Of another
/// patient than the report's own they decide nothing.
void SqliteLibrary::linkReport(std::int64_t report, const Report& identifiers) {
    std::vector<std::string> studies;
    if (!identifiers.studyUid.empty()) {
        auto rows = query("SELECT ?1 WHERE EXISTS (SELECT 1 FROM study WHERE study_uid = ?1) OR "
                          "EXISTS (SELECT 1 FROM volume WHERE study_uid = ?1)",
                          identifiers.studyUid);
        while (rows.next()) {
            studies.push_back(rows.text(0));
        }
    } else if (!identifiers.accessionNumber.empty()) {
        auto rows =
            query("SELECT study_uid FROM study "
                  "WHERE accession_number = ?1 AND (SELECT count(DISTINCT p.patient_id) FROM study "
                  "t JOIN patient p ON p.id = t.patient WHERE t.accession_number = ?1) = 1 "
                  "AND (SELECT count(DISTINCT t.study_uid) = 1 OR max(p.patient_id) <> '' FROM "
                  "study t JOIN patient p ON p.id = t.patient WHERE t.accession_number = ?1)",
                  identifiers.accessionNumber);
        while (rows.next()) {
            studies.push_back(rows.text(0));
        }
    }
    query("DELETE FROM report_study WHERE report = ?", report).run();
    for (const std::string& study : studies) {
        if (!contradict(identifiers.patientId, patientOfStudy(study))) {
            query("INSERT OR IGNORE INTO report_study VALUES(?, ?)", report, study).run();
        }
    }
}

std::string SqliteLibrary::patientOfStudy(const std::string& studyUid) {
    auto rows =
        query("SELECT DISTINCT p.patient_id FROM study s JOIN patient p ON p.id = s.patient "
              "WHERE s.study_uid = ? AND p.patient_id <> ''",
              studyUid);
    std::string ids;
    while (rows.next()) {
        ids += (ids.empty() ? "" : "\\") + rows.text(0);
    }
    return ids;
}

/// All that name the studies or are linked to them, whether they waited or not.
void SqliteLibrary::relinkReports(std::span<const std::string> studyUids) {
    std::map<std::int64_t, Report> named;
    for (const std::string& study : studyUids) {
        auto rows =
            query("SELECT id, study_uid, accession_number, patient_id FROM report WHERE "
                  "(study_uid = ?1 OR (study_uid = '' AND accession_number IN (SELECT "
                  "accession_number FROM study WHERE study_uid = ?1 AND accession_number <> '')) "
                  "OR id IN (SELECT report FROM report_study WHERE study_uid = ?1)) "
                  "AND replaced_by IS NULL",
                  study);
        while (rows.next()) {
            Report report{rows.integer(0), rows.text(1), rows.text(2), {}, {}};
            report.patientId = rows.text(3);
            named[report.id] = std::move(report);
        }
    }
    for (const auto& [id, report] : named) {
        linkReport(id, report);
    }
}

std::string SqliteLibrary::whyUnmatched(const Report& report) {
    const bool byStudy = !report.studyUid.empty();
    if (!byStudy && report.accessionNumber.empty()) {
        return "It names neither a study nor an accession number.";
    }
    auto rows = query(byStudy ? "SELECT study_uid FROM study WHERE study_uid = ?"
                              : "SELECT study_uid FROM study WHERE accession_number = ?",
                      byStudy ? report.studyUid : report.accessionNumber);
    bool any = false, other = false;
    while (rows.next()) {
        any = true;
        other = other || contradict(report.patientId, patientOfStudy(rows.text(0)));
    }
    if (query("SELECT 1 FROM report_study WHERE report = ?", report.id).next()) {
        return "Its study has no images in the library that make a case.";
    }
    const std::string what = byStudy ? "Study Instance UID" : "accession number";
    if (!any) {
        return "No study in the library has its " + what + " yet.";
    }
    return other ? "The study with its " + what + " is another patient's than the report says."
                 : "Studies of more than one patient have its " + what + ".";
}

} // namespace bolus
