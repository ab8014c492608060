#include "library/domain/Phase.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "library/domain/Vectors.h"

namespace bolus {

namespace {

struct PhaseNames {
    Phase phase;
    const char* token;
    const char* label;
};

constexpr std::array<PhaseNames, 9> names{{
    {Phase::PreContrast, "pre_contrast", "Pre-contrast"},
    {Phase::Arterial, "arterial", "Arterial"},
    {Phase::PortalVenous, "portal_venous", "Portal venous"},
    {Phase::Delayed, "delayed", "Delayed"},
    {Phase::MTT, "mtt", "MTT"},
    {Phase::CBV, "cbv", "CBV"},
    {Phase::CBF, "cbf", "CBF"},
    {Phase::PostContrast, "post_contrast", "Post-contrast"},
    {Phase::Unknown, "unknown", "Unknown"},
}};

constexpr std::array<const char*, 3> sourceTokens{"tags", "pixels", "user"};
constexpr std::array<const char*, 5> planeTokens{"axial", "coronal", "sagittal", "oblique", "unknown"};

template<typename Enum, std::size_t N>
std::optional<Enum> indexOf(const std::array<const char*, N>& tokens, std::string_view token) {
    const auto found = std::find(tokens.begin(), tokens.end(), token);
    if (found == tokens.end()) {
        return std::nullopt;
    }
    return static_cast<Enum>(found - tokens.begin());
}

} // namespace

const char* phaseToken(Phase phase) { return names[static_cast<std::size_t>(phase)].token; }

const char* phaseLabel(Phase phase) { return names[static_cast<std::size_t>(phase)].label; }

std::optional<Phase> phaseFromText(std::string_view text) {
    std::string token;
    for (const char c : text) {
        token += c == '-' || c == ' '
                     ? '_'
                     : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    const auto found = std::find_if(names.begin(), names.end(),
                                    [&](const PhaseNames& n) { return token == n.token; });
    return found == names.end() ? std::nullopt : std::optional(found->phase);
}

const char* phaseSourceToken(PhaseSource source) {
    return sourceTokens[static_cast<std::size_t>(source)];
}

std::optional<PhaseSource> phaseSourceFromToken(std::string_view token) {
    return indexOf<PhaseSource>(sourceTokens, token);
}

const char* planeToken(Plane plane) { return planeTokens[static_cast<std::size_t>(plane)]; }

std::optional<Plane> planeFromToken(std::string_view token) {
    return indexOf<Plane>(planeTokens, token);
}

Plane planeFromOrientation(const std::array<double, 6>& o) {
    constexpr double tolerance = 1e-2;
    const Vec3 row{o[0], o[1], o[2]}, column{o[3], o[4], o[5]};
    const bool orthonormal = std::abs(dot(row, row) - 1) < 2 * tolerance &&
                             std::abs(dot(column, column) - 1) < 2 * tolerance &&
                             std::abs(dot(row, column)) < tolerance;
    if (!orthonormal) { // also where a cosine is NaN
        return Plane::Unknown;
    }
    const Vec3 normal = cross(row, column);
    const double within25Degrees = std::cos(25.0 * M_PI / 180.0);
    constexpr std::array<Plane, 3> byAxis{Plane::Sagittal, Plane::Coronal, Plane::Axial};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        if (std::abs(normal[axis]) >= within25Degrees) {
            return byAxis[axis];
        }
    }
    return Plane::Oblique;
}

} // namespace bolus
