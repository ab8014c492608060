#include "app/jobs/ReportJobs.h"

#include "app/jobs/FileWalk.h"
#include "app/jobs/ReportImport.h"
#include "library/reports/ImageReferences.h"
#include "library/reports/Sections.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t excerptBytes = 160;

Json sectionsJson(const Report& report) {
    Json list = Json::array();
    for (const SectionBlock& block : sectionsOf(report.text)) {
        list.push_back({{"section", sectionToken(block.section)},
                        {"heading", block.heading},
                        {"begin", block.begin},
                        {"end", block.end}});
    }
    return list;
}

Json sentencesJson(const Report& report) {
    Json list = Json::array();
    for (const Sentence& sentence : splitReport(report.text)) {
        list.push_back({{"section", sectionToken(sentence.section)},
                        {"assertion", assertionToken(sentence.assertion)},
                        {"text", sentence.text}});
    }
    return list;
}

Json referenceJson(const ReferenceTarget& target, const Report& report, const Case& exam) {
    const ImageReference& reference = target.reference;
    Json json{
        {"begin", reference.begin},
        {"end", reference.end},
        {"text", report.text.substr(reference.begin, reference.end - reference.begin)},
        {"series", reference.series ? Json(*reference.series) : Json()},
        {"image", reference.image},
        {"last_image", reference.lastImage},
        {"series_uid", target.seriesUid.empty() ? Json() : Json(target.seriesUid)},
        {"sop_instance_uid", target.sopInstanceUid.empty() ? Json() : Json(target.sopInstanceUid)},
        {"frame", target.frame},
        {"part", target.volume ? Json(exam.volumes[*target.volume].part) : Json()},
        {"slice", target.volume ? Json(target.slice) : Json()},
        {"reason", target.reason.empty() ? Json() : Json(target.reason)}};
    return json;
}

Result<std::vector<InstanceHeader>> instancesOf(const Case& exam, Library& library) {
    std::vector<InstanceHeader> all;
    for (const std::string& study : exam.studyUids) {
        auto instances = library.instancesOfStudy(study);
        if (!instances) {
            return std::unexpected(instances.error());
        }
        std::ranges::move(*instances, std::back_inserter(all));
    }
    return all;
}

Json reportJson(const Report& report, const Case& exam,
                const std::vector<InstanceHeader>& instances) {
    Json references = Json::array();
    for (const ReferenceTarget& target : resolveReferences(report, exam, instances)) {
        references.push_back(referenceJson(target, report, exam));
    }
    return {{"report", report.id},
            {"source", report.source},
            {"status", report.status},
            {"study_uid", report.studyUid},
            {"accession_number", report.accessionNumber},
            {"path", report.file.string()},
            {"text", report.text},
            {"sections", sectionsJson(report)},
            {"sentences", sentencesJson(report)},
            {"references", std::move(references)}};
}

/// The beginning of a text, not cut within a character, on one line.
std::string excerptOf(const std::string& text) {
    std::size_t end = std::min(text.size(), excerptBytes);
    while (end > 0 && end < text.size() && (text[end] & 0xC0) == 0x80) {
        --end;
    }
    std::string excerpt = text.substr(0, end);
    for (char& c : excerpt) {
        c = static_cast<unsigned char>(c) < ' ' ? ' ' : c;
    }
    return excerpt;
}

} // namespace

Result<Outcome> importReports(Session& session, const fs::path& path, Events& events) {
    auto files = findFiles({path}, events);
    if (!files) {
        return std::unexpected(files.error());
    }
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    ReportImport reports(**library, events);
    const std::size_t total = files->size();
    for (std::size_t i = 0; i < total; ++i) {
        if (events.cancelled()) {
            return cancelledError();
        }
        if (auto added = reports.addFile((*files)[i].path, total == 1); !added) {
            return std::unexpected(added.error());
        }
        if (total == 1 && reports.lastProblem()) {
            return std::unexpected(*reports.lastProblem());
        }
        events.progress("reports", static_cast<std::int64_t>(i) + 1,
                        static_cast<std::int64_t>(total));
    }
    if (auto stored = reports.flush(); !stored) {
        return std::unexpected(stored.error());
    }
    const ReportCounts& counts = reports.counts();
    return Outcome{{{"reports", counts.reports},
                    {"matched", counts.matched},
                    {"unmatched", counts.reports - counts.matched},
                    {"known", counts.known},
                    {"replaced", counts.replaced},
                    {"files", counts.files},
                    {"unread", counts.unread}}};
}

Result<Outcome> showReports(Session& session, std::int64_t caseId, Events& events) {
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    auto exam = (*library)->caseById(caseId);
    if (!exam) {
        return std::unexpected(exam.error());
    }
    auto instances = instancesOf(*exam, **library);
    if (!instances) {
        return std::unexpected(instances.error());
    }
    for (const Report& report : exam->reports) {
        events.item(reportJson(report, *exam, *instances));
    }
    return Outcome{{{"reports", exam->reports.size()}}};
}

Result<Outcome> listUnmatchedReports(Session& session, Events& events) {
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    auto reports = (*library)->unmatchedReports();
    if (!reports) {
        return std::unexpected(reports.error());
    }
    for (const Report& report : *reports) {
        events.item({{"report", report.id},
                     {"study_uid", report.studyUid},
                     {"accession_number", report.accessionNumber},
                     {"patient_id", report.patientId},
                     {"source", report.source},
                     {"status", report.status},
                     {"path", report.file.string()},
                     {"reason", report.whyUnmatched},
                     {"excerpt", excerptOf(report.text)}});
    }
    return Outcome{{{"unmatched", reports->size()}}};
}

} // namespace bolus
