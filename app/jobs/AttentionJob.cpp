#include "app/jobs/AttentionJob.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/jobs/AttentionDicom.h"
#include "app/jobs/DurableFile.h"
#include "app/jobs/ModelFiles.h"
#include "app/jobs/Png.h"
#include "app/jobs/SearchJobs.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

constexpr double noiseHu = 5;           // of a disturbed CT
constexpr double noiseElsewhere = 0.01; // of a disturbed MR: a share of its window

GreyPicture slabs(const GridMap& map) {
    constexpr int cell = 32, depth = gridSize[0], rows = gridSize[1], columns = gridSize[2];
    const auto [low, high] = std::ranges::minmax(map);
    const float range = std::max(high - low, 1e-12F);
    GreyPicture picture{depth * columns * cell, rows * cell, {}};
    for (int y = 0; y < picture.height; ++y) {
        for (int x = 0; x < picture.width; ++x) {
            const int d = x / (columns * cell), column = x / cell % columns, row = y / cell;
            const float value = map[static_cast<std::size_t>((d * rows + row) * columns + column)];
            picture.pixels.push_back(
                static_cast<std::uint8_t>(std::lround(255 * (value - low) / range)));
        }
    }
    return picture;
}

/// One request's case, model, input and maps.
struct Look {
    Case exam;
    Model* model = nullptr;
    std::string modelId;
    NetworkInput input;
    AttentionMaps maps;
};

Json summary(const Look& look, const AttentionRequest& request) {
    const AttentionMaps& maps = look.maps;
    const auto cell = maps.box.cellMm();
    return {{"box",
             {{"origin", maps.box.origin},
              {"spacing", maps.box.spacing},
              {"direction", maps.box.direction}}},
            {"cell_mm", cell},
            {"grid", gridSize},
            {"similarity", request.text.empty() ? Json() : Json(maps.similarity)},
            {"text_bias", maps.textBias ? Json(*maps.textBias) : Json()},
            {"method", attentionMethodToken(maps.method)},
            {"meaning", attentionMethodMeaning(maps.method)},
            {"model", look.modelId},
            {"hash", look.model->info().hash}};
}

