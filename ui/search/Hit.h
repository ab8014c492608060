// One found case, from whichever way it was found.
#pragma once

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

struct Hit {
    int rank = 0;
    qint64 caseId = 0;
    QString patientId;
    double score = 0;
    std::optional<int> textRank, imageRank;
    QString sentence;
    QString assertion; // a token of assertionToken()
    std::vector<PhaseShare> shares;

    static Hit fromJson(const QJsonObject& item);
    static Hit fromLibrary(const SearchHit& found);
    /// "text #1 · image #3"
    QString ranksText() const;
    /// In words; empty for a finding that is present.
    QString assertionText() const;
};

/// What was asked, as the results show it.
struct SearchAnswer {
    QString phrase; // empty for a search by example
    QList<Hit> hits;
    QStringList words;       // of the reports, that the phrase matched
    std::vector<Case> cases; // of the hits, as they are listed
    QString notice;    // why the answer is less than it could be; empty when it is not
    bool final = true;
};

/// `phase_shares{}` of PROTOCOL.md, in contrast order.
std::vector<PhaseShare> sharesFromJson(const QJsonObject& shares);

/// `text` as HTML with these whole words in bold accent; everything else escaped.
QString markedHtml(const QString& text, const QStringList& words);

} // namespace bolus
