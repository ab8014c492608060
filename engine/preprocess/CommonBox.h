// Brings the phases of a case to one physical box and to the network's grid.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/model/ModelConfig.h"
#include "library/domain/Box.h"
#include "library/domain/Phase.h"
#include "library/domain/Volume.h"

namespace bolus {

struct PhaseVolume {
    Phase phase = Phase::Unknown;
    const Volume* volume = nullptr;
};

/// The network's input: phases in contrast order, each 32×256×256 in [0,1].
struct NetworkInput {
    std::vector<Phase> phases;
    std::vector<float> voxels; // [P, 32, 256, 256]
    /// In place of voxels what a frozen phase encoder made of them, [P, 256, C] as fp16 bits; only
    /// training takes these (engine/train/EncodedSource.h).
    std::vector<std::uint16_t> tokens;
    Box box;
};

/// The box is the union of what the phases cover (to the outer faces of their voxels), in the axes
/// of the first phase, turned so that a plane always faces the network the same way: w runs to the
/// patient's left (sagittal: to the back), h to the back (coronal, sagittal: to the feet), and
/// d = w × h, which is towards the head for axial stacks. Phases are sampled trilinearly, averaging
/// samples where a voxel of the box spans more than two of the volume; outside a volume is air (CT)
/// or 0. At most maxPhases are kept, the first ones in contrast order.
/// Intensity: SharedWindow is the HU window for CT, percentiles 1–99 over all phases for MR;
/// PerVolume is min–max of each phase. Values that are not finite count as outside.
/// Errors: BadInput (no phase, empty volume, bad geometry, volumes that do not overlap), TooLarge
/// (the phases together span more than 4 m).
Result<NetworkInput> prepareCase(std::span<const PhaseVolume> phases, const ModelConfig& config,
                                 bool isCt);

} // namespace bolus
