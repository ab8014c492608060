// What a search found, and what is to be known about it.
#pragma once

#include <map>
#include <vector>

#include "ui/search/Hit.h"
#include "ui/search/SearchWish.h"

namespace bolus {

struct FacetValue {
    QString value;
    qint64 cases = 0;
};

struct SearchAnswer {
    SearchWish wish;
    QList<Hit> hits;
    QStringList words;       // of the reports, that the phrase matched
    std::vector<Case> cases; // of the hits, as they are listed
    QString notice;          // why the answer is less than it could be; empty when it is not
    bool final = true;
    bool goesOn = false; // the same list, further down

    QString readAs;                                    // how the phrase was understood
    QList<std::pair<QString, QString>> corrections;    // typed, used
    std::map<QString, std::vector<FacetValue>> facets; // by name of PROTOCOL.md
    qint64 found = 0;                                  // cases that the facets count
    std::map<QString, qint64> leftOut;                 // by reason
    QString whyUnsure;                                 // a sentence; empty: sure enough
    QStringList notes;                                 // done otherwise than asked
    qint64 receipt = 0;                                // 0: none

    const QString& phrase() const { return wish.phrase; }
    void readResult(const QJsonObject& result);
    /// Of each hit those first that the phrase asks for; then what is present before what is not.
    void orderTags();
    qint64 beyond() const; // cases that fit and come after the last hit
};

} // namespace bolus
