// One person's anatomy: where organs, vessels and bones lie. Coordinates are reference millimetres:
// LPS as in patient coordinates, in a body of a fixed size; patient mm = reference mm × scale.
#pragma once

#include <string>

#include "engine/phantom/Phantom.h"
#include "engine/phantom/Shapes.h"

namespace bolus::phantom {

struct Ellipsoid {
    Vec centre, radii;
};

struct Kidney {
    Vec centre, radii;
    float side = 1; // +1 the patient's left (+x), -1 the right

    /// Along the hilum's direction, across it, and up, as parts of the radii.
    Vec local(Vec p) const;
    Vec fromLocal(Vec q) const;
};

/// Distances are negative inside and about millimetres.
struct Anatomy {
    Vec scale{1, 1, 1};
    float fat = 15;                      // thickness under the skin, mm
    Vec centre;                          // of the scanned box
    float halfWidth = 0, halfLength = 0; // of the scanned box
    std::uint32_t noise = 0;             // seed of surfaces and textures
    float discPhase = 0, ribPhase = 0;   // mm

    Vec liverShift;
    float liverSize = 1;
    Ellipsoid spleenBody, heart;
    Kidney right, left;
    Tube aorta, ivc, stomach, pancreas, gallbladder, colon, duodenum, oesophagus;
    std::vector<Tube> arteries, portalVeins, hepaticVeins, renalVeins, smallBowel;

    float skin(Vec p) const;
    float muscle(Vec p) const; // outer surface of the muscle wall
    float cavity(Vec p) const; // inner surface of it
    float lung(Vec p) const;   // above the domes of the diaphragm
    float liver(Vec p) const;
    float spleen(Vec p) const;
    /// Couinaud's numbering, "I" … "VIII", by the planes of the hepatic veins and the portal vein.
    const char* liverSegment(Vec p) const;
};

Anatomy makeAnatomy(std::uint64_t seed, int index, PhantomSet set);

} // namespace bolus::phantom
