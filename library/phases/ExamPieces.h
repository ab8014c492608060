// Pieces of exams, and which of them belong together. Private to library/phases.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "library/phases/CaseBuilder.h"
#include "library/phases/Identity.h"
#include "library/phases/Regions.h"

namespace bolus {

/// The volumes of one study and modality: never parted, so the smallest thing that joins an exam.
struct ExamPiece {
    StudyVolumes study;
    std::string modality;

    // What describePiece() finds in them.
    FoldedPerson person;
    std::string day;              // DA; empty where the dates are blank
    std::vector<double> acquired; // seconds of the day, ascending
    std::set<std::string> frames; // of reference
    Regions regions;
    std::set<Phase> phases; // that its volumes show for sure
    struct Range {
        double low = 0, high = 0; // mm
    };
    std::optional<std::array<Range, 3>> box; // LPS: what its stacks cover
    bool nuclear = false;                    // a PET or SPECT exam, or its CT
};

/// Classifies the piece's volumes as if it were an exam of its own, and fills in the rest.
void describePiece(ExamPiece& piece);

enum class Link {
    Same,    // one exam
    Perhaps, // as likely as not: a person decides
    Apart
};

struct Verdict {
    Link link = Link::Apart;
    int strength = 0;  // of a Same: 3 frame of reference, 2 accession number, 1 times
    double gap = 0;    // seconds between the nearest acquisitions; 0 where not known
    std::string doubt; // a clause for a Perhaps, or for people who only share an ID or a study
};

Verdict judge(const ExamPiece& a, const ExamPiece& b);

struct PieceGroups {
    std::vector<std::vector<std::size_t>> groups; // of indices; each exactly once
    struct Hint {
        std::size_t one = 0, other = 0; // pieces of different groups
        std::string clause;             // why they were not joined
        bool otherPerson = false;       // one patient ID, but attributes that contradict
    };
    std::vector<Hint> hints;
};

/// Joins what belongs together beyond doubt: a group forms only where each of its pieces goes with
/// each other one, and no piece that would go as well elsewhere is in it.
PieceGroups groupPieces(const std::vector<ExamPiece>& pieces);

} // namespace bolus
