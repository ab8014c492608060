#include "ui/view/Placing.h"

#include <QCoreApplication>

namespace bolus {

namespace {

// The context of this file's texts for translators.
struct Words {
    Q_DECLARE_TR_FUNCTIONS(bolus::Placing)
};

bool shareFrame(const VolumeRecord& a, const VolumeRecord& b) {
    return !a.frameOfReferenceUid.empty() && a.frameOfReferenceUid == b.frameOfReferenceUid;
}

/// One volume among those that an alignment tells of.
struct Placed {
    Placed(const Alignment& all, const VolumeRecord& volume) {
        const std::string key = alignmentKey(volume);
        isByHand = all.byHand.contains(key);
        isRegistered = all.isPlaced(key);
        map = all.mapOf(key);
    }
    PatientMap map; // from the linked point
    bool isByHand = false, isRegistered = false;
};

} // namespace

Placing placingOf(const Alignment* alignment, const VolumeRecord& below,
                  const VolumeRecord& above) {
    if (alignment == nullptr) {
        return {nullptr, Words::tr("by position"), shareFrame(below, above)};
    }
    const Placed under(*alignment, below), over(*alignment, above);
    const bool byHand = under.isByHand || over.isByHand;
    const bool registered = !byHand && under.isRegistered && over.isRegistered;
    const bool isSame = (under.map.isIdentity() && over.map.isIdentity()) ||
                        alignmentKey(below) == alignmentKey(above);
    Placing placing;
    if (!isSame) {
        placing.map = std::make_shared<const PointMap>(
            [from = under.map, to = over.map](const Vec3& point) {
                return to.there(from.back(point));
            });
    }
    placing.how = byHand       ? Words::tr("aligned by hand")
                  : registered ? Words::tr("registered")
                  : isSame     ? Words::tr("by position")
                               : Words::tr("one of them registered");
    placing.isKnown = byHand || registered || shareFrame(below, above);
    return placing;
}

} // namespace bolus
