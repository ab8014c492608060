#include "library/phases/CaseBuilder.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include <fmt/format.h>

#include "library/phases/Dynamic.h"
#include "library/phases/ExamPieces.h"
#include "library/phases/PhaseClassifier.h"
#include "library/phases/Roles.h"
#include "library/phases/Times.h"

namespace bolus {

namespace {

void addOnce(std::vector<std::string>& list, const std::string& text) {
    if (!text.empty() && std::ranges::find(list, text) == list.end()) {
        list.push_back(text);
    }
}

std::string nameOf(const VolumeRecord& volume) {
    return volume.seriesDescription.empty()
               ? fmt::format("Series {}", volume.seriesNumber.value_or(0))
               : volume.seriesDescription;
}

/// The order of classified phases, but with equal phases in the order in which they were acquired,
/// also over midnight and along temporal positions.
std::vector<std::size_t> orderOf(const std::vector<VolumeRecord>& volumes) {
    const std::vector<double> instants = instantsOf(volumes);
    std::vector<std::size_t> order(volumes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) {
        const VolumeRecord& volume = volumes[i];
        return std::tuple(!volume.inPhaseSeries, static_cast<int>(volume.phase.phase), instants[i],
                          volume.seriesNumber.value_or(0), volume.temporalPosition.value_or(0),
                          volume.part);
    });
    return order;
}

/// Phases in contrast order, then what is shown apart in the order of its times.
void orderVolumes(std::vector<VolumeRecord>& volumes) {
    std::vector<VolumeRecord> ordered;
    for (const std::size_t i : orderOf(volumes)) {
        ordered.push_back(std::move(volumes[i]));
    }
    volumes = std::move(ordered);
}

void collectIssues(Case& exam) {
    for (const VolumeRecord& volume : exam.volumes) {
        for (const std::string& issue : volume.issues) {
            if (volume.inPhaseSeries) {
                addOnce(exam.issues, nameOf(volume) + ": " + issue);
            }
        }
    }
    const auto phases = std::ranges::count_if(exam.volumes, &VolumeRecord::inPhaseSeries);
    if (phases == 0) {
        addOnce(exam.issues, "No series of this exam can be hung as a phase.");
    }
}

void describe(Case& exam) {
    for (const VolumeRecord& volume : exam.volumes) {
        addOnce(exam.studyUids, volume.studyUid);
        if (exam.bodyPart.empty()) {
            exam.bodyPart = volume.bodyPart;
        }
    }
    if (exam.description.empty() && !exam.volumes.empty()) {
        exam.description = exam.volumes.front().seriesDescription;
    }
}

void finish(Case& exam) {
    assignRoles(exam.volumes);
    classifyPhases(exam.volumes);
    thinDynamicSeries(exam.volumes);
    orderVolumes(exam.volumes);
    describe(exam);
    collectIssues(exam);
}

std::vector<ExamPiece> piecesOf(std::vector<StudyVolumes> studies) {
    std::vector<ExamPiece> pieces;
    for (StudyVolumes& study : studies) {
        std::map<std::string, std::size_t> pieceOf; // by modality
        for (VolumeRecord& volume : study.volumes) {
            const auto [entry, isNew] = pieceOf.try_emplace(volume.modality, pieces.size());
            if (isNew) {
                ExamPiece& piece = pieces.emplace_back();
                piece.modality = volume.modality;
                piece.study = {study.exam, {}, study.birthDate, study.scanner, study.modalities};
            }
            pieces[entry->second].study.volumes.push_back(std::move(volume));
        }
    }
    return pieces;
}

PieceGroups groupsOf(std::vector<ExamPiece>& pieces) {
    constexpr std::size_t mostCompared = 2000; // each with each; no person has as many in a day
    if (pieces.size() == 1 || pieces.size() > mostCompared) {
        PieceGroups apart;
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            apart.groups.push_back({i});
        }
        return apart;
    }
    std::ranges::for_each(pieces, describePiece);
    return groupPieces(pieces);
}

std::size_t slicesIn(const ExamPiece& piece) {
    std::size_t slices = 0;
    for (const VolumeRecord& volume : piece.study.volumes) {
        slices += volume.inPhaseSeries ? volume.slices.size() : 0;
    }
    return slices;
}

