// Which DICOM objects are no images, but belong to a case.
#pragma once

#include <string>

namespace bolus {

/// The kind of a storage SOP class (PS3.4 B.5) as CaseObject names it: "segmentation",
/// "rt_structure_set", "presentation_state", …; "other" for a class that is not known and brings no
/// pixels. Empty for images, secondary captures among them.
std::string objectKind(const std::string& sopClassUid, bool hasPixels);

} // namespace bolus
