#include "ui/hanging/Priors.h"

#include <algorithm>

#include <QCoreApplication>
#include <QStringList>

#include "ui/common/Text.h"

namespace bolus {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(bolus::Priors)
};

/// DICOM DA, also as ACR-NEMA wrote it, as digits; empty for anything else.
std::string dayOf(const Case& exam) {
    std::string day = exam.studyDate;
    std::erase(day, '.');
    const bool digits = day.size() == 8 && day.find_first_not_of("0123456789") == std::string::npos;
    return digits ? day : std::string();
}

bool isEarlier(const Case& other, const Case& exam) {
    return !dayOf(other).empty() && !dayOf(exam).empty() && dayOf(other) < dayOf(exam);
}

bool samePart(const Case& a, const Case& b) {
    return !a.bodyPart.empty() &&
           toText(a.bodyPart).compare(toText(b.bodyPart), Qt::CaseInsensitive) == 0;
}

} // namespace

std::optional<PriorChoice> choosePrior(const Case& exam, std::span<const OtherExam> others) {
    std::optional<std::size_t> best;
    const auto isBetter = [&](const Case& a, const Case& b) {
        const bool part = samePart(a, exam), otherPart = samePart(b, exam);
        return part != otherPart ? part : dayOf(a) > dayOf(b);
    };
    for (std::size_t i = 0; i < others.size(); ++i) {
        const Case& other = others[i].exam;
        const bool fits = others[i].doubts.empty() && other.id != exam.id &&
                          isEarlier(other, exam) && !exam.modality.empty() &&
                          other.modality == exam.modality;
        if (fits && (!best || isBetter(other, others[*best].exam))) {
            best = i;
        }
    }
    if (!best) {
        return std::nullopt;
    }
    const QString modality = toText(exam.modality);
    const Case& prior = others[*best].exam;
    if (samePart(prior, exam)) {
        return PriorChoice{*best, Words::tr("the nearest earlier %1 of the same body part (%2)")
                                      .arg(modality, toText(exam.bodyPart))};
    }
    const bool told = !prior.bodyPart.empty() && !exam.bodyPart.empty();
    return PriorChoice{
        *best, told ? Words::tr("the nearest earlier %1; it is of another body part (%2)")
                          .arg(modality, toText(prior.bodyPart))
                    : Words::tr("the nearest earlier %1; a body part is not given").arg(modality)};
}

QString whyNoPrior(const Case& exam, std::span<const OtherExam> others) {
    if (exam.patientId.empty()) {
        return Words::tr("This case has no patient ID, so no other exam can be said to be of the "
                         "same patient.");
    }
    if (others.empty()) {
        return Words::tr("The library has no other exam of patient %1.")
            .arg(toText(exam.patientId));
    }
    const auto doubtful =
        std::ranges::find_if(others, [](const OtherExam& o) { return !o.doubts.empty(); });
    if (doubtful != others.end()) {
        return Words::tr("Patient ID %1 may stand for more than one person: %2 Choose the exam "
                         "yourself under Case → Other exams of this patient.")
            .arg(toText(exam.patientId), toText(doubtful->doubts.front()));
    }
    return dayOf(exam).empty()
               ? Words::tr("This case has no study date, so no exam can be said to be earlier. "
                           "Choose one under Case → Other exams of this patient.")
               : Words::tr("The library has no earlier %1 of patient %2. Other exams stand under "
                           "Case → Other exams of this patient.")
                     .arg(toText(exam.modality), toText(exam.patientId));
}

QString examText(const Case& exam) {
    QStringList parts{exam.studyDate.empty() ? Words::tr("without a date")
                                             : dateText(exam.studyDate),
                      toText(exam.modality), toText(exam.bodyPart), toText(exam.description)};
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" · "));
}

} // namespace bolus
