#include "app/jobs/AttentionDicom.h"

#include <ctime>
#include <system_error>

#include <fmt/chrono.h>

#include "app/jobs/AttentionPicture.h"
#include "app/jobs/CaseInput.h"
#include "app/jobs/DurableFile.h"
#include "library/dicom/DerivedObject.h"
#include "library/reader/SharedReader.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

constexpr int pictureSeries = 9000, mapSeries = 9001; // Series Numbers, out of scanners' way

/// The volumes that the maps' phases are of.
Result<std::vector<const VolumeRecord*>> volumesOf(const Case& exam, const AttentionMaps& maps) {
    std::vector<const VolumeRecord*> left = phaseVolumes(exam), found;
    for (const Phase phase : maps.phases) {
        const auto place = std::ranges::find_if(
            left, [&](const VolumeRecord* volume) { return volume->phase.phase == phase; });
        if (place == left.end()) {
            return fail(ErrorCode::Internal, "A map is of a phase that the case does not have.");
        }
        found.push_back(*place);
        left.erase(place);
    }
    // Phases without a name are told apart by their order alone.
    if (!left.empty() && maps.phases.front() == Phase::Unknown) {
        return fail(ErrorCode::BadInput,
                    "Not all phases of the case can be read, and they have no names: which map is "
                    "of which series cannot be told.");
    }
    return found;
}

struct Source {
    InstanceHeader header;
    StudyFacts study;
};

/// Of each volume, as its first file has it now.
Result<std::vector<Source>> sourcesOf(const std::vector<const VolumeRecord*>& volumes,
                                      Progress& progress) {
    auto reader = SharedReader::take(&progress);
    if (!reader) {
        return std::unexpected(reader.error());
    }
    std::vector<Source> sources;
    for (const VolumeRecord* volume : volumes) {
        auto header = (*reader)->header(volume->slices.front().path, &progress);
        if (!header) {
            return std::unexpected(header.error());
        }
        if (header->seriesUid != volume->seriesUid) {
            return fail(ErrorCode::Io, "Another image is here than the one that was imported.",
                        header->path.string());
        }
        auto study = (*reader)->studyFacts(volume->slices.front().path, &progress);
        if (!study) {
            return std::unexpected(study.error());
        }
        sources.push_back({std::move(*header), std::move(*study)});
    }
    return sources;
}

/// A series may hold several of the volumes, and one instance many of their slices.
void addImages(std::vector<SourceImages>& all, const VolumeRecord& volume,
               const InstanceHeader& header) {
    auto series = std::ranges::find(all, header.seriesUid, &SourceImages::seriesUid);
    if (series == all.end()) {
        series = all.insert(all.end(), {header.studyUid, header.seriesUid, header.sopClassUid, {}});
    }
    for (const SliceRef& slice : volume.slices) {
        if (std::ranges::find(series->instances, slice.sopInstanceUid) == series->instances.end()) {
            series->instances.push_back(slice.sopInstanceUid);
        }
    }
}

std::string titleOf(const NamedMap& map) {
    const std::string what = map.kind == "text"   ? "Attention for a phrase"
                             : map.kind == "view" ? "View Attention, all phases"
                                                  : "Attention";
    const auto phase = phaseFromText(map.phase);
    return (phase ? fmt::format("{}, {}", what, phaseLabel(*phase)) : what) + ", not for diagnosis";
}

ParametricMap gridOf(const AttentionMaps& maps, const NamedMap& map) {
    const Box& box = maps.box;
    const std::array<double, 3> cellMm = box.cellMm();
    ParametricMap grid{"attention",
                       map.kind == "text" ? "for (+) and against (-) the phrase"
                                          : "share in the exam's vector",
                       {gridSize[0], gridSize[1], gridSize[2]},
                       {map.values->begin(), map.values->end()},
                       box.origin,
                       cellMm,
                       box.direction};
    for (std::size_t row = 0; row < 3; ++row) { // from the first voxel's centre to the first cell's
        for (std::size_t axis = 0; axis < 3; ++axis) {
            grid.origin[row] +=
                box.direction[3 * row + axis] * (cellMm[axis] - box.spacing[axis]) / 2;
        }
    }
    return grid;
}

/// What makes one export: the objects of it share series and times.
class Export {
public:
    Export(const AttentionMaps& maps, const MapOrigin& origin,
           const std::vector<const VolumeRecord*>& volumes, const std::vector<Source>& sources)
        : m_maps(maps), m_origin(origin), m_volumes(volumes), m_sources(sources) {
        const std::tm now = fmt::localtime(std::time(nullptr));
        m_date = fmt::format("{:%Y%m%d}", now);
        m_time = fmt::format("{:%H%M%S}", now);
        for (std::size_t i = 0; i < volumes.size(); ++i) {
            m_series.push_back(freshUid());
        }
    }

