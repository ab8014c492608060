#include "app/jobs/PhasePictures.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "app/jobs/Png.h"
#include "app/jobs/Thumbnail.h"
#include "engine/model/Sha256.h"
#include "library/reader/CheckedVolume.h"
#include "library/reader/FileReader.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

constexpr int longestSide = 320;
constexpr std::size_t mostCases = 500; // whose pictures are kept

template<typename Number>
bool readNumber(std::string_view text, Number& number) {
    const char* const end = text.data() + text.size();
    const auto [stop, fault] = std::from_chars(text.data(), end, number);
    return fault == std::errc() && stop == end && number >= 0;
}

fs::path pictureFolder(const Library& library) {
    return library.thumbnailPath(0).parent_path() / "phases";
}

fs::path pictureFile(const fs::path& folder, const SliceRef& slice) {
    Sha256 hash;
    const std::string name = fmt::format("{}\n{}\n{}\n{}", slice.sopInstanceUid, slice.frame,
                                         slice.fileSize, slice.modifiedNs);
    hash.add(std::as_bytes(std::span(name)));
    return folder / (hash.finish().substr(0, 32) + ".png");
}

const VolumeRecord* volumeAt(const Case& exam, const PicturePlace& place) {
    if (place.seriesUid.empty()) {
        return thumbnailVolume(exam);
    }
    const auto found = std::ranges::find_if(exam.volumes, [&](const VolumeRecord& volume) {
        return volume.seriesUid == place.seriesUid && volume.part == place.part;
    });
    return found == exam.volumes.end() || found->slices.empty() ? nullptr : &*found;
}

/// The phases of the case that have slices; `at` alone where it has none.
std::vector<const VolumeRecord*> phasesOf(const Case& exam, const VolumeRecord& at) {
    std::vector<const VolumeRecord*> phases;
    for (const VolumeRecord& volume : exam.volumes) {
        if (volume.inPhaseSeries && !volume.slices.empty()) {
            phases.push_back(&volume);
        }
    }
    if (phases.empty()) {
        phases.push_back(&at);
    }
    return phases;
}

using Point = std::array<double, 3>;

Point centreOfSlice(const VolumeRecord& volume, double slice) {
    const Point index{(static_cast<double>(volume.size[0]) - 1) / 2,
                      (static_cast<double>(volume.size[1]) - 1) / 2, slice};
    Point point = volume.origin;
    for (std::size_t row = 0; row < 3; ++row) {
        for (std::size_t axis = 0; axis < 3; ++axis) {
            point[row] += volume.direction[3 * row + axis] * volume.spacing[axis] * index[axis];
        }
    }
    return point;
}

/// mm from the first slice to the point, along the third axis.
double alongStack(const VolumeRecord& volume, const Point& point) {
    double along = 0;
    for (std::size_t row = 0; row < 3; ++row) {
        along += (point[row] - volume.origin[row]) * volume.direction[3 * row + 2];
    }
    return along;
}

/// Where slices are missing, their numbers are not their places.
const SliceRef& nearestSlice(const VolumeRecord& volume, double mm) {
    const double first = volume.slices.front().position;
    return *std::ranges::min_element(volume.slices, {}, [&](const SliceRef& slice) {
        return std::abs(std::abs(slice.position - first) - mm);
    });
}

double depthOf(const VolumeRecord& volume) {
    return std::abs(volume.slices.back().position - volume.slices.front().position);
}

const SliceRef& sliceNear(const VolumeRecord& volume, const VolumeRecord& at, double slice) {
    const double mm = slice * at.spacing[2];
    if (&volume == &at) {
        return nearestSlice(volume, mm);
    }
    const bool samePlace =
        !volume.frameOfReferenceUid.empty() && volume.frameOfReferenceUid == at.frameOfReferenceUid;
    if (samePlace) {
        return nearestSlice(volume, alongStack(volume, centreOfSlice(at, slice)));
    }
    const double share = depthOf(at) > 0 ? mm / depthOf(at) : 0.5;
    return nearestSlice(volume, share * depthOf(volume));
}

class PictureMaker {
public:
    PictureMaker(Library& library, Events& events)
        : m_library(library), m_events(events), m_reader(decodingLimits()) {}

    Result<void> make(const std::string& written) {
        const auto place = picturePlace(written);
        if (!place) {
            return std::unexpected(place.error());
        }
        const auto exam = m_library.caseById(place->caseId);
        const VolumeRecord* at = exam ? volumeAt(*exam, *place) : nullptr;
        if (!at) {
            m_events.warn(
                exam ? Error{ErrorCode::NotFound,
                             fmt::format("Case {} has no such slice to show.", place->caseId),
                             {}}
                     : exam.error());
            return {};
        }
        const double slice = place->seriesUid.empty()
                                 ? std::floor(static_cast<double>(at->size[2]) / 2)
                                 : place->slice;
        for (const VolumeRecord* phase : phasesOf(*exam, *at)) {
            if (m_events.cancelled()) {
                return std::unexpected(cancelledError().error());
            }
            show(written, exam->id, *phase, sliceNear(*phase, *at, slice));
        }
        return {};
    }

