// One found case, from whichever way it was found.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

#include "library/domain/Case.h"

namespace bolus {

struct SearchHit;

struct PhaseShare {
    Phase phase = Phase::Unknown;
    double share = 0; // of the match; negative shares speak against it
};

/// What one way of looking said of a case.
struct HitPart {
    QString part; // "words", "image", "region"
    int rank = 0;
    std::optional<double> score;
    double weight = 1;
};

struct HitTag {
    QString tag, name, assertion;
};

struct HitSlice {
    QString seriesUid;
    int part = 0, index = 0; // of the series; along its third axis
    bool isCited = false;    // the sentence names it
};

/// A sphere, LPS mm, in one volume of the found case.
struct HitRegion {
    QString seriesUid;
    int part = 0;
    Phase phase = Phase::Unknown;
    std::array<double, 3> centre{};
    double radius = 0, similarity = 0;
};

struct Hit {
    int rank = 0;
    qint64 caseId = 0;
    QString patientId;
    double score = 0;
    std::vector<HitPart> parts;
    QString sentence, section;
    QString assertion;        // a token of assertionToken()
    bool contradicts = false; // its report says the opposite of what was asked
    QString group;            // "other_diagnosis" in the second half of a diverse list
    std::vector<PhaseShare> shares;
    std::vector<HitTag> tags;
    int patientCases = 0; // further ones of this patient
    QStringList differs;
    std::vector<Phase> missing; // phases that were asked for
    std::optional<HitSlice> bestSlice;
    std::optional<HitRegion> region;

    static Hit fromJson(const QJsonObject& item);
    static Hit fromLibrary(const SearchHit& found);
    /// No report of the library says what was asked, and this one does not say otherwise.
    bool isSilent() const { return parts.empty() && sentence.isEmpty(); }
};

/// `phase_shares{}` of PROTOCOL.md, in contrast order.
std::vector<PhaseShare> sharesFromJson(const QJsonObject& shares);

} // namespace bolus
