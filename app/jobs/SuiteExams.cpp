#include "app/jobs/SuiteExams.h"

#include <fmt/format.h>

#include "app/jobs/RowProgress.h"
#include "app/jobs/SuiteFolder.h"
#include "engine/text/WordPiece.h"
#include "engine/train/EncodedSource.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {
constexpr std::size_t vocabularySize = 4000;
}

SuiteExams::Set::Set(PhantomSet set, std::uint64_t seed, int count, const ModelConfig& config)
    : exams({.seed = seed, .set = set}, count, config, 0) {
    for (std::size_t i = 0; i < exams.size(); ++i) {
        phases.push_back(exams.phases(i));
    }
}

SuiteExams::SuiteExams(const PhaseSeriesRequest& request, const Model& encoder)
    : m_request(request), m_encoder(encoder),
      m_training(PhantomSet::Training, request.seed, request.trainCases, encoder.info().config),
      m_validation(PhantomSet::Validation, request.seed + 1, request.validationCases,
                   encoder.info().config),
      m_test(PhantomSet::Test, request.seed + 2, request.testCases, encoder.info().config) {}

std::string SuiteExams::reportsHash() {
    std::string reports;
    for (Set* set : {&m_training, &m_validation, &m_test}) {
        for (const std::string& report : allReports(set->exams)) {
            reports += report + '\0';
        }
    }
    return sha256Of(reports);
}

Result<void> SuiteExams::encode(Set& set, const char* name, Events& events) {
    if (set.tokens) {
        return {};
    }
    RowProgress progress(events, name);
    const fs::path& folder = m_request.tokens.empty() ? m_request.out : m_request.tokens;
    std::error_code error;
    fs::create_directories(folder, error); // opening the file tells what is wrong
    auto tokens = encodedSource(m_encoder, set.exams, folder / fmt::format("{}.tokens", name),
                                TrainOptions().threads, progress);
    if (!tokens) {
        return std::unexpected(tokens.error());
    }
    set.tokens = std::move(*tokens);
    return {};
}

Result<void> SuiteExams::prepare(Events& events) {
    if (auto done = encode(m_training, "training", events); !done) {
        return done;
    }
    if (auto done = encode(m_validation, "validation", events); !done) {
        return done;
    }
    if (m_vocabulary.empty()) {
        m_vocabulary = trainVocabulary(allReports(m_training.exams), vocabularySize);
    }
    return encode(m_test, "test", events);
}

PhaseChoiceSource SuiteExams::training(const SuiteRow& row) const {
    std::vector<std::size_t> counts = m_training.phases;
    counts.resize(trainingExams(row, counts.size()));
    return {*m_training.tokens, row.given == SuiteRow::Given::EveryPhase
                                    ? everyPhase(counts)
                                    : atMostPhases(counts, std::size_t(row.mostPhases))};
}

/// As many cases as there are exams, whatever a row is given of them.
PhaseChoiceSource SuiteExams::heldOut(const SuiteRow& row, const Set& set) const {
    if (row.given == SuiteRow::Given::Phases) {
        return {*set.tokens, atMostPhases(set.phases, std::size_t(row.mostPhases))};
    }
    if (row.given == SuiteRow::Given::OnePhase) {
        return {*set.tokens, oneFixedPhase(set.phases, m_request.seed)};
    }
    return {*set.tokens, drawn(everyPhase(set.phases), set.phases.size(), m_request.seed)};
}

std::size_t trainingExams(const SuiteRow& row, std::size_t all) {
    return all * static_cast<std::size_t>(row.percent) / 100;
}

} // namespace bolus
