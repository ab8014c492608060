#include "app/jobs/HubBank.h"

#include <set>

#include "library/reports/Sentences.h"

namespace bolus {

namespace {

constexpr std::size_t mostPhrases = 128;

std::string tellingSentence(const std::vector<Report>& reports) {
    for (const Section section : {Section::Impression, Section::Findings}) {
        for (const Report& report : reports) {
            for (const Sentence& sentence : splitReport(report.text)) {
                if (sentence.section == section) {
                    return sentence.text;
                }
            }
        }
    }
    return {};
}

} // namespace

Result<std::vector<std::vector<float>>> hubBank(Library& library, const Model& model,
                                                Progress& progress) {
    CaseFilter filter;
    filter.hasReport = true;
    const auto ids = library.caseIds(filter);
    if (!ids) {
        return std::unexpected(ids.error());
    }
    const std::size_t step = std::max<std::size_t>(1, ids->size() / mostPhrases);
    std::set<std::string> phrases;
    for (std::size_t i = 0; i < ids->size() && phrases.size() < mostPhrases; i += step) {
        const auto reports = library.reportsOfCase((*ids)[i]);
        if (!reports) {
            return std::unexpected(reports.error());
        }
        phrases.insert(tellingSentence(*reports));
    }
    phrases.erase("");
    std::vector<std::vector<float>> bank;
    for (const std::string& phrase : phrases) {
        auto vector = model.encodeText(phrase);
        if (progress.cancelled() || !vector) {
            return std::unexpected(vector ? cancelledError().error() : vector.error());
        }
        bank.push_back(std::move(*vector));
    }
    return bank;
}

} // namespace bolus
