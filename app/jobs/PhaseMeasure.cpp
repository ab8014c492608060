#include "app/jobs/PhaseMeasure.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/jobs/CaseEdits.h"
#include "library/phases/PhaseFusion.h"
#include "library/phases/PixelEvidence.h"
#include "library/phases/Spectral.h"
#include "library/reader/CheckedVolume.h"

namespace bolus {

namespace {

constexpr std::size_t volumeBytes = std::size_t{1}
                                    << 30; // after thinning: 2000 slices of 512 × 512
constexpr double enoughMm = 4;             // between slices; what is measured in averages over 5 mm

/// Every so many slices of a thin stack: decoding is most of the cost. A stack with gaps stays
/// whole, as its slices' places are not counted off.
VolumeRecord thinned(VolumeRecord record) {
    const auto step = static_cast<std::size_t>(std::clamp(enoughMm / record.spacing[2], 1.0, 8.0));
    if (step < 2 || record.size[2] != record.slices.size() || record.tiltDegrees != 0) {
        return record;
    }
    std::vector<SliceRef> kept;
    for (std::size_t i = 0; i < record.slices.size(); i += step) {
        kept.push_back(std::move(record.slices[i]));
    }
    record.slices = std::move(kept);
    record.size[2] = record.slices.size();
    record.spacing[2] *= static_cast<double>(step);
    return record;
}

bool isMeasurable(const VolumeRecord& volume) {
    return volume.inPhaseSeries && volume.modality == "CT" && !volume.slices.empty() &&
           volume.spacing[2] >= 0 && std::isfinite(volume.spacing[2]);
}

/// Not of this file for good: another time it may work.
bool mayPass(const Error& error) {
    return error.code == ErrorCode::Io || error.code == ErrorCode::NotFound ||
           error.code == ErrorCode::Internal;
}

bool same(const PhaseRecord& a, const PhaseRecord& b) {
    return a.phase == b.phase && a.source == b.source && a.reason == b.reason &&
           std::abs(a.confidence - b.confidence) < 1e-9;
}

class Measuring {
public:
    Measuring(Library& library, bool again, Events& events)
        : m_library(library), m_again(again), m_events(events) {}

    Result<void> measureCase(std::int64_t id) {
        auto exam = m_library.caseById(id);
        if (!exam) { // merged or built anew meanwhile: nothing to measure under this number
            return exam.error().code == ErrorCode::NotFound ? Result<void>()
                                                            : std::unexpected(exam.error());
        }
        ++m_counts.cases;
        std::vector<VolumeRecord> volumes = exam->volumes;
        for (VolumeRecord& volume : volumes) {
            if (!isMeasurable(volume) || (volume.enhancement && !m_again)) {
                continue;
            }
            if (auto measured = measure(volume); !measured) {
                return measured;
            }
        }
        const std::int64_t changedBefore = m_counts.changed;
        auto stored = store(exam->volumes, volumes);
        if (m_counts.changed != changedBefore) { // the picture is of the phase that shows most
            refreshThumbnail(m_library, id, m_events);
        }
        return stored;
    }

    const PhaseMeasureCounts& counts() const { return m_counts; }

private:
    Result<void> measure(VolumeRecord& volume) {
        if (m_events.cancelled()) {
            return cancelledError();
        }
        if (isSpectralResult(volume)) { // classifyExam says why; to decode it tells no more
            volume.enhancement = Enhancement{};
            return {};
        }
        QuietProgress quiet(m_events);
        const auto tellLibrary = [this](const std::vector<SliceRef>& files) { keep(files); };
        const auto pixels =
            checkedVolume(thinned(volume), &quiet, LoadLimits{volumeBytes}, tellLibrary);
        if (pixels) {
            volume.enhancement = measureEnhancement(*pixels);
            ++m_counts.measured;
            return {};
        }
        if (pixels.error().code == ErrorCode::Cancelled) {
            return std::unexpected(pixels.error());
        }
        ++m_counts.failed;
        m_events.warn(pixels.error());
        if (!mayPass(pixels.error())) {
            volume.enhancement = Enhancement{};
            volume.enhancement->reason = "The pixels tell no phase: they cannot be read.";
        }
        return {};
    }

