// What a row's training told so far, kept beside its checkpoint: a row that was
// stopped and went on has its whole curve and all of its time.
#pragma once

#include <chrono>
#include <string>

#include "app/jobs/SuiteFolder.h"
#include "engine/train/Trainer.h"

namespace bolus {

class SuiteRowLog {
public:
    /// Takes up what an earlier part of the row left.
    SuiteRowLog(const SuiteFolder& folder, std::string row);
    ~SuiteRowLog();
    SuiteRowLog(const SuiteRowLog&) = delete;
    SuiteRowLog& operator=(const SuiteRowLog&) = delete;

    void add(const TrainStep& step);

    /// `epoch, loss, validation{}` of each epoch whose end was validated.
    const Json& curve() const { return m_curve; }
    /// Of all parts, steps that were done twice included.
    double seconds() const;

private:
    using Clock = std::chrono::steady_clock;
    void keep();

    const SuiteFolder& m_folder;
    const std::string m_row;
    Json m_curve = Json::array();
    double m_before = 0; // seconds of earlier parts
    const Clock::time_point m_start = Clock::now();
    Clock::time_point m_kept = m_start;
};

} // namespace bolus
