#include "library/dicom/VolumeLoader.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <span>
#include <thread>

#include "library/dicom/LoadPlan.h"
#include "library/dicom/SliceLoader.h"

namespace bolus {

namespace {

constexpr std::size_t mostThreads = 2;

/// What the workers share. Voxels and meanings are of separate slices, so only the rest is guarded.
template<typename Pixel>
struct Pass {
    Pass(const VolumeRecord& volume, std::span<Pixel> out)
        : record(volume), voxels(out), jobs(jobsOf(volume)), slots(slotsOf(volume)),
          meanings(volume.size[2]) {}

    const VolumeRecord& record;
    std::span<Pixel> voxels;
    std::vector<LoadJob> jobs;
    std::vector<std::size_t> slots;
    std::vector<std::optional<SliceMeaning>> meanings; // by place; of a missing slice nothing
    std::atomic<std::size_t> nextJob = 0, done = 0;
    std::atomic<bool> stop = false, needsFloat = false;
    std::mutex mutex;
    std::condition_variable changed;
    std::size_t workers = 0;
    std::optional<Error> error; // guarded by mutex

    std::size_t plane() const { return record.size[0] * record.size[1]; }
    std::span<Pixel> planeAt(std::size_t slot) { return voxels.subspan(slot * plane(), plane()); }
};

template<typename Pixel>
Result<void> loadJob(Pass<Pixel>& pass, const LoadJob& job) {
    const auto& slices = pass.record.slices;
    auto decoder = openSlice(pass.record, slices[job.slices[0]]);
    if (!decoder) {
        return std::unexpected(decoder.error());
    }
    for (const std::size_t index : job.slices) {
        if (pass.stop) {
            return {};
        }
        const std::size_t slot = pass.slots[index];
        const auto meaning = loadSlice(*decoder, pass.record, slices[index], pass.planeAt(slot));
        if (!meaning) {
            return std::unexpected(meaning.error());
        }
        if (!*meaning) {
            pass.needsFloat = true;
            pass.stop = true;
            return {};
        }
        pass.meanings[slot] = **meaning;
        ++pass.done;
    }
    return {};
}

/// DCMTK reports by status, but memory may still run out inside it.
template<typename Pixel>
Result<void> loadJobSafely(Pass<Pixel>& pass, const LoadJob& job) {
    try {
        return loadJob(pass, job);
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::TooLarge, "There is not enough memory to decode this image.",
                    pass.record.slices[job.slices[0]].path.string());
    } catch (const std::exception& error) {
        return fail(ErrorCode::BadInput,
                    std::string("The image does not decode (") + error.what() + ").",
                    pass.record.slices[job.slices[0]].path.string());
    }
}

/// The caller is woken at the end only: on a busy machine every wake costs a worker its turn.
template<typename Pixel>
void work(Pass<Pixel>& pass) {
    for (std::size_t i = pass.nextJob++; i < pass.jobs.size() && !pass.stop; i = pass.nextJob++) {
        if (const auto loaded = loadJobSafely(pass, pass.jobs[i]); !loaded) {
            const std::lock_guard lock(pass.mutex);
            pass.error = pass.error ? pass.error : loaded.error();
            pass.stop = true;
        }
    }
    const std::lock_guard lock(pass.mutex);
    --pass.workers;
    pass.changed.notify_one();
}

/// Tells how far the pass is; true where it has been cancelled.
template<typename Pixel>
bool report(Pass<Pixel>& pass, Progress* progress) {
    if (!progress) {
        return false;
    }
    progress->progress("load", static_cast<std::int64_t>(pass.done),
                       static_cast<std::int64_t>(pass.record.slices.size()));
    return progress->cancelled();
}

/// Runs the workers; progress and cancelling stay on the caller's thread.
template<typename Pixel>
Result<void> runPass(Pass<Pixel>& pass, Progress* progress) {
    pass.stop = report(pass, progress);
    bool cancelled = pass.stop;
    pass.workers = std::min(mostThreads, pass.jobs.size());
    std::vector<std::jthread> threads;
    for (std::size_t i = pass.workers; i > 0; --i) {
        threads.emplace_back([&pass] { work(pass); });
    }
    std::unique_lock lock(pass.mutex);
    while (pass.workers > 0) {
        pass.changed.wait_for(lock, std::chrono::milliseconds(50));
        lock.unlock();
        cancelled = report(pass, progress) || cancelled;
        pass.stop = pass.stop || cancelled;
        lock.lock();
    }
    lock.unlock();
    report(pass, progress);
    if (cancelled) {
        return fail(ErrorCode::Cancelled, "Loading was cancelled.");
    }
    return pass.error ? Result<void>(std::unexpected(*pass.error)) : Result<void>();
}

Result<std::size_t> voxelCount(const VolumeRecord& record, std::size_t pixelBytes,
                               const LoadLimits& limits) {
    std::size_t count = 0;
    if (__builtin_mul_overflow(record.size[0], record.size[1], &count) ||
        __builtin_mul_overflow(count, record.size[2], &count) ||
        count > limits.maxBytes / pixelBytes) {
        return fail(ErrorCode::TooLarge,
                    "The volume is larger than the memory it may take (" +
                        std::to_string(limits.maxBytes >> 20) + " MB).",
                    record.seriesUid);
    }
    return count;
}

template<typename Pixel>
typename itk::Image<Pixel, 3>::Pointer makeImage(const VolumeRecord& record) {
    auto image = itk::Image<Pixel, 3>::New();
    typename itk::Image<Pixel, 3>::DirectionType direction;
    for (unsigned i = 0; i < 9; ++i) {
        direction[i / 3][i % 3] = record.direction[i];
    }
    image->SetRegions(itk::Size<3>{{record.size[0], record.size[1], record.size[2]}});
    image->SetSpacing(record.spacing.data());
    image->SetOrigin(record.origin.data());
    image->SetDirection(direction);
    image->Allocate();
    return image;
}

template<typename Pixel>
void blankGaps(Pass<Pixel>& pass, const std::string& unit) {
    for (std::size_t slot = 0; slot < pass.meanings.size(); ++slot) {
        if (!pass.meanings[slot]) {
            std::ranges::fill(pass.planeAt(slot), static_cast<Pixel>(blankValue(unit)));
        }
    }
}

/// Padding whose value changes from slice to slice, as the rescale does, becomes one value.
template<typename Pixel>
std::array<double, 2> unifyPadding(Pass<Pixel>& pass) {
    const Pixel common =
        std::is_same_v<Pixel, short> ? std::numeric_limits<short>::lowest() : -1e30F;
    for (std::size_t slot = 0; slot < pass.meanings.size(); ++slot) {
        const auto padding = pass.meanings[slot] ? pass.meanings[slot]->padding : std::nullopt;
        const auto isPadding = [&](Pixel value) {
            return value >= (*padding)[0] && value <= (*padding)[1];
        };
        if (padding) {
            std::ranges::replace_if(pass.planeAt(slot), isPadding, common);
        }
    }
    return {common, common};
}

/// What all slices have in common; one without rescale among others that have it leaves values that
/// are no HU.
template<typename Pixel>
void describe(Pass<Pixel>& pass, Volume& volume) {
    const SliceMeaning& first = *pass.meanings[pass.slots[0]];
    const auto allAre = [&](auto same) {
        return std::ranges::all_of(pass.meanings,
                                   [&](const auto& meaning) { return !meaning || same(*meaning); });
    };
    const bool oneUnit = allAre([&](const SliceMeaning& m) { return m.unit == first.unit; });
    const bool onePadding =
        allAre([&](const SliceMeaning& m) { return m.padding == first.padding; });
    volume.unit = oneUnit ? first.unit : std::string();
    volume.padding = onePadding ? first.padding : std::optional(unifyPadding(pass));
    volume.inverted = first.inverted;
    blankGaps(pass, volume.unit);
    volume.cover.clear();
    for (const auto& meaning : pass.meanings) {
        volume.cover.push_back(meaning ? meaning->cover : SliceCover{});
    }
    const SliceCover whole{{0, 0}, {pass.record.size[0], pass.record.size[1]}};
    if (std::ranges::count(volume.cover, whole) == std::ssize(volume.cover)) {
        volume.cover.clear();
    }
}

enum class Outcome { Done, NeedsFloat };

template<typename Pixel>
Result<Outcome> loadAs(const VolumeRecord& record, Progress* progress, const LoadLimits& limits,
                       Volume& volume) {
    const auto count = voxelCount(record, sizeof(Pixel), limits);
    if (!count) {
        return std::unexpected(count.error());
    }
    auto image = makeImage<Pixel>(record);
    Pass<Pixel> pass(record, {image->GetBufferPointer(), *count});
    if (const auto run = runPass(pass, progress); !run) {
        return std::unexpected(run.error());
    }
    if (pass.needsFloat) {
        return Outcome::NeedsFloat;
    }
    describe(pass, volume);
    volume.image = image;
    return Outcome::Done;
}

Result<void> checkRecord(const VolumeRecord& record) {
    const bool spaced =
        std::ranges::all_of(record.spacing, [](double s) { return std::isfinite(s) && s > 0; });
    if (record.slices.empty() || record.size[0] == 0 || record.size[1] == 0 ||
        record.size[2] < record.slices.size() || !spaced) {
        return fail(ErrorCode::BadInput, "The volume has no slices or no spacing; import it again.",
                    record.seriesUid);
    }
    return {};
}

Result<Volume> load(const VolumeRecord& record, Progress* progress, const LoadLimits& limits) {
    Volume volume;
    auto outcome = loadAs<short>(record, progress, limits, volume);
    if (outcome && *outcome == Outcome::NeedsFloat) {
        outcome = loadAs<float>(record, progress, limits, volume);
    }
    if (!outcome) {
        return std::unexpected(outcome.error());
    }
    return volume;
}

} // namespace

Result<Volume> loadVolume(const VolumeRecord& record, Progress* progress,
                          const LoadLimits& limits) {
    if (const auto usable = checkRecord(record); !usable) {
        return std::unexpected(usable.error());
    }
    initializeDcmtk();
    try {
        return load(record, progress, limits);
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::TooLarge, "There is not enough memory for this volume.",
                    record.seriesUid);
    } catch (const std::exception& error) { // itk::ExceptionObject among them
        return fail(ErrorCode::BadInput,
                    std::string("The volume cannot be put in patient coordinates (") +
                        error.what() + ").",
                    record.seriesUid);
    }
}

} // namespace bolus
