// Contrast phases of an exam, and the one record that says which phase a volume is.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace bolus {

/// In contrast order: the order in which phases hang on screen and enter PAMN.
enum class Phase { PreContrast, Arterial, PortalVenous, Delayed, MTT, CBV, CBF, PostContrast, Unknown };

inline constexpr std::array<Phase, 9> allPhases{
    Phase::PreContrast, Phase::Arterial, Phase::PortalVenous, Phase::Delayed,     Phase::MTT,
    Phase::CBV,         Phase::CBF,      Phase::PostContrast, Phase::Unknown};

/// Stable token for files, JSON and the command line: "pre_contrast", "arterial", "portal_venous",
/// "delayed", "mtt", "cbv", "cbf", "post_contrast", "unknown".
const char* phaseToken(Phase phase);
/// For people: "Pre-contrast", "Arterial", "Portal venous", …
const char* phaseLabel(Phase phase);
/// Accepts tokens and labels in any case, with '-', '_' or ' ' between words.
std::optional<Phase> phaseFromText(std::string_view text);

enum class PhaseSource { Tags, Pixels, User };
const char* phaseSourceToken(PhaseSource source); // "tags", "pixels", "user"
std::optional<PhaseSource> phaseSourceFromToken(std::string_view token);

struct PhaseRecord {
    Phase phase = Phase::Unknown;
    double confidence = 0.0; // 0 (no idea) … 1 (a person said so)
    PhaseSource source = PhaseSource::Tags;
    std::string reason; // plain words: why this phase, or why unsure
};

enum class Plane { Axial, Coronal, Sagittal, Oblique, Unknown };
const char* planeToken(Plane plane); // "axial", "coronal", "sagittal", "oblique", "unknown"
std::optional<Plane> planeFromToken(std::string_view token);

/// Plane from ImageOrientationPatient (0020,0037), PS3.3 C.7.6.2.1.1: six direction cosines, row
/// then column. The normal within 25° of a patient axis names the plane, else it is oblique;
/// cosines that are not unit vectors at right angles (tolerance 1e-2) give Unknown.
Plane planeFromOrientation(const std::array<double, 6>& orientation);

} // namespace bolus
