// The exams of all three sets whose reports are held against their plans.
#pragma once

#include <algorithm>
#include <array>
#include <vector>

#include <QString>

#include "engine/phantom/Phantom.h"

namespace bolus::reports {

inline constexpr int exams = 2000;
inline constexpr std::array sets{PhantomSet::Training, PhantomSet::Validation, PhantomSet::Test};

/// The second half with their reports told again, which must hold to the same.
inline const std::vector<PhantomExam>& examsOf(PhantomSet set) {
    static const auto all = [] {
        std::array<std::vector<PhantomExam>, sets.size()> made;
        for (const PhantomSet one : sets) {
            PhantomOptions options;
            options.set = one;
            for (int index = 0; index < exams; ++index) {
                PhantomExam exam = planExam(options, index);
                if (index >= exams / 2) {
                    exam.report = retellReport(exam, 1 + index % 63);
                }
                made[static_cast<std::size_t>(one)].push_back(std::move(exam));
            }
        }
        return made;
    }();
    return all[static_cast<std::size_t>(set)];
}

template<typename Check>
void forEachExam(const Check& check) {
    for (const PhantomSet set : sets) {
        for (const PhantomExam& exam : examsOf(set)) {
            check(exam, QString::fromStdString(exam.report));
        }
    }
}

inline bool has(const PhantomExam& exam, Finding finding) {
    return std::ranges::count(exam.lesions, finding, &PhantomLesion::finding) > 0;
}

inline bool scanned(const PhantomExam& exam, Phase phase) {
    return std::ranges::count(exam.phases, phase) > 0;
}

} // namespace bolus::reports
