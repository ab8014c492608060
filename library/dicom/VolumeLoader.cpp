#include "library/dicom/VolumeLoader.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <span>
#include <thread>

#include "library/dicom/SliceLoader.h"

namespace bolus {

namespace {

constexpr std::size_t mostThreads = 2;

/// Slices of one file, decoded together: a multi-frame file is opened once.
struct Job {
    std::vector<std::size_t> slices; // indices into record.slices
};

std::vector<Job> jobsOf(const VolumeRecord& record) {
    std::vector<Job> jobs;
    for (std::size_t i = 0; i < record.slices.size(); ++i) {
        if (jobs.empty() || record.slices[i].path != record.slices[jobs.back().slices[0]].path) {
            jobs.emplace_back();
        }
        jobs.back().slices.push_back(i);
    }
    return jobs;
}

/// Where each slice goes: in order, or with the gaps of missing slices left open.
std::vector<std::size_t> slotsOf(const VolumeRecord& record) {
    std::vector<std::size_t> slots(record.slices.size());
    for (std::size_t i = 0; i < slots.size(); ++i) {
        slots[i] = i;
        if (record.size[2] > record.slices.size()) {
            const double steps =
                (record.slices[i].position - record.slices[0].position) / record.spacing[2];
            const double last = static_cast<double>(record.size[2] - 1);
            slots[i] = static_cast<std::size_t>(std::llround(std::clamp(steps, 0.0, last)));
        }
    }
    return slots;
}

/// What the workers share. Voxels are written to separate slices, so only the rest is guarded.
template<typename Pixel>
struct Pass {
    Pass(const VolumeRecord& volume, std::span<Pixel> out)
        : record(volume), voxels(out), jobs(jobsOf(volume)), slots(slotsOf(volume)) {}

    const VolumeRecord& record;
    std::span<Pixel> voxels;
    std::vector<Job> jobs;
    std::vector<std::size_t> slots;
    std::atomic<std::size_t> nextJob = 0, done = 0;
    std::atomic<bool> stop = false, needsFloat = false;
    std::mutex mutex;
    std::condition_variable changed;
    std::size_t workers = 0;
    std::optional<Error> error;                                       // guarded by mutex
    std::string unit;                                                 // guarded by mutex
    std::optional<std::array<double, 2>> padding;                     // guarded by mutex
    bool unitVaries = false, paddingVaries = false, inverted = false; // guarded by mutex

    std::size_t plane() const { return record.size[0] * record.size[1]; }
};

/// The unit and the padding that all slices have in common; one without rescale among others that
/// have it leaves values that are no HU.
template<typename Pixel>
void note(Pass<Pixel>& pass, const SliceMeaning& meaning) {
    const std::lock_guard lock(pass.mutex);
    pass.paddingVaries = pass.paddingVaries || (pass.done > 0 && pass.padding != meaning.padding);
    pass.padding = meaning.padding;
    pass.unitVaries = pass.unitVaries || (pass.done > 0 && pass.unit != meaning.unit);
    pass.unit = meaning.unit;
    pass.inverted = meaning.inverted;
    ++pass.done;
}

template<typename Pixel>
Result<void> loadJob(Pass<Pixel>& pass, const Job& job) {
    const auto& slices = pass.record.slices;
    auto decoder = openSlice(pass.record, slices[job.slices[0]]);
    if (!decoder) {
        return std::unexpected(decoder.error());
    }
    for (const std::size_t index : job.slices) {
        if (pass.stop) {
            return {};
        }
        const auto plane = pass.voxels.subspan(pass.slots[index] * pass.plane(), pass.plane());
        const auto meaning = loadSlice(*decoder, pass.record, slices[index], plane);
        if (!meaning) {
            return std::unexpected(meaning.error());
        }
        if (!*meaning) {
            pass.needsFloat = true;
            pass.stop = true;
            return {};
        }
        note(pass, **meaning);
    }
    return {};
}

/// DCMTK reports by status, but memory may still run out inside it.
template<typename Pixel>
Result<void> loadJobSafely(Pass<Pixel>& pass, const Job& job) {
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
void blankGaps(Pass<Pixel>& pass) {
    if (pass.record.size[2] == pass.slots.size()) {
        return;
    }
    std::vector<bool> filled(pass.record.size[2]);
    for (const std::size_t slot : pass.slots) {
        filled[slot] = true;
    }
    const auto blank = static_cast<Pixel>(blankValue(pass.unit));
    for (std::size_t slot = 0; slot < filled.size(); ++slot) {
        if (!filled[slot]) {
            std::ranges::fill(pass.voxels.subspan(slot * pass.plane(), pass.plane()), blank);
        }
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
    pass.unit = pass.unitVaries ? std::string() : pass.unit;
    blankGaps(pass);
    volume.image = image;
    volume.unit = pass.unit;
    volume.padding = pass.paddingVaries ? std::nullopt : pass.padding;
    volume.inverted = pass.inverted;
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
