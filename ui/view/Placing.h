// How two series of a case lie to each other, by all that is known of their alignment.
#pragma once

#include <memory>

#include <QString>

#include "ui/view/Alignment.h"
#include "viewer/LayerCut.h"

namespace bolus {

struct Placing {
    std::shared_ptr<const PointMap> map; // from the one below; null: the same place
    QString how;                         // "by position", "registered", …
    bool isKnown = true;                 // not by position alone
    PatientMap below, above;             // what the map was made of
};

/// Of the volume above over the one below. `alignment` is null where theirs is not known.
Placing placingOf(const Alignment* alignment, const VolumeRecord& below, const VolumeRecord& above);

} // namespace bolus
