#include "library/store/ObjectKind.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace bolus {

namespace {

constexpr std::string_view storageRoot = "1.2.840.10008.5.1.4.1.1.";

struct Kind {
    std::string_view name; // below storageRoot; "88." is 88 and all below it
    const char* kind;      // empty: an image
};

/// The first that fits counts.
constexpr auto kinds = std::to_array<Kind>({
    {"66.1", "spatial_registration"},
    {"66.2", "spatial_fiducials"},
    {"66.3", "spatial_registration"}, // deformable
    {"66.4", "segmentation"},
    {"66.5", "surface_segmentation"},
    {"66.6", "tractography"},
    {"66.7", "segmentation"}, // label map
    {"66.", "raw_data"},
    {"67.", "real_world_value_mapping"},
    {"68.", "surface_scan"},
    {"30.", "parametric_map"},
    {"11.", "presentation_state"},
    {"88.59", "key_object_selection"},
    {"88.", "structured_report"},
    {"104.1", "encapsulated_pdf"},
    {"104.2", "encapsulated_cda"},
    {"104.", "encapsulated_document"},
    {"481.1", "rt_image"},
    {"481.2", "rt_dose"},
    {"481.3", "rt_structure_set"},
    {"481.5", "rt_plan"},
    {"481.8", "rt_plan"}, // ion
    {"481.4", "rt_treatment_record"},
    {"481.6", "rt_treatment_record"},
    {"481.7", "rt_treatment_record"},
    {"481.9", "rt_treatment_record"},
    {"481.", "rt_object"},
    {"200.", "procedure_protocol"},
    {"4.2", "spectroscopy"},
    {"9.", "waveform"},
    {"1.", ""},   // radiography
    {"2.", ""},   // CT
    {"3.", ""},   // ultrasound
    {"4.", ""},   // MR
    {"6.", ""},   // ultrasound
    {"7.", ""},   // secondary capture
    {"12.", ""},  // angiography
    {"13.", ""},  // tomosynthesis
    {"20.", ""},  // nuclear medicine
    {"77.", ""},  // visible light
    {"128.", ""}, // PET
});

bool fits(std::string_view name, std::string_view pattern) {
    return pattern.ends_with('.')
               ? name.starts_with(pattern) || name == pattern.substr(0, pattern.size() - 1)
               : name == pattern;
}

} // namespace

std::string objectKind(const std::string& sopClassUid, bool hasPixels) {
    const std::string other = hasPixels || sopClassUid.empty() ? "" : "other";
    if (!sopClassUid.starts_with(storageRoot)) {
        return other;
    }
    const std::string_view name = std::string_view(sopClassUid).substr(storageRoot.size());
    const auto found =
        std::ranges::find_if(kinds, [&](const Kind& k) { return fits(name, k.name); });
    return found == kinds.end() ? other : found->kind;
}

} // namespace bolus