Result<void> writeJson(const fs::path& folder, Json result, const Json& items, const Json& checks) {
    if (folder.empty()) {
        return {};
    }
    result["maps"] = items;
    if (!checks.empty()) {
        result["checks"] = checks;
    }
    const std::string text = result.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
    return writeDurably(folder / "maps.json",
                        std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

Result<void> takeModel(Session& session, const AttentionRequest& request, Look& look) {
    auto model = request.model.empty() ? session.activeModel() : session.model(request.model);
    if (!model) {
        return std::unexpected(model.error());
    }
    look.model = *model;
    look.modelId = request.model.empty() ? activeModelId(**session.library()) : request.model;
    return {};
}

std::int64_t stepsOf(const AttentionRequest& request) {
    return 2 + (request.check ? request.check->runs + disturbances : 0);
}

Result<Look> lookAt(Session& session, const AttentionRequest& request, Events& events) {
    Look look;
    if (auto taken = takeModel(session, request, look); !taken) {
        return std::unexpected(taken.error());
    }
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    auto exam = (*library)->caseById(request.caseId);
    if (!exam) {
        return std::unexpected(exam.error());
    }
    look.exam = std::move(*exam);
    events.progress("prepare", 0, stepsOf(request));
    auto input = sessionInput(session, look.exam, look.model->info().config, events);
    if (!input) {
        return std::unexpected(input.error());
    }
    if (events.cancelled()) {
        return cancelledError();
    }
    look.input = std::move(*input);
    events.progress("attention", 1, stepsOf(request));
    auto maps = look.model->attention(look.input, request.text, request.method);
    if (!maps) {
        return std::unexpected(maps.error());
    }
    look.maps = std::move(*maps);
    return look;
}

/// In units of the input, 0 … 1.
double noiseOf(const Look& look) {
    const ModelConfig& config = look.model->info().config;
    if (look.exam.modality != "CT") {
        return noiseElsewhere;
    }
    return config.intensity == Intensity::SharedWindow
               ? noiseHu / (config.windowHigh - config.windowLow)
               : noiseHu / 4096; // of the values that a CT's 12 bits can have
}

/// The same architecture and words, every weight drawn anew.
Result<AttentionMaps> mapsOfRandom(const Look& look, const AttentionRequest& request, int run) {
    const auto seed = request.check->seed + static_cast<std::uint64_t>(run);
    const auto random = Model::create(look.model->info().config, look.model->vocabulary(), seed);
    if (!random) {
        return std::unexpected(random.error());
    }
    return (*random)->attention(look.input, request.text, request.method);
}

Result<std::vector<MapCheck>> check(const Look& look, const AttentionRequest& request,
                                    Events& events) {
    const std::int64_t steps = stepsOf(request);
    const int runs = request.check->runs;
    auto weights = compareRuns(
        CheckKind::Weights, look.maps, runs,
        [&](int run) {
            events.progress("check", 2 + run, steps);
            return mapsOfRandom(look, request, run);
        },
        events);
    if (!weights) {
        return weights;
    }
    auto repeats = compareRuns(
        CheckKind::Repeat, look.maps, disturbances,
        [&](int run) {
            events.progress("check", 2 + runs + run, steps);
            const auto other = disturbed(look.input, run, noiseOf(look), request.check->seed);
            return look.model->attention(other, request.text, request.method);
        },
        events);
    if (!repeats) {
        return repeats;
    }
    std::ranges::move(*repeats, std::back_inserter(*weights));
    return weights;
}

Json numberOrNull(const std::optional<double>& value) {
    return value ? Json(*value) : Json();
}

Json checkItem(const MapCheck& check) {
    Json runs = Json::array();
    for (const auto& run : check.runs) {
        runs.push_back(numberOrNull(run));
    }
    return {{"check", checkToken(check.check)},
            {"kind", check.kind},
            {"phase", check.phase},
            {"map_similarity", numberOrNull(check.similarity)},
            {"runs", runs},
            {"verdict", check.verdict()},
            {"meaning", check.meaning()}};
}

/// The DICOM files of a request, refused where any file of it is there already.
Result<DicomFiles> prepareDicom(const Look& look, const AttentionRequest& request, Events& events) {
    const MapOrigin origin{look.modelId, look.model->info().hash, request.text};
    auto files =
        makeDicom(look.exam, look.input, look.maps, origin, request.out, request.pictures, events);
    if (!files) {
        return files;
    }
    std::vector<fs::path> paths{request.out / "maps.json"};
    for (const auto* list : {&files->maps, &files->pictures}) {
        for (const DicomFiles::File& file : *list) {
            paths.push_back(file.path);
        }
    }
    const std::vector<NamedMap> maps = mapsOf(look.maps);
    for (std::size_t i = 0; i < maps.size(); ++i) {
        paths.push_back(request.out / mapFileName(maps[i], i, ".png"));
    }
    if (auto refused = refuseToReplace(paths); !refused) {
        return std::unexpected(refused.error());
    }
    return files;
}

Result<void> emitMaps(const Look& look, const AttentionRequest& request, const DicomFiles& dicom,
                      Json& items, Events& events) {
    for (const NamedMap& map : mapsOf(look.maps)) {
        const std::size_t number = items.size();
        const fs::path file =
            request.out.empty() ? fs::path() : request.out / mapFileName(map, number, ".png");
        if (!file.empty()) {
            if (auto written = writePng(file, slabs(*map.values)); !written) {
                return written;
            }
        }
        items.push_back({{"kind", map.kind},
                         {"phase", map.phase},
                         {"values", *map.values},
                         {"share", map.share},
                         {"file", file.string()}});
        if (request.dicom) {
            items.back()["dicom"] = dicom.maps[number].path.string();
        }
        events.item(items.back());
    }
    return {};
}

} // namespace

Result<Outcome> attentionMaps(Session& session, const AttentionRequest& request, Events& events) {
    auto look = lookAt(session, request, events);
    if (!look) {
        return std::unexpected(look.error());
    }
    DicomFiles dicom;
    if (request.dicom) {
        auto files = prepareDicom(*look, request, events);
        if (!files) {
            return std::unexpected(files.error());
        }
        dicom = std::move(*files);
    }
    std::vector<MapCheck> checks;
    if (request.check) {
        auto checked = check(*look, request, events);
        if (!checked) {
            return std::unexpected(checked.error());
        }
        checks = std::move(*checked);
    }
    if (auto written = writeDicom(dicom); !written) {
        return std::unexpected(written.error());
    }
    Json items = Json::array(), checkItems = Json::array();
    if (auto emitted = emitMaps(*look, request, dicom, items, events); !emitted) {
        return std::unexpected(emitted.error());
    }
    for (const MapCheck& one : checks) {
        checkItems.push_back(checkItem(one));
        events.item(checkItems.back());
    }
    Json result = summary(*look, request);
    if (request.dicom) {
        Json pictures = Json::array();
        for (const DicomFiles::File& file : dicom.pictures) {
            pictures.push_back(file.path.string());
        }
        result["pictures"] = pictures;
    }
    if (auto written = writeJson(request.out, result, items, checkItems); !written) {
        return std::unexpected(written.error());
    }
    return Outcome{std::move(result)};
}

} // namespace bolus