    std::size_t phaseOf(const NamedMap& map, std::size_t number) const {
        const std::size_t phases = m_maps.phases.size();
        return map.kind == "view" ? 0 : number < phases ? number : number - phases - 1;
    }
    DerivedObject object(const std::string& title, std::size_t phase, int instance) const {
        return {.source = m_sources[phase].header,
                .study = m_sources[phase].study,
                .sources = images(phase, phase + 1),
                .seriesUid = m_series[phase],
                .instanceUid = freshUid(),
                .seriesNumber = mapSeries + static_cast<int>(phase),
                .instanceNumber = instance,
                .seriesDescription = title,
                .derivation = derivation(),
                .modelName = m_origin.model,
                .modelHash = m_origin.hash,
                .softwareVersion = BOLUS_VERSION,
                .date = m_date,
                .time = m_time};
    }
    DerivedObject map(const NamedMap& named, std::size_t number) const {
        DerivedObject map =
            object(titleOf(named), phaseOf(named, number), static_cast<int>(number) + 1);
        if (named.kind == "view") { // of all phases
            map.sources = images(0, m_volumes.size());
        }
        return map;
    }
    DerivedObject picture(const std::string& title, std::size_t phase, int instance) const {
        DerivedObject picture = object(title, phase, instance);
        picture.seriesUid = m_pictures;
        picture.seriesNumber = pictureSeries;
        return picture;
    }

private:
    std::vector<SourceImages> images(std::size_t from, std::size_t to) const {
        std::vector<SourceImages> all;
        for (std::size_t i = from; i < to; ++i) {
            addImages(all, *m_volumes[i], m_sources[i].header);
        }
        return all;
    }
    std::string derivation() const {
        const auto mm = m_maps.box.cellMm();
        return fmt::format("Not for diagnosis. Where model {} (SHA-256 {}) looked, method {}. {} "
                           "One cell covers {:.0f} x {:.0f} x {:.0f} mm.{}",
                           m_origin.model, m_origin.hash, attentionMethodToken(m_maps.method),
                           attentionMethodMeaning(m_maps.method), mm[0], mm[1], mm[2],
                           m_origin.text.empty() ? "" : " Phrase: " + m_origin.text);
    }

    const AttentionMaps& m_maps;
    const MapOrigin& m_origin;
    const std::vector<const VolumeRecord*>& m_volumes;
    const std::vector<Source>& m_sources;
    std::vector<std::string> m_series; // of the maps: one a phase, as a series is of one study
    std::string m_pictures = freshUid(), m_date, m_time;
};

Result<void> add(std::vector<DicomFiles::File>& files, const fs::path& path,
                 Result<std::vector<std::uint8_t>> bytes) {
    if (!bytes) {
        return std::unexpected(bytes.error());
    }
    files.push_back({path, std::move(*bytes)});
    return {};
}

Result<void> addDrawn(DicomFiles& files, const Export& out, const NetworkInput& input,
                      const std::vector<NamedMap>& maps, const fs::path& folder) {
    for (std::size_t i = 0; i < maps.size(); ++i) {
        const std::size_t phase = out.phaseOf(maps[i], i);
        // A series is of one study: pictures of later phases lie with the first one's.
        const DerivedObject object = out.picture(titleOf(maps[i]), 0, static_cast<int>(i) + 1);
        auto added = add(files.pictures, folder / mapFileName(maps[i], i, "_picture.dcm"),
                         secondaryCaptureFile(object, drawnOver(input, phase, *maps[i].values)));
        if (!added) {
            return added;
        }
    }
    return {};
}

Result<void> addGiven(DicomFiles& files, const Export& out, const std::vector<fs::path>& pictures,
                      const fs::path& folder) {
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        const auto picture = readColorPng(pictures[i]);
        if (!picture) {
            return std::unexpected(picture.error());
        }
        const DerivedObject object =
            out.picture("Attention on screen, not for diagnosis", 0, static_cast<int>(i) + 1);
        auto added = add(files.pictures, folder / fmt::format("picture_{:02}.dcm", i + 1),
                         secondaryCaptureFile(object, *picture));
        if (!added) {
            return added;
        }
    }
    return {};
}

} // namespace

std::string mapFileName(const NamedMap& map, std::size_t number, const char* ending) {
    return fmt::format("{:02}_{}{}{}{}", number, map.kind, map.phase.empty() ? "" : "_", map.phase,
                       ending);
}

Result<DicomFiles> makeDicom(const Case& exam, const NetworkInput& input, const AttentionMaps& maps,
                             const MapOrigin& origin, const fs::path& folder,
                             const std::vector<fs::path>& pictures, Events& events) {
    const auto volumes = volumesOf(exam, maps);
    if (!volumes) {
        return std::unexpected(volumes.error());
    }
    const auto sources = sourcesOf(*volumes, events);
    if (!sources) {
        return std::unexpected(sources.error());
    }
    const Export out(maps, origin, *volumes, *sources);
    const std::vector<NamedMap> named = mapsOf(maps);
    DicomFiles files;
    for (std::size_t i = 0; i < named.size(); ++i) {
        auto added = add(files.maps, folder / mapFileName(named[i], i, ".dcm"),
                         parametricMapFile(out.map(named[i], i), gridOf(maps, named[i])));
        if (!added) {
            return std::unexpected(added.error());
        }
    }
    auto added = pictures.empty() ? addDrawn(files, out, input, named, folder)
                                  : addGiven(files, out, pictures, folder);
    if (!added) {
        return std::unexpected(added.error());
    }
    return files;
}

Result<void> refuseToReplace(const std::vector<fs::path>& files) {
    for (const fs::path& file : files) {
        std::error_code error;
        if (fs::exists(fs::symlink_status(file, error))) {
            return fail(ErrorCode::Conflict,
                        fmt::format("{} is there already, and nothing was written. Choose another "
                                    "folder, or move it away.",
                                    file.string()),
                        file.string());
        }
    }
    return {};
}

Result<void> writeDicom(const DicomFiles& files) {
    std::vector<fs::path> written;
    for (const auto* list : {&files.maps, &files.pictures}) {
        for (const DicomFiles::File& file : *list) {
            if (auto done = writeDurably(file.path, file.bytes); !done) {
                for (const fs::path& earlier : written) {
                    std::error_code ignored;
                    fs::remove(earlier, ignored);
                }
                return done;
            }
            written.push_back(file.path);
        }
    }
    return {};
}

} // namespace bolus
