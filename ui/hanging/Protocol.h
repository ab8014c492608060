// Hanging protocols: a screen with a name, and when it is used. The format: docs/HANGING.md.
#pragma once

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include "library/domain/Case.h"
#include "ui/view/ScreenView.h"

namespace bolus {

/// Every condition that is given has to hold.
struct ProtocolConditions {
    QString modality;          // "CT"
    QStringList bodyParts;     // one of them is in the case's body part or description, in any case
    std::vector<Phase> phases; // each is among the case's phases
    int phaseCount = 0;        // so many volumes in the phase series
    bool byHandOnly = false;   // never by itself
    bool operator==(const ProtocolConditions&) const = default;

    bool hold(const Case& exam) const;
    int count() const; // how specific they are
};

struct Protocol {
    QString name, file; // file: where it was read from
    bool own = false;   // of the user's folder
    ProtocolConditions when;
    ScreenView screen;
};

QJsonObject protocolJson(const Protocol& protocol);
/// BadInput: the end of a sentence that begins with the file.
Result<Protocol> protocolFromJson(const QJsonObject& json);

/// What is on screen, without what belongs to this one case: series become phases, and where one
/// looks is left out.
ScreenView generalised(const ScreenView& screen, const Case& exam);
/// Conditions that this case meets, all that there are.
ProtocolConditions conditionsOf(const Case& exam);

} // namespace bolus
