// One person's anatomy: where organs, vessels and bones lie. Coordinates are reference millimetres:
// LPS as in patient coordinates, in a body of a fixed size; patient mm = reference mm × scale.
#pragma once

#include <string>

#include "engine/phantom/FindingChoice.h"
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

/// Which part of the portal vein a clot fills; of the main one also its branches, which get no
/// blood any more.
enum class Thrombosed { Nowhere, Main, Right, Left };

struct IndexRange {
    std::size_t first = 0, end = 0;
};

/// Distances are negative inside and about millimetres.
struct Anatomy {
    Patient patient; // whose diseases have changed the organs' shapes
    Vec scale{1, 1, 1};
    float fat = 15;                      // thickness under the skin, mm
    Vec centre;                          // of the scanned box
    float halfWidth = 0, halfLength = 0; // of the scanned box
    std::uint32_t noise = 0;             // seed of surfaces and textures
    float discPhase = 0, ribPhase = 0;   // mm

    Vec liverShift;
    float liverSize = 1;
    bool cirrhotic = false;
    Thrombosed thrombosed = Thrombosed::Nowhere;
    float dissectedFrom = 400; // the highest level of the flap
    Ellipsoid spleenBody, heart;
    Kidney right, left;
    Tube aorta, ivc, stomach, pancreas, gallbladder, colon, duodenum, oesophagus, bileDuct;
    std::vector<Tube> arteries, portalVeins, hepaticVeins, renalVeins, smallBowel, varices;
    IndexRange portalTrunk, rightPortal, leftPortal; // in portalVeins

    float skin(Vec p) const;
    float muscle(Vec p) const; // outer surface of the muscle wall
    float cavity(Vec p) const; // inner surface of it
    float lung(Vec p) const;   // above the domes of the diaphragm
    float liver(Vec p) const;
    float spleen(Vec p) const;
    Vec adrenal(const Kidney& kidney) const; // where its limbs meet
    /// Which of portalVeins are clotted.
    IndexRange thrombosedTubes() const;
    /// Couinaud's numbering, "I" … "VIII", by the planes of the hepatic veins and the portal vein.
    const char* liverSegment(Vec p) const;

private:
    float liverLobes(Vec q) const; // without the liver's shift
};

Anatomy makeAnatomy(std::uint64_t seed, int index, PhantomSet set);

} // namespace bolus::phantom
