#include <algorithm>
#include <cmath>
#include <map>

#include "engine/train/Random.h"
#include "engine/train/Trainer.h"

namespace bolus {

Split splitByPatient(CaseSource& source, double validationShare, std::uint64_t seed) {
    std::map<std::string, std::vector<std::size_t>> byPatient;
    for (std::size_t i = 0; i < source.size(); ++i) {
        const std::string patient = source.patient(i);
        // A case of nobody known is a patient of its own; \x1F occurs in no PatientID.
        byPatient[patient.empty() ? "\x1F" + std::to_string(i) : patient].push_back(i);
    }
    std::vector<std::vector<std::size_t>> patients;
    for (auto& [patient, cases] : byPatient)
        patients.push_back(std::move(cases));
    Random(seed).shuffle(patients);
    const double share = validationShare > 0 ? std::min(validationShare, 1.0) : 0.0;
    const auto wanted = static_cast<std::size_t>(std::llround(share * double(source.size())));
    Split split;
    for (const auto& cases : patients) { // the last one is always there to learn from
        const bool validates = split.validation.size() < wanted && &cases != &patients.back();
        auto& side = validates ? split.validation : split.training;
        side.insert(side.end(), cases.begin(), cases.end());
    }
    std::ranges::sort(split.training);
    std::ranges::sort(split.validation);
    return split;
}

} // namespace bolus
