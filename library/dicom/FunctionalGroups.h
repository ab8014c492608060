// Functional groups of enhanced multi-frame instances (PS3.3 C.7.6.16). Private to library/dicom.
#pragma once

#include <vector>

#include "library/dicom/DcmtkFile.h"
#include "library/domain/Case.h"

namespace bolus {

/// The item that holds `macro` (a functional group macro's sequence) for a frame: its own, else the
/// shared one, else null.
DcmItem* functionalGroup(DcmItem& dataset, const DcmTagKey& macro, unsigned long frame);

/// The per-frame items in the file's order; DCMTK's own indexed access walks from the front each
/// time. They live as long as the data set.
std::vector<DcmItem*> perFrameItems(DcmItem& dataset);

/// As functionalGroup for a frame whose own groups are `own`, null where it has none.
DcmItem* ownOrSharedGroup(DcmItem& dataset, const DcmTagKey& macro, DcmItem* own);

/// One entry a frame, or empty where a frame has no position, orientation or pixel spacing.
std::vector<FrameGeometry> frameGeometry(DcmItem& dataset, int frames);

/// DiffusionBValue (0018,9087) of the MR Diffusion macro where all frames have the same, s/mm².
std::optional<double> sharedBValue(DcmItem& dataset, int frames);

} // namespace bolus
