// Which earlier exam a case is compared with. No widgets.
#pragma once

#include <optional>
#include <span>
#include <string>

#include <QString>

#include "library/domain/Case.h"

namespace bolus {

/// An exam of the same patient ID, with what speaks against it being of the same person.
struct OtherExam {
    Case exam;
    std::vector<std::string> doubts; // see Library::mergeDoubts
};

struct PriorChoice {
    std::size_t index = 0;
    QString rule; // "the nearest earlier CT of the same body part"
};
/// The nearest exam of an earlier day with the same modality, of the same body part before others.
/// None where identity is doubtful, or where a date is missing. Others come newest first.
std::optional<PriorChoice> choosePrior(const Case& exam, std::span<const OtherExam> others);
/// Why there is none, and what can be done.
QString whyNoPrior(const Case& exam, std::span<const OtherExam> others);
QString examText(const Case& exam); // "2023-03-12 · CT · ABDOMEN · CT liver"

} // namespace bolus
