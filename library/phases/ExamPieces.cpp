#include "library/phases/ExamPieces.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "library/phases/PhaseClassifier.h"
#include "library/phases/Roles.h"
#include "library/phases/Times.h"
#include "library/phases/Words.h"

namespace bolus {

namespace {

constexpr double hour = 3600;      // one exam's acquisitions; a repeat on the table comes later
constexpr double minutes = 60;     // seconds
constexpr double sameRange = 0.8;  // of the shorter range: one organ in the region around it
constexpr double otherRange = 0.5; // chest and abdomen share the lung bases
constexpr double sure = 0.7;       // phases that may contradict

bool isNuclear(const ExamPiece& piece) {
    const auto& seen = piece.study.modalities;
    const bool images = seen.contains("PT") || seen.contains("NM");
    return images || anyMatches(wordsOf(piece.study.exam.description), {{"pet"}, {"spect"}});
}

Regions regionsOf(const ExamPiece& piece) {
    Regions tagged;
    for (const VolumeRecord& volume : piece.study.volumes) {
        tagged |= regionsIn(volume.bodyPart);
    }
    Regions described = regionsIn(piece.study.exam.description);
    for (const VolumeRecord& volume : piece.study.volumes) {
        described |= regionsIn(volume.seriesDescription) | regionsIn(volume.protocolName);
    }
    // A tag is often that of the protocol's first region: what is written beside it widens it.
    return tagged | described;
}

std::string dayOf(const ExamPiece& piece) {
    std::string day;
    for (const VolumeRecord& volume : piece.study.volumes) {
        const std::string& date = volume.acquisitionDate;
        if (!date.empty() && (day.empty() || date < day)) {
            day = date;
        }
    }
    day = day.empty() ? piece.study.exam.studyDate : day;
    return dayNumber(day) ? day : std::string();
}

/// What a volume's corners span along one axis.
ExamPiece::Range spanOf(const VolumeRecord& volume, std::size_t axis) {
    ExamPiece::Range span{volume.origin[axis], volume.origin[axis]};
    for (std::size_t k = 0; k < 3; ++k) {
        const double reach = volume.direction[axis * 3 + k] * volume.spacing[k] *
                             static_cast<double>(volume.size[k] ? volume.size[k] - 1 : 0);
        (reach < 0 ? span.low : span.high) += reach;
    }
    return span;
}

bool hasPlace(const VolumeRecord& volume) {
    return std::ranges::any_of(volume.direction, [](double d) { return d != 0; });
}

/// Of the phases where there are any: a scout or a lone slice says less of what was examined.
void findBox(ExamPiece& piece) {
    const auto& volumes = piece.study.volumes;
    const bool anyStack = std::ranges::any_of(
        volumes, [](const VolumeRecord& v) { return v.inPhaseSeries && v.size[2] > 1; });
    for (const VolumeRecord& volume : volumes) {
        if (!hasPlace(volume) || (anyStack && !(volume.inPhaseSeries && volume.size[2] > 1))) {
            continue;
        }
        std::array<ExamPiece::Range, 3> box{spanOf(volume, 0), spanOf(volume, 1),
                                            spanOf(volume, 2)};
        for (std::size_t axis = 0; piece.box && axis < 3; ++axis) {
            box[axis].low = std::min(box[axis].low, (*piece.box)[axis].low);
            box[axis].high = std::max(box[axis].high, (*piece.box)[axis].high);
        }
        piece.box = box;
    }
}

double gapBetween(const ExamPiece& a, const ExamPiece& b) {
    const auto dayA = dayNumber(a.day), dayB = dayNumber(b.day);
    double gap = std::numeric_limits<double>::infinity();
    for (const double one : a.acquired) {
        for (const double other : b.acquired) {
            const double apart = dayA && dayB
                                     ? (*dayB - *dayA) * 86400.0 + other - one
                                     : secondsBetween(one, other); // over midnight if need be
            gap = std::min(gap, std::abs(apart));
        }
    }
    return gap;
}

/// The share of the shorter range that both cover, along the axis where that is least.
std::optional<double> commonRange(const ExamPiece& a, const ExamPiece& b) {
    if (!a.box || !b.box) {
        return std::nullopt;
    }
    double least = 1;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const auto& [lowA, highA] = (*a.box)[axis];
        const auto& [lowB, highB] = (*b.box)[axis];
        const double shorter = std::min(highA - lowA, highB - lowB);
        const double common = std::min(highA, highB) - std::max(lowA, lowB);
        // A scout is flat: it lies somewhere in front of, in or behind the patient.
        const bool flat = shorter < 1;
        least = std::min(least, flat ? 1.0 : std::clamp(common / shorter, 0.0, 1.0));
    }
    return least;
}

template<typename T>
bool intersect(const std::set<T>& a, const std::set<T>& b) {
    return std::ranges::any_of(a, [&](const T& value) { return b.contains(value); });
}

bool differ(const std::string& a, const std::string& b) {
    return !a.empty() && !b.empty() && a != b;
}

/// All that two pieces have in common or not, found once.
struct Comparison {
    bool sameDay = false, otherDay = false; // neither where a date is blank
    bool frame = false, order = false, otherOrder = false;
    bool repeated = false; // both name one phase
    bool twoExams = false; // both are of several phases, and share one
    bool otherWords = false, sameWords = false;
    std::optional<double> range;
    std::optional<double> gap;
};

Comparison compare(const ExamPiece& a, const ExamPiece& b) {
    Comparison c;
    const double gap = gapBetween(a, b);
    c.gap = std::isfinite(gap) ? std::optional(gap) : std::nullopt;
    const bool dated = !a.day.empty() && !b.day.empty();
    c.sameDay = dated && (a.day == b.day || gap <= hour);
    c.otherDay = dated && !c.sameDay;
    c.frame = intersect(a.frames, b.frames);
    const std::string &orderA = a.study.exam.accessionNumber,
                      &orderB = b.study.exam.accessionNumber;
    c.order = orderA == orderB && !isGenericOrder(orderA);
    c.otherOrder = orderA != orderB && !isGenericId(orderA) && !isGenericId(orderB);
    c.repeated = intersect(a.phases, b.phases);
    c.twoExams = c.repeated && a.phases.size() > 1 && b.phases.size() > 1;
    c.sameWords = (a.regions & b.regions).any();
    c.otherWords = a.regions.any() && b.regions.any() && !c.sameWords;
    c.range = commonRange(a, b);
    return c;
}

/// Of people whose files are in one study: it was parted.
bool ofOneStudy(const ExamPiece& a, const ExamPiece& b) {
    const auto &one = a.study.exam.studyUids, &other = b.study.exam.studyUids;
    return !one.empty() && one == other && a.modality == b.modality;
}

/// Nothing that a person would think of as one exam.
bool plainlyApart(const ExamPiece& a, const ExamPiece& b, const Comparison& c) {
    const bool otherMachine = differ(a.study.scanner, b.study.scanner);
    const bool comparable = c.frame || !c.sameWords; // another landmark moves the table's zero
    const bool elsewhere = c.range && *c.range < otherRange && comparable;
    const bool noGround = !c.frame && !c.order && !(c.gap && *c.gap <= hour);
    return a.modality != b.modality || a.nuclear || b.nuclear || c.otherDay || otherMachine ||
           elsewhere || noGround || (c.gap && *c.gap > 4 * hour) ||
           (c.otherWords && !(c.frame && c.range.value_or(0) >= sameRange));
}

/// What speaks against joining although something speaks for it; empty: nothing.
std::string doubtAbout(const Comparison& c, int strength, SamePerson person) {
    const bool nobody = person == SamePerson::Unknown;
    if (nobody && (!c.frame || !c.gap)) {
        return "nothing says that they are of one patient";
    }
    if (person == SamePerson::ByName && strength < 2 && !c.sameDay) {
        return "only the patient's name is equal, and a date is blank";
    }
    if (c.otherWords) {
        return "they are called after different parts of the body";
    }
    if (c.gap && *c.gap > hour) {
        return "they were acquired more than an hour apart";
    }
    if (!c.sameDay && !c.gap) {
        return "nothing says that they were acquired on one day";
    }
    if (c.twoExams && (nobody || strength < 2 || !c.sameDay)) {
        return "each is an exam of several phases, and both show one of them";
    }
    // Some de-identification gives everybody one frame of reference and one accession number.
    if (strength > 1 && !nobody) {
        return {};
    }
    if (c.range && *c.range < sameRange) {
        return "they do not cover the same range";
    }
    if (c.repeated && (nobody || !c.sameDay || *c.gap > 10 * minutes)) {
        return "both show the same phase";
    }
    if (strength > 1) {
        return {};
    }
    if (c.otherOrder && (!c.sameDay || *c.gap > 20 * minutes)) {
        return "their accession numbers differ";
    }
    return c.range || c.sameWords ? "" : "nothing says which part of the body they show";
}

} // namespace

