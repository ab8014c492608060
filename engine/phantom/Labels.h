// What a voxel of the phantom is made of.
#pragma once

#include <cstdint>

namespace bolus::phantom {

/// Values from firstLesion on are parts of lesions (see lesionLabel).
enum Label : std::uint8_t {
    Air,
    Table,
    Skin,
    SubcutaneousFat,
    Muscle,
    VisceralFat,
    PerirenalFat,
    Lung,
    LungVessel,
    CorticalBone,
    Marrow,
    Cartilage,
    Disc,
    SpinalFluid,
    SpinalCord,
    Liver,
    Spleen,
    SpleenPulp,
    Pancreas,
    PancreaticDuct,
    GallbladderWall,
    Bile,
    StomachWall,
    BowelWall,
    BowelFluid,
    BowelContents,
    Gas,
    Artery,
    Ivc,
    InfrarenalIvc,
    PortalVein,
    HepaticVein,
    RenalVein,
    SmallVessel,
    RenalCortex,
    RenalMedulla,
    RenalPelvis,
    Adrenal,
    Heart,
    Myocardium,
    tissueCount
};

/// Lesions: firstLesion + partsPerLesion · (which finding of the exam) + part.
inline constexpr int firstLesion = 64, partsPerLesion = 8, lesionSlots = 3;

constexpr Label lesionLabel(int slot, int part) {
    return static_cast<Label>(firstLesion + partsPerLesion * slot + part);
}

} // namespace bolus::phantom
