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
    /// mm; instead of a registration: from where its positions and the linked point say, or from
    /// where `handFrom` has the volume lie to which it was aligned.
    std::map<std::string, Vec3> byHand;
    std::map<std::string, std::string> handFrom;
    bool byRegistration = true; // else by position, but for what is aligned by hand

    const Registered* goodRegistration(const std::string& key) const {
        const auto found = registered.find(key);
        return found != registered.end() && found->second.counts() ? &found->second : nullptr;
    }
    /// From the linked point, but for what was done by hand.
    PatientMap registeredMap(const std::string& key) const {
        const Registered* good = byRegistration ? goodRegistration(key) : nullptr;
        return good != nullptr ? good->map : PatientMap();
    }
    /// From the linked point.
    PatientMap mapOf(const std::string& key) const {
        const auto hand = byHand.find(key);
        if (hand == byHand.end()) {
            return registeredMap(key);
        }
        const auto from = handFrom.find(key);
        return (from != handFrom.end() ? registeredMap(from->second) : PatientMap())
            .shifted(hand->second);
    }
    /// By registration, and not by position alone.
    bool isPlaced(const std::string& key) const {
        return byRegistration && (key == reference || goodRegistration(key) != nullptr);
    }
};

inline std::string alignmentKey(const std::string& seriesUid, int part) {
    return seriesUid + ':' + std::to_string(part);
}
inline std::string alignmentKey(const VolumeRecord& volume) {
    return alignmentKey(volume.seriesUid, volume.part);
}

} // namespace bolus
