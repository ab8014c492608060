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

#include "library/dicom/FrameDecoder.h"
#include "library/dicom/Tilt.h"

namespace bolus {

namespace {

constexpr double airHu = -1024;

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
    std::optional<Error> error; // guarded by mutex
    std::string unit;           // guarded by mutex

    std::size_t plane() const { return record.size[0] * record.size[1]; }
};

template<typename Pixel>
bool storeSlice(const std::vector<std::int32_t>& stored, const Rescale& rescale,
                std::span<Pixel> out) {
    constexpr double lowest = std::numeric_limits<short>::min();
    constexpr double highest = std::numeric_limits<short>::max();
    bool fits = std::is_same_v<Pixel, float> || rescale.wholeNumbers();
    for (std::size_t i = 0; fits && i < stored.size(); ++i) {
        const double value = rescale.apply(stored[i]);
        if constexpr (std::is_same_v<Pixel, short>) {
            fits = value >= lowest && value <= highest;
            out[i] = static_cast<short>(fits ? value : 0);
        } else {
            out[i] = static_cast<float>(value);
        }
    }
    return fits;
}

/// MR and PT values have no unit here unless the file names one; "US" means unspecified.
std::string unitOf(const std::string& modality, const Rescale& rescale) {
    if (modality == "CT" && rescale.given && (rescale.type.empty() || rescale.type == "HU")) {
        return "HU";
    }
    return rescale.type == "US" ? std::string() : rescale.type;
}

std::array<std::size_t, 2> sizeOf(const PixelFormat& format) {
    return {static_cast<std::size_t>(format.columns), static_cast<std::size_t>(format.rows)};
}

Result<void> notOfItsSize(const SliceRef& slice) {
    return fail(ErrorCode::BadInput, "The image is not of the size of its volume.",
                slice.path.string());
}

Result<void> checkFits(const FrameDecoder& decoder, const VolumeRecord& record,
                       const SliceRef& slice) {
    if (!slice.sopInstanceUid.empty() && decoder.sopInstanceUid() != slice.sopInstanceUid) {
        return fail(ErrorCode::BadInput,
                    "The file holds another image than when it was imported; "
                    "import its folder again.",
                    slice.path.string());
    }
    const auto [columns, rows] = sizeOf(decoder.format());
    const bool fits = record.tiltDegrees != 0 ? columns <= record.size[0] && rows <= record.size[1]
                                              : columns == record.size[0] && rows == record.size[1];
    if (!fits) {
        return notOfItsSize(slice);
    }
    return {};
}

/// Stores a decoded frame in its plane; slices of a tilted stack go to their places. False: the
/// values do not fit the pixel type.
template<typename Pixel>
Result<bool> storeInPlane(const FrameDecoder& decoder, const VolumeRecord& record,
                          const SliceRef& slice, const std::vector<std::int32_t>& stored,
                          std::span<Pixel> plane) {
    const Rescale rescale = decoder.rescale(slice.frame);
    if (stored.size() == plane.size()) {
        return storeSlice(stored, rescale, plane);
    }
    const auto size = sizeOf(decoder.format());
    const auto place = placeInVolume(record, size[0], size[1], decoder.position(slice.frame));
    if (!place) {
        return std::unexpected(notOfItsSize(slice).error());
    }
    std::vector<Pixel> values(stored.size());
    if (!storeSlice<Pixel>(stored, rescale, values)) {
        return false;
    }
    const auto outside =
        static_cast<Pixel>(unitOf(decoder.modality(), rescale) == "HU" ? airHu : 0);
    moveSlice<Pixel>(values, size, *place, outside, plane, {record.size[0], record.size[1]});
    return true;
}

template<typename Pixel>
Result<void> loadJob(Pass<Pixel>& pass, const Job& job, std::vector<std::int32_t>& stored) {
    const SliceRef& first = pass.record.slices[job.slices[0]];
    auto decoder = FrameDecoder::open(first.path);
    if (!decoder) {
        return std::unexpected(decoder.error());
    }
    if (const auto fits = checkFits(*decoder, pass.record, first); !fits) {
        return fits;
    }
    for (const std::size_t index : job.slices) {
        if (pass.stop) {
            return {};
        }
        const int frame = pass.record.slices[index].frame;
        if (const auto decoded = decoder->decode(frame, stored); !decoded) {
            return decoded;
        }
        const auto out = pass.voxels.subspan(pass.slots[index] * pass.plane(), pass.plane());
        const auto fits =
            storeInPlane(*decoder, pass.record, pass.record.slices[index], stored, out);
        if (!fits) {
            return std::unexpected(fits.error());
        }
        if (!*fits) {
            pass.needsFloat = true;
            pass.stop = true;
            return {};
        }
        if (index == 0) {
            const std::lock_guard lock(pass.mutex);
            pass.unit = unitOf(decoder->modality(), decoder->rescale(frame));
        }
        ++pass.done;
    }
    return {};
}

/// DCMTK reports by status, but memory may still run out inside it.
template<typename Pixel>
Result<void> loadJobSafely(Pass<Pixel>& pass, const Job& job, std::vector<std::int32_t>& stored) {
    try {
        return loadJob(pass, job, stored);
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::TooLarge, "There is not enough memory to decode this image.",
                    pass.record.slices[job.slices[0]].path.string());
    } catch (const std::exception& error) {
        return fail(ErrorCode::BadInput,
                    std::string("The image does not decode (") + error.what() + ").",
                    pass.record.slices[job.slices[0]].path.string());
    }
}

template<typename Pixel>
void work(Pass<Pixel>& pass) {
    std::vector<std::int32_t> stored;
    for (std::size_t i = pass.nextJob++; i < pass.jobs.size() && !pass.stop; i = pass.nextJob++) {
        const auto loaded = loadJobSafely(pass, pass.jobs[i], stored);
        const std::lock_guard lock(pass.mutex);
        if (!loaded && !pass.error) {
            pass.error = loaded.error();
        }
        if (!loaded) {
            pass.stop = true;
        }
        pass.changed.notify_one();
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
    const std::size_t cores = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 2, 4);
    pass.workers = std::min(cores, pass.jobs.size());
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
    const auto blank = static_cast<Pixel>(pass.unit == "HU" ? airHu : 0);
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
    blankGaps(pass);
    volume.image = image;
    volume.unit = pass.unit;
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