/// Attributes of the piece with most to see; where it is blank, of the others.
Case caseOf(const std::vector<std::size_t>& group, std::vector<ExamPiece>& pieces) {
    const std::size_t main =
        *std::ranges::max_element(group, {}, [&](std::size_t i) { return slicesIn(pieces[i]); });
    Case exam = pieces[main].study.exam;
    exam.modality = pieces[main].modality;
    exam.studyUids.clear();
    exam.volumes.clear();
    for (const std::size_t i : group) {
        const Case& other = pieces[i].study.exam;
        for (const auto member :
             {&Case::patientName, &Case::patientSex, &Case::patientAge, &Case::studyDate,
              &Case::accessionNumber, &Case::bodyPart, &Case::description}) {
            exam.*member = (exam.*member).empty() ? other.*member : exam.*member;
        }
        if (isGenericId(exam.patientId) && !isGenericId(other.patientId)) {
            exam.patientId = other.patientId;
        }
        for (const std::string& issue : other.issues) {
            addOnce(exam.issues, issue);
        }
    }
    for (const std::size_t i : group) {
        std::ranges::move(pieces[i].study.volumes, std::back_inserter(exam.volumes));
    }
    return exam;
}

constexpr const char* mayBelong = "May belong to the case of ";
constexpr const char* keptApart = "Kept apart from the case of ";

std::string clockText(double seconds) {
    const int whole = static_cast<int>(seconds);
    return fmt::format("{:02}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

/// What a person knows a volume by: its name, and when it was acquired.
std::string calling(const VolumeRecord& volume) {
    std::string when = volume.acquisitionDate;
    if (const auto at = acquiredAt(volume)) {
        when += (when.empty() ? "" : " ") + clockText(*at);
    }
    return "“" + nameOf(volume) + (when.empty() ? "”" : "” (acquired " + when + ")");
}

/// A phase stands for its piece where it has one.
std::string callingOf(const ExamPiece& piece) {
    const auto& volumes = piece.study.volumes;
    const auto shown = std::ranges::find_if(volumes, &VolumeRecord::inPhaseSeries);
    return calling(shown == volumes.end() ? volumes.front() : *shown);
}

/// Why a piece is not of the case that another is of, for the issues of both.
class HintTexts {
public:
    explicit HintTexts(const std::vector<ExamPiece>& pieces) {
        std::ranges::transform(pieces, std::back_inserter(m_callings), callingOf);
    }

    void tell(const PieceGroups::Hint& hint, Case& one, Case& other) {
        addTo(one, hint, hint.other);
        addTo(other, hint, hint.one);
    }

private:
    void addTo(Case& exam, const PieceGroups::Hint& hint, std::size_t piece) {
        constexpr int mostTold = 3;
        int& told = m_told[&exam];
        if (told > mostTold || !m_known.insert({&exam, m_callings[piece]}).second) {
            return;
        }
        const std::string& which = m_callings[piece];
        exam.issues.push_back(
            told++ == mostTold ? "There are more such cases."
            : hint.otherPerson
                ? fmt::format("{}{}: {}. Check whose exam this is.", keptApart, which, hint.clause)
                : fmt::format("{}{}, but {}. If it does, merge the two.", mayBelong, which,
                              hint.clause));
    }

    std::vector<std::string> m_callings; // of each piece
    std::map<const Case*, int> m_told;
    std::set<std::pair<const Case*, std::string>> m_known;
};

} // namespace

std::vector<Case> buildCases(std::vector<StudyVolumes> studies) {
    std::vector<ExamPiece> pieces = piecesOf(std::move(studies));
    const PieceGroups found = groupsOf(pieces);
    HintTexts hints(pieces); // before their volumes move into the cases
    std::vector<Case> cases;
    std::vector<std::size_t> caseOfPiece(pieces.size());
    for (const auto& group : found.groups) {
        for (const std::size_t piece : group) {
            caseOfPiece[piece] = cases.size();
        }
        cases.push_back(caseOf(group, pieces));
        finish(cases.back());
    }
    for (const PieceGroups::Hint& hint : found.hints) {
        hints.tell(hint, cases[caseOfPiece[hint.one]], cases[caseOfPiece[hint.other]]);
    }
    return cases;
}

void dropAnsweredHints(Case& exam) {
    std::erase_if(exam.issues, [&](const std::string& issue) {
        return (issue.starts_with(mayBelong) || issue.starts_with(keptApart)) &&
               std::ranges::any_of(exam.volumes, [&](const VolumeRecord& volume) {
                   return issue.find(calling(volume)) != std::string::npos;
               });
    });
}

} // namespace bolus
