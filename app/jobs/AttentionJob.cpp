#include "app/jobs/AttentionJob.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/jobs/DurableFile.h"
#include "app/jobs/ModelFiles.h"
#include "app/jobs/Png.h"
#include "app/jobs/SearchJobs.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

struct NamedMap {
    std::string kind, phase;
    const GridMap* values = nullptr;
    double share = 1;
};

std::vector<NamedMap> mapsOf(const AttentionMaps& maps) {
    std::vector<NamedMap> list;
    for (std::size_t i = 0; i < maps.perPhase.size(); ++i) {
        list.push_back(
            {"phase", phaseToken(maps.phases[i]), &maps.perPhase[i], maps.phaseShares[i]});
    }
    list.push_back({"view", "", &maps.view, 1});
    for (std::size_t i = 0; i < maps.textPerPhase.size(); ++i) {
        list.push_back(
            {"text", phaseToken(maps.phases[i]), &maps.textPerPhase[i], maps.textPhaseShares[i]});
    }
    return list;
}

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

Result<std::string> writeMap(const fs::path& folder, const NamedMap& map, std::size_t number) {
    if (folder.empty()) {
        return std::string();
    }
    const fs::path file = folder / fmt::format("{:02}_{}{}{}.png", number, map.kind,
                                               map.phase.empty() ? "" : "_", map.phase);
    if (auto written = writePng(file, slabs(*map.values)); !written) {
        return std::unexpected(written.error());
    }
    return file.string();
}

Json summary(const AttentionMaps& maps, const std::string& model, bool withText) {
    const auto cell = maps.box.cellMm();
    return {{"box",
             {{"origin", maps.box.origin},
              {"spacing", maps.box.spacing},
              {"direction", maps.box.direction}}},
            {"cell_mm", cell},
            {"grid", gridSize},
            {"similarity", withText ? Json(maps.similarity) : Json()},
            {"text_bias", maps.textBias ? Json(*maps.textBias) : Json()},
            {"method", attentionMethodToken(maps.method)},
            {"meaning", attentionMethodMeaning(maps.method)},
            {"model", model}};
}

Result<void> writeJson(const fs::path& folder, Json result, const Json& items) {
    if (folder.empty()) {
        return {};
    }
    result["maps"] = items;
    const std::string text = result.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
    return writeDurably(folder / "maps.json",
                        std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

Result<AttentionMaps> computeMaps(Session& session, const Model& model,
                                  const AttentionRequest& request, Events& events) {
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    auto exam = (*library)->caseById(request.caseId);
    if (!exam) {
        return std::unexpected(exam.error());
    }
    events.progress("prepare", 0, 2);
    auto input = sessionInput(session, *exam, model.info().config, events);
    if (!input) {
        return std::unexpected(input.error());
    }
    if (events.cancelled()) {
        return cancelledError();
    }
    events.progress("attention", 1, 2);
    return model.attention(*input, request.text, request.method);
}

} // namespace

Result<Outcome> attentionMaps(Session& session, const AttentionRequest& request, Events& events) {
    auto model = session.activeModel();
    if (!model) {
        return std::unexpected(model.error());
    }
    auto maps = computeMaps(session, **model, request, events);
    if (!maps) {
        return std::unexpected(maps.error());
    }
    Json items = Json::array();
    for (const NamedMap& map : mapsOf(*maps)) {
        auto file = writeMap(request.out, map, items.size());
        if (!file) {
            return std::unexpected(file.error());
        }
        items.push_back({{"kind", map.kind},
                         {"phase", map.phase},
                         {"values", *map.values},
                         {"share", map.share},
                         {"file", *file}});
        events.item(items.back());
    }
    Json result = summary(*maps, activeModelId(**session.library()), !request.text.empty());
    if (auto written = writeJson(request.out, result, items); !written) {
        return std::unexpected(written.error());
    }
    return Outcome{std::move(result)};
}

} // namespace bolus
