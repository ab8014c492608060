// The exams of the phase-series benchmark: what its rows learn from and are
// measured with.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "app/jobs/Events.h"
#include "app/jobs/PhaseChoice.h"
#include "app/jobs/PhaseSeriesSuite.h"
#include "app/jobs/Sources.h"
#include "app/jobs/SuiteRows.h"

namespace bolus {

class SuiteExams {
public:
    /// Plans them; both must outlive it.
    SuiteExams(const PhaseSeriesRequest& request, const Model& encoder);

    std::string reportsHash(); // SHA-256 of all reports

    /// Encodes what the files of tokens do not hold, and learns the words of the
    /// training reports; at the first call. The rest needs it. Errors: as
    /// encodedSource().
    Result<void> prepare(Events& events);

    const std::vector<std::string>& vocabulary() const { return m_vocabulary; }
    PhaseChoiceSource training(const SuiteRow& row) const;
    PhaseChoiceSource validation(const SuiteRow& row) const { return heldOut(row, m_validation); }
    PhaseChoiceSource test(const SuiteRow& row) const { return heldOut(row, m_test); }

private:
    /// Of one set, and their phases' tokens once these are made.
    struct Set {
        Set(PhantomSet set, std::uint64_t seed, int count, const ModelConfig& config);
        PhantomSource exams;
        std::vector<std::size_t> phases; // how many each exam has
        std::unique_ptr<CaseSource> tokens;
    };
    Result<void> encode(Set& set, const char* name, Events& events);
    PhaseChoiceSource heldOut(const SuiteRow& row, const Set& set) const;

    const PhaseSeriesRequest& m_request;
    const Model& m_encoder;
    Set m_training, m_validation, m_test;
    std::vector<std::string> m_vocabulary;
};

/// How many of the training exams a row learns from.
std::size_t trainingExams(const SuiteRow& row, std::size_t all);

} // namespace bolus
