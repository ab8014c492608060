// Where a shape lies in a phase other than the one it was drawn on.
#pragma once

#include "viewer/PatientMap.h"
#include "viewer/measure/Annotation.h"

namespace bolus {

/// How a volume lies to the point by which all of its case are linked.
struct VolumePlace {
    PatientMap map;        // from the linked point
    PatientMap unused;     // the good registration there is while views are linked by position
    bool isPlaced = false; // registered, or what others are registered to
    bool byHand = false;

    bool isSpecial() const { // not by position alone
        return !map.isIdentity() || !unused.isIdentity() || byHand;
    }
};

struct ShapePlacing {
    enum class How {
        AsDrawn,    // at its own coordinates: the volumes lie as their positions say
        Registered, // through the registration of both volumes
        ByHand,     // one of them was aligned by hand
        OneSide,    // one of them is registered, the other lies by position
        NotUsed,    // at its own coordinates, more than a mm from where it is registered
        NotKnown, // at its own coordinates: which of a series' phases it was drawn on is not known
    };
    How how = How::AsDrawn;
    double mm = 0;     // from its own coordinates; NotUsed: to where it is registered
    double tilted = 0; // degrees by which the plane would leave its direction
    /// The same place of the body, whatever the frames of reference.
    bool isSamePlace() const { return how == How::Registered || how == How::ByHand; }
};

struct PlacedShape {
    Annotation annotation; // in the other volume's coordinates
    ShapePlacing placing;
};

/// The shape's middle goes where that point of the body lies, and it turns within its plane as the
/// body does about it. Its size and its plane's direction stay, as views of the phases stay
/// parallel: it remains a shape on a slice.
PlacedShape placed(const Annotation& annotation, const VolumePlace& from, const VolumePlace& to);
/// The inverse: the shape that lies so in `to`, as it is in `from`.
Annotation placedBack(const Annotation& annotation, const VolumePlace& from, const VolumePlace& to);

} // namespace bolus
