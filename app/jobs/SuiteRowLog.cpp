#include "app/jobs/SuiteRowLog.h"

#include <algorithm>

#include "app/jobs/TrainJob.h"

namespace bolus {

namespace {
constexpr auto keepAfter = std::chrono::seconds(10); // what a killed program loses of its time
}

SuiteRowLog::SuiteRowLog(const SuiteFolder& folder, std::string row)
    : m_folder(folder), m_row(std::move(row)) {
    const Json kept = folder.log(m_row).value_or(Json::object());
    if (const auto curve = kept.find("curve"); curve != kept.end() && curve->is_array()) {
        m_curve = *curve;
    }
    if (const auto seconds = kept.find("seconds"); seconds != kept.end() && seconds->is_number()) {
        m_before = seconds->get<double>();
    }
}

SuiteRowLog::~SuiteRowLog() {
    keep();
}

void SuiteRowLog::add(const TrainStep& step) {
    if (step.step == 1) { // from the start, whatever was left
        m_curve = Json::array();
        m_before = 0;
    }
    if (step.validation) {
        Json epochs = Json::array(); // what a stopped part told of this epoch is told again
        std::ranges::copy_if(m_curve, std::back_inserter(epochs), [&](const Json& entry) {
            return entry.value("epoch", step.epoch) < step.epoch;
        });
        epochs.push_back({{"epoch", step.epoch},
                          {"loss", step.loss},
                          {"validation", recallJson(*step.validation)}});
        m_curve = std::move(epochs);
    }
    if (step.validation || Clock::now() - m_kept > keepAfter) {
        keep();
    }
}

double SuiteRowLog::seconds() const {
    return m_before + std::chrono::duration<double>(Clock::now() - m_start).count();
}

/// Only figures about the training hang on it: that it cannot be written ends
/// nothing.
void SuiteRowLog::keep() {
    (void)m_folder.keepLog(m_row, {{"seconds", seconds()}, {"curve", m_curve}});
    m_kept = Clock::now();
}

} // namespace bolus
