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

} // namespace

Placing placingOf(const Alignment* alignment, const VolumeRecord& below,
                  const VolumeRecord& above) {
    if (alignment == nullptr) {
        return {nullptr, Words::tr("by position"), shareFrame(below, above), {}, {}};
    }
    const std::string under = alignmentKey(below), over = alignmentKey(above);
    const PatientMap from = alignment->mapOf(under), to = alignment->mapOf(over);
    const bool byHand = alignment->byHand.contains(under) || alignment->byHand.contains(over);
    const bool registered = !byHand && alignment->isPlaced(under) && alignment->isPlaced(over);
    const bool isSame = under == over || (from.isIdentity() && to.isIdentity());
    Placing placing;
    placing.below = from;
    placing.above = to;
    if (!isSame) {
        placing.map = std::make_shared<const PointMap>(
            [from, to](const Vec3& point) { return to.there(from.back(point)); });
    }
    placing.how = byHand       ? Words::tr("aligned by hand")
                  : registered ? Words::tr("registered")
                  : isSame     ? Words::tr("by position")
                               : Words::tr("one of them registered");
    placing.isKnown = byHand || registered || shareFrame(below, above);
    return placing;
}

} // namespace bolus
