// From a case in the library to what the network reads.
#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <vector>

#include "engine/preprocess/CommonBox.h"
#include "library/domain/Case.h"
#include "library/domain/Progress.h"
#include "library/reader/CheckedVolume.h"

namespace bolus {

/// The volumes that stand for the phases of a case, in contrast order: of each known phase the one
/// with most slices; where no phase is known, all of the phase series. At most `maxPhases`.
std::vector<const VolumeRecord*> phaseVolumes(const Case& exam);

/// Decodes (see checkedVolume) and resamples the phases of a case. A phase that does not decode is
/// left out with a warning. Errors: BadInput where none is left; Cancelled.
Result<NetworkInput> loadCaseInput(const Case& exam, const ModelConfig& config, Progress& progress,
                                   const OnDecoded& onDecoded = {});

/// Text of all reports of a case, one after another.
std::string reportText(const Case& exam);

/// Network inputs kept as 8 bit a voxel (one step is 1/255 of the window). `key` names everything
/// the input depends on.
class InputCache {
public:
    /// When full, DropOldest makes room by recent use; KeepFirst stores no more, which serves
    /// training better, where every epoch comes by all inputs in another order.
    enum class WhenFull { DropOldest, KeepFirst };

    explicit InputCache(std::size_t maxBytes, WhenFull whenFull = WhenFull::DropOldest)
        : m_maxBytes(maxBytes), m_whenFull(whenFull) {}
    std::optional<NetworkInput> find(const std::string& key);
    /// Keeps it while there is room, and returns it as `find` will: what a model is given must not
    /// depend on whether it was kept.
    NetworkInput store(const std::string& key, NetworkInput input);

private:
    struct Entry {
        std::string key;
        std::vector<Phase> phases;
        std::vector<std::uint8_t> voxels;
        Box box;
    };
    bool fits(std::size_t bytes) const;

    std::size_t m_maxBytes, m_bytes = 0;
    WhenFull m_whenFull;
    std::list<Entry> m_entries; // most recently used first
};

/// Key of a case as it is now: its volumes, their phases, slices and files' versions, and the model's
/// input options.
std::string inputKey(const Case& exam, const ModelConfig& config);

} // namespace bolus