    void keep(const std::vector<SliceRef>& files) {
        std::vector<FileStamp> stamps;
        for (const SliceRef& file : files) {
            stamps.push_back(stampOf(file));
        }
        if (auto marked = m_library.markDecoded(stamps); !marked) {
            m_events.warn(marked.error()); // they are decoded once more another time
        }
    }

    Result<void> store(const std::vector<VolumeRecord>& before, std::vector<VolumeRecord> volumes) {
        std::vector<VolumeRecord> untouched =
            volumes; // what holds should the user's word be undone
        for (VolumeRecord& volume : untouched) {
            volume.phase = {};
        }
        classifyExam(volumes);
        classifyExam(untouched);
        for (std::size_t i = 0; i < volumes.size(); ++i) {
            const bool users = volumes[i].phase.source == PhaseSource::User;
            if (auto stored = storeOne(before[i], users ? untouched[i] : volumes[i], users);
                !stored) {
                return stored;
            }
        }
        return {};
    }

    Result<void> storeOne(const VolumeRecord& before, const VolumeRecord& volume, bool users) {
        const bool changed = !users && !same(before.phase, volume.phase);
        if (!volume.enhancement || (!changed && before.enhancement && !m_again)) {
            return {};
        }
        m_counts.changed += changed;
        auto stored = m_library.setEnhancement(volume.id, *volume.enhancement, volume.phase);
        const bool builtAnew = !stored && stored.error().code == ErrorCode::NotFound;
        return builtAnew ? Result<void>() : stored;
    }

    Library& m_library;
    bool m_again;
    Events& m_events;
    PhaseMeasureCounts m_counts;
};

Result<std::vector<std::int64_t>> chosenCases(Library& library,
                                              const PhaseMeasureRequest& request) {
    if (!request.cases.empty()) {
        return request.cases;
    }
    const auto keys = library.caseKeys();
    if (!keys) {
        return std::unexpected(keys.error());
    }
    std::vector<std::int64_t> ids;
    std::ranges::transform(*keys, std::back_inserter(ids), &CaseKey::id);
    return ids;
}

} // namespace

Result<PhaseMeasureCounts> measurePhases(Library& library, const PhaseMeasureRequest& request,
                                         Events& events) {
    const auto ids = chosenCases(library, request);
    if (!ids) {
        return std::unexpected(ids.error());
    }
    Measuring measuring(library, request.again, events);
    const auto total = static_cast<std::int64_t>(ids->size());
    for (std::int64_t done = 0; done < total; ++done) {
        if (events.cancelled()) {
            return cancelledError();
        }
        if (auto measured = measuring.measureCase((*ids)[static_cast<std::size_t>(done)]);
            !measured) {
            return std::unexpected(measured.error());
        }
        events.progress("phases", done + 1, total);
    }
    return measuring.counts();
}

Result<Outcome> measurePhasesAgain(Session& session, const std::vector<std::int64_t>& cases,
                                   Events& events) {
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    for (const std::int64_t id : cases) { // named by a person: before any is measured
        if (auto exam = (*library)->caseById(id); !exam) {
            return std::unexpected(exam.error());
        }
    }
    const auto counts = measurePhases(**library, {cases, true}, events);
    if (!counts) {
        return std::unexpected(counts.error());
    }
    return Outcome{{{"cases", counts->cases},
                    {"measured", counts->measured},
                    {"failed", counts->failed},
                    {"changed", counts->changed}}};
}

Json enhancementJson(const std::optional<Enhancement>& enhancement) {
    if (!enhancement) {
        return nullptr;
    }
    const auto hu = [](const std::optional<double>& value) {
        return value ? Json(std::round(*value * 10) / 10) : Json();
    };
    const Enhancement& e = *enhancement;
    return {{"aorta", hu(e.aorta)},
            {"portal_vein", hu(e.portalVein)},
            {"inferior_vena_cava", hu(e.inferiorVenaCava)},
            {"liver", hu(e.liver)},
            {"spleen", hu(e.spleen)},
            {"renal_cortex", hu(e.renalCortex)},
            {"renal_medulla", hu(e.renalMedulla)},
            {"renal_pelvis", hu(e.renalPelvis)},
            {"muscle", hu(e.muscle)},
            {"phase", phaseToken(e.phase)},
            {"confidence", e.confidence},
            {"reason", e.reason}};
}

} // namespace bolus
