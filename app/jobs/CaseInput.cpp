#include "app/jobs/CaseInput.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <span>

#include <fmt/format.h>

#include "app/jobs/Events.h"
#include "engine/model/Sha256.h"
#include "engine/preprocess/Revision.h"

namespace bolus {

namespace {

// Four phases of a long thin-slice exam; a single volume beyond it does not fit an 8 GB machine.
constexpr std::size_t volumeBytes = std::size_t{3} << 29;

std::vector<const VolumeRecord*> inPhaseSeries(const Case& exam) {
    std::vector<const VolumeRecord*> volumes;
    for (const VolumeRecord& volume : exam.volumes) {
        if (volume.inPhaseSeries && !volume.slices.empty()) {
            volumes.push_back(&volume);
        }
    }
    return volumes;
}

std::vector<const VolumeRecord*> largestOfEachPhase(const std::vector<const VolumeRecord*>& all) {
    std::map<Phase, const VolumeRecord*> largest; // ordered as Phase is: in contrast order
    for (const VolumeRecord* volume : all) {
        if (volume->phase.phase == Phase::Unknown) {
            continue;
        }
        const VolumeRecord*& best = largest[volume->phase.phase];
        if (!best || volume->size[2] > best->size[2]) {
            best = volume;
        }
    }
    std::vector<const VolumeRecord*> chosen;
    for (const auto& [phase, volume] : largest) {
        chosen.push_back(volume);
    }
    return chosen;
}

} // namespace

std::vector<const VolumeRecord*> phaseVolumes(const Case& exam) {
    const std::vector<const VolumeRecord*> all = inPhaseSeries(exam);
    std::vector<const VolumeRecord*> chosen = largestOfEachPhase(all);
    if (chosen.empty()) {
        chosen = all;
    }
    if (chosen.size() > static_cast<std::size_t>(maxPhases)) {
        chosen.resize(maxPhases);
    }
    return chosen;
}

Result<NetworkInput> loadCaseInput(const Case& exam, const ModelConfig& config, Progress& progress,
                                   const OnDecoded& onDecoded) {
    QuietProgress quiet(progress);
    std::vector<Volume> volumes;
    std::vector<Phase> phases;
    std::string lastProblem = "it has no volume of a contrast phase";
    for (const VolumeRecord* record : phaseVolumes(exam)) {
        if (progress.cancelled()) {
            return cancelledError();
        }
        auto volume = checkedVolume(*record, &quiet, LoadLimits{volumeBytes}, onDecoded);
        if (!volume && volume.error().code == ErrorCode::Cancelled) {
            return std::unexpected(volume.error());
        }
        if (!volume) {
            lastProblem = volume.error().message;
            progress.warning(errorCodeName(volume.error().code), lastProblem,
                             volume.error().subject);
            continue;
        }
        volumes.push_back(std::move(*volume));
        phases.push_back(record->phase.phase);
    }
    if (volumes.empty()) {
        return fail(ErrorCode::BadInput,
                    fmt::format("Case {} cannot be given to the model: {}", exam.id, lastProblem));
    }
    std::vector<PhaseVolume> input;
    for (std::size_t i = 0; i < volumes.size(); ++i) {
        input.push_back({phases[i], &volumes[i]});
    }
    return prepareCase(input, config, exam.modality == "CT");
}

std::string reportText(const Case& exam) {
    std::string text;
    for (const Report& report : exam.reports) {
        text += text.empty() ? report.text : "\n" + report.text;
    }
    return text;
}

namespace {

std::vector<std::uint8_t> toBytes(const std::vector<float>& voxels) {
    std::vector<std::uint8_t> bytes(voxels.size());
    std::ranges::transform(voxels, bytes.begin(), [](float voxel) {
        return static_cast<std::uint8_t>(std::lround(std::clamp(voxel, 0.0F, 1.0F) * 255.0F));
    });
    return bytes;
}

std::vector<float> toFloats(const std::vector<std::uint8_t>& bytes) {
    std::vector<float> voxels(bytes.size());
    std::ranges::transform(bytes, voxels.begin(),
                           [](std::uint8_t byte) { return static_cast<float>(byte) / 255.0F; });
    return voxels;
}

} // namespace

std::optional<NetworkInput> InputCache::find(const std::string& key) {
    const auto entry = std::ranges::find(m_entries, key, &Entry::key);
    if (entry == m_entries.end()) {
        return std::nullopt;
    }
    m_entries.splice(m_entries.begin(), m_entries, entry);
    return NetworkInput{entry->phases, toFloats(entry->voxels), {}, entry->box};
}

bool InputCache::fits(std::size_t bytes) const {
    const std::size_t taken = m_whenFull == WhenFull::KeepFirst ? m_bytes : 0;
    return bytes <= m_maxBytes - taken;
}

NetworkInput InputCache::store(const std::string& key, NetworkInput input) {
    Entry entry{key, input.phases, toBytes(input.voxels), input.box};
    input.voxels = toFloats(entry.voxels);
    if (!fits(entry.voxels.size())) {
        return input;
    }
    m_bytes += entry.voxels.size();
    m_entries.push_front(std::move(entry));
    while (m_bytes > m_maxBytes) {
        m_bytes -= m_entries.back().voxels.size();
        m_entries.pop_back();
    }
    return input;
}

namespace {

/// Which images these are, in which versions of their files.
std::string versionOf(const VolumeRecord& volume) {
    Sha256 hash;
    for (const SliceRef& slice : volume.slices) {
        const std::string text = fmt::format("{}/{}/{}/{};", slice.sopInstanceUid, slice.frame,
                                             slice.fileSize, slice.modifiedNs);
        hash.add(std::as_bytes(std::span(text)));
    }
    return hash.finish();
}

} // namespace

std::string inputKey(const Case& exam, const ModelConfig& config) {
    std::string key =
        fmt::format("{}|{}|{}|{}|{}|", exam.id, preprocessRevision,
                    static_cast<int>(config.intensity), config.windowLow, config.windowHigh);
    for (const VolumeRecord* volume : phaseVolumes(exam)) {
        key += fmt::format("{}/{}/{}/{};", volume->seriesUid, volume->part,
                           phaseToken(volume->phase.phase), versionOf(*volume));
    }
    return key;
}

} // namespace bolus
