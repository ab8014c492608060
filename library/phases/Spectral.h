// What is computed from scans at two energies and looks like a CT.
#pragma once

#include "library/domain/Case.h"

namespace bolus {

/// Monoenergetic images show the acquisition's phase, but with HU of their own; images of a
/// material, or without one (virtual non-contrast, iodine, effective atomic number), show no phase
/// at all.
enum class Spectral { No, Monoenergetic, Material };

/// By ImageType, whose value 4 PS3.3 C.8.2.1.1.1 defines, and by the description.
Spectral spectralKind(const VolumeRecord& volume);

bool isSpectralResult(const VolumeRecord& volume);

} // namespace bolus
