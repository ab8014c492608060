#include "app/jobs/TrainJob.h"

#include <ctime>
#include <optional>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "app/jobs/ModelFiles.h"
#include "app/jobs/Sources.h"
#include "app/jobs/TrainProvenance.h"
#include "app/jobs/TrainSources.h"
#include "engine/text/WordPiece.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

/// A copy of its own: training changes the weights in place.
Result<std::unique_ptr<Model>> loadBase(Session& session, const std::string& idOrFile) {
    auto file = modelFileOf(session, idOrFile);
    if (!file) {
        return std::unexpected(file.error());
    }
    return Model::load(*file);
}

Result<std::unique_ptr<Model>> makeFresh(const TrainRequest& request, ModelConfig config,
                                         CaseSource& training) {
    std::vector<std::string> vocabulary =
        trainVocabulary(allReports(training), request.vocabularySize);
    config.vocabulary = static_cast<int>(vocabulary.size());
    return Model::create(config, std::move(vocabulary), request.options.seed);
}

/// A fresh model begins with another's phase encoder, whose shape and input it takes over.
Result<ModelConfig> withEncoderOf(const Model& from, ModelConfig config) {
    const ModelConfig& other = from.info().config;
    config.layers = other.layers;
    config.width = other.width;
    config.heads = other.heads;
    config.mlp = other.mlp;
    config.stem = other.stem;
    config.intensity = other.intensity;
    config.windowLow = other.windowLow;
    config.windowHigh = other.windowHigh;
    if (auto checked = config.check(); !checked) {
        return std::unexpected(checked.error());
    }
    return config;
}

Json stepJson(const TrainStep& step) {
    Json fields{{"epoch", step.epoch},
                {"step", step.step},
                {"steps", step.steps},
                {"loss", step.loss},
                {"lr", step.learningRate}};
    if (step.validation) {
        fields["validation"] = recallJson(*step.validation);
    }
    return fields;
}

std::optional<Objective> objectiveFromName(const std::string& name) {
    if (name == "reports") {
        return Objective::Reports;
    }
    if (name == "truth") {
        return Objective::Truth;
    }
    return name == "both" ? std::optional(Objective::Both) : std::nullopt;
}

std::optional<Loss> lossFromName(const std::string& name) {
    if (name == "one_way") {
        return Loss::OneWay;
    }
    if (name == "symmetric") {
        return Loss::Symmetric;
    }
    if (name == "multi_positive") {
        return Loss::MultiPositive;
    }
    return name == "siglip" ? std::optional(Loss::SigLip) : std::nullopt;
}

Result<void> completeRequest(Session& session, TrainRequest& request) {
    const auto loss = lossFromName(request.loss);
    if (!loss) {
        return fail(ErrorCode::BadInput, fmt::format("There is no loss called {}.", request.loss));
    }
    request.options.loss = *loss;
    const auto objective = objectiveFromName(request.objective);
    if (!objective) {
        return fail(ErrorCode::BadInput,
                    fmt::format("There is no objective called {}.", request.objective));
    }
    request.options.objective = *objective;
    if (request.out.empty()) {
        auto library = session.library();
        if (!library) {
            return std::unexpected(library.error());
        }
        if (request.name.empty()) {
            request.name = fmt::format("trained-{:%Y%m%d-%H%M%S}", fmt::gmtime(std::time(nullptr)));
        }
        request.out = modelFolder(**library) / (request.name + ".safetensors");
    }
    if (request.name.empty()) {
        request.name = request.out.stem().string();
    }
    if (request.options.checkpoint.empty()) {
        request.options.checkpoint = request.out.string() + ".checkpoint";
    }
    if (request.tokens.empty()) {
        request.tokens = request.out.string() + ".tokens";
    }
    std::error_code error;
    fs::create_directories(fs::absolute(request.out).parent_path(), error);
    return {};
}

bool insideLibrary(const fs::path& file, const fs::path& library) {
    std::error_code error;
    const fs::path relative = fs::relative(fs::absolute(file), library, error);
    return !error && !relative.empty() && *relative.begin() != "..";
}