    std::int64_t made() const { return m_made; }
    std::int64_t failed() const { return m_failed; }

private:
    void show(const std::string& written, std::int64_t caseId, const VolumeRecord& phase,
              const SliceRef& slice) {
        const fs::path folder = pictureFolder(m_library) / std::to_string(caseId);
        const fs::path file = pictureFile(folder, slice);
        std::error_code error;
        if (!fs::exists(file, error)) {
            if (auto drawn = draw(phase, slice, file); !drawn) {
                ++m_failed;
                m_events.warn(drawn.error());
                return;
            }
            ++m_made;
        }
        const double mm = std::abs(slice.position - phase.slices.front().position);
        const double spacing = phase.spacing[2] > 0 ? phase.spacing[2] : 1;
        m_events.item({{"case", caseId},
                       {"place", written},
                       {"phase", phaseToken(phase.phase.phase)},
                       {"series_uid", phase.seriesUid},
                       {"part", phase.part},
                       {"slice", std::llround(mm / spacing)},
                       {"file", file.string()}});
    }

    Result<void> draw(const VolumeRecord& phase, const SliceRef& slice, const fs::path& file) {
        std::error_code error;
        fs::create_directories(file.parent_path(), error);
        VolumeRecord alone = phase;
        alone.slices = {slice};
        alone.size[2] = 1;
        const auto now = asItIsNow(std::move(alone));
        if (!now) {
            return std::unexpected(now.error());
        }
        const auto picture = m_reader.picture(*now, longestSide, &m_events);
        return picture ? writePng(file, *picture) : std::unexpected(picture.error());
    }

    Library& m_library;
    Events& m_events;
    FileReader m_reader;
    std::int64_t m_made = 0, m_failed = 0;
};

/// Of the cases that were looked at longest ago.
void dropOldest(const fs::path& folder) {
    std::vector<std::pair<fs::file_time_type, fs::path>> cases;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        cases.emplace_back(entry->last_write_time(error), entry->path());
    }
    if (cases.size() <= mostCases) {
        return;
    }
    std::ranges::sort(cases);
    for (std::size_t i = 0; i < cases.size() - mostCases; ++i) {
        fs::remove_all(cases[i].second, error);
    }
}

} // namespace

Result<PicturePlace> picturePlace(std::string_view written) {
    const auto bad = [&] {
        return fail(ErrorCode::BadInput,
                    fmt::format("\"{}\" is no place: write CASE, or CASE@SERIES:PART:SLICE.",
                                written.substr(0, 200)));
    };
    PicturePlace place;
    const std::size_t at = written.find('@');
    if (!readNumber(written.substr(0, at), place.caseId)) {
        return bad();
    }
    if (at == std::string_view::npos) {
        return place;
    }
    const std::string_view rest = written.substr(at + 1);
    const std::size_t last = rest.rfind(':');
    const std::size_t middle =
        last == std::string_view::npos || last == 0 ? last : rest.rfind(':', last - 1);
    if (middle == std::string_view::npos || middle == 0 || last == 0 ||
        !readNumber(rest.substr(middle + 1, last - middle - 1), place.part) ||
        !readNumber(rest.substr(last + 1), place.slice)) {
        return bad();
    }
    place.seriesUid = rest.substr(0, middle);
    return place;
}

Result<Outcome> makePhasePictures(Session& session, const std::vector<std::string>& places,
                                  Events& events) {
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    PictureMaker maker(**library, events);
    for (const std::string& place : places) {
        if (auto made = maker.make(place); !made) {
            return std::unexpected(made.error());
        }
    }
    dropOldest(pictureFolder(**library));
    return Outcome{{{"pictures", maker.made()}, {"failed", maker.failed()}}};
}

Result<void> sweepPhasePictures(Library& library) {
    std::vector<fs::path> folders; // before the cases are asked for: none of a new one goes
    std::error_code error;
    for (fs::directory_iterator entry(pictureFolder(library), error), end; !error && entry != end;
         entry.increment(error)) {
        folders.push_back(entry->path());
    }
    const auto cases = library.caseKeys();
    if (!cases) {
        return std::unexpected(cases.error());
    }
    std::set<std::string> known;
    for (const CaseKey& key : *cases) {
        known.insert(std::to_string(key.id));
    }
    for (const fs::path& folder : folders) {
        if (!known.contains(folder.filename().string())) {
            fs::remove_all(folder, error);
        }
    }
    return {};
}

} // namespace bolus
