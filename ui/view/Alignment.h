// How the phases of one case lie to each other beyond their positions.
#pragma once

#include <map>
#include <string>

#include "library/domain/Case.h"
#include "viewer/PatientMap.h"

namespace bolus {

/// By volume, see alignmentKey. The linked point is a point of `reference`; where that is empty, of
/// the patient coordinates that all share.
struct Alignment {
    struct Registered {
        PatientMap map; // from the reference
        RegistrationQuality quality;
        bool counts() const { return quality.verdict == RegistrationVerdict::Good; }
    };
    std::string reference; // the volume to which the others are registered
    std::map<std::string, Registered> registered;
    std::map<std::string, Vec3> byHand; // mm; instead of a registration
    bool byRegistration = true;         // else by position, but for what is aligned by hand
};

inline std::string alignmentKey(const std::string& seriesUid, int part) {
    return seriesUid + ':' + std::to_string(part);
}
inline std::string alignmentKey(const VolumeRecord& volume) {
    return alignmentKey(volume.seriesUid, volume.part);
}

} // namespace bolus