/// A model that was written into a library is one of its models.
Result<std::string> registerModel(Session& session, const TrainRequest& request) {
    if (!insideLibrary(request.out, session.folder())) {
        return request.out.string();
    }
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    auto row = addModelFile(**library, request.out, request.name);
    if (!row) {
        return std::unexpected(row.error());
    }
    return row->id;
}

Result<Outcome> finish(Session& session, const TrainRequest& request, const TrainSources& sources,
                       const Model& model, const TrainResult& trained) {
    const Json provenance = provenanceJson(request, sources, model, trained);
    auto hash = model.save(request.out, request.name, provenance.dump(), request.half);
    if (!hash) {
        return std::unexpected(hash.error());
    }
    auto id = registerModel(session, request);
    if (!id) {
        return std::unexpected(id.error());
    }
    if (!request.options.finishNow) { // else the run may still go on
        std::error_code error;
        fs::remove(request.options.checkpoint, error);
    }
    return Outcome{{{"model", *id},
                    {"hash", *hash},
                    {"file", request.out.string()},
                    {"steps", trained.steps},
                    {"loss", trained.lastLoss},
                    {"resumed", trained.resumed},
                    {"validation", recallJson(trained.validation)}}};
}

} // namespace

Json recallJson(const RecallFigures& figures) {
    if (figures.candidates == 0) {
        return nullptr;
    }
    const auto direction = [](const double(&recall)[3], double mrr) {
        return Json{{"r1", recall[0]}, {"r5", recall[1]}, {"r10", recall[2]}, {"mrr", mrr}};
    };
    return {{"candidates", figures.candidates},
            {"text_to_image", direction(figures.textToImage, figures.textToImageMrr)},
            {"image_to_text", direction(figures.imageToText, figures.imageToTextMrr)}};
}

namespace {

struct Start {
    std::unique_ptr<Model> base, encoder; // or null
    ModelConfig config;
};

Result<Start> startOf(Session& session, const TrainRequest& request) {
    Start start;
    start.config = presetConfig(request.size, request.preset);
    if (!request.encoder.empty()) {
        auto encoder = loadBase(session, request.encoder);
        auto config = encoder ? withEncoderOf(**encoder, start.config)
                              : Result<ModelConfig>(std::unexpected(encoder.error()));
        if (!config) {
            return std::unexpected(config.error());
        }
        start.config = *config;
        start.encoder = std::move(*encoder);
    }
    if (!request.base.empty()) {
        auto base = loadBase(session, request.base);
        if (!base) {
            return std::unexpected(base.error());
        }
        start.config = (*base)->info().config;
        start.base = std::move(*base);
    }
    return start;
}

Result<std::unique_ptr<Model>> modelOf(Start start, const TrainRequest& request,
                                       CaseSource& training) {
    auto model = start.base ? Result<std::unique_ptr<Model>>(std::move(start.base))
                            : makeFresh(request, start.config, training);
    if (model && start.encoder) {
        if (auto taken = (*model)->takePhaseEncoder(*start.encoder); !taken) {
            return std::unexpected(taken.error());
        }
    }
    return model;
}

} // namespace

Result<Outcome> trainModel(Session& session, TrainRequest request, Events& events) {
    if (auto completed = completeRequest(session, request); !completed) {
        return std::unexpected(completed.error());
    }
    if (auto checked = checkTrainOptions(request.options); !checked) {
        return std::unexpected(checked.error()); // before cases are encoded for hours
    }
    auto start = startOf(session, request);
    if (!start) {
        return std::unexpected(start.error());
    }
    auto sources = trainSources(session, request, start->config, events);
    if (!sources) {
        return std::unexpected(sources.error());
    }
    auto model = modelOf(std::move(*start), request, *sources->training);
    if (!model) {
        return std::unexpected(model.error());
    }
    if (auto encoded = encodeSources(request, **model, *sources, events); !encoded) {
        return std::unexpected(encoded.error());
    }
    auto trained = train(**model, *sources->training, sources->validation, request.options, events,
                         [&events](const TrainStep& step) { events.item(stepJson(step)); });
    if (!trained) {
        return std::unexpected(trained.error());
    }
    return finish(session, request, *sources, **model, *trained);
}

} // namespace bolus