void describePiece(ExamPiece& piece) {
    assignRoles(piece.study.volumes);
    classifyPhases(piece.study.volumes);
    const Case& exam = piece.study.exam;
    piece.person =
        foldedPerson({exam.patientId, exam.patientName, piece.study.birthDate, exam.patientSex});
    piece.day = dayOf(piece);
    piece.regions = regionsOf(piece);
    piece.nuclear = isNuclear(piece);
    for (const VolumeRecord& volume : piece.study.volumes) {
        if (const auto at = acquiredAt(volume)) {
            piece.acquired.push_back(*at);
        }
        if (!volume.frameOfReferenceUid.empty()) {
            piece.frames.insert(volume.frameOfReferenceUid);
        }
        const bool named = volume.phase.phase < Phase::MTT && volume.phase.confidence >= sure;
        if (volume.inPhaseSeries && named) {
            piece.phases.insert(volume.phase.phase);
        }
    }
    std::ranges::sort(piece.acquired);
    const auto [first, last] = std::ranges::unique(piece.acquired);
    piece.acquired.erase(first, last);
    findBox(piece);
}

Verdict judge(const ExamPiece& a, const ExamPiece& b) {
    const PersonVerdict person = comparePersons(a.person, b.person);
    Verdict verdict;
    if (person.same == SamePerson::No && ofOneStudy(a, b)) {
        verdict.doubt = person.conflict.empty() ? "the study is the same, but the patients differ"
                                                : person.conflict;
        return verdict;
    }
    const Comparison c = compare(a, b);
    if (plainlyApart(a, b, c)) {
        return {};
    }
    verdict.strength = c.frame ? 3 : c.order ? 2 : 1;
    verdict.gap = c.gap.value_or(0);
    if (person.same == SamePerson::No) {
        verdict.doubt = person.conflict;
        return verdict;
    }
    verdict.doubt =
        person.conflict.empty() ? doubtAbout(c, verdict.strength, person.same) : person.conflict;
    verdict.link = verdict.doubt.empty() ? Link::Same : Link::Perhaps;
    return verdict;
}

} // namespace bolus
