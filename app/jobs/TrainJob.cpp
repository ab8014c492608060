#include "app/jobs/TrainJob.h"

#include <cmath>
#include <ctime>
#include <optional>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "app/jobs/ModelFiles.h"
#include "app/jobs/Sources.h"
#include "engine/text/WordPiece.h"
#include "engine/train/EncodedSource.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

// Another stream of exams than any seed a person would type.
constexpr std::uint64_t validationSeed = 0x9E3779B97F4A7C15ULL;

std::size_t bytesOf(double gigabytes) {
    return static_cast<std::size_t>(std::max(0.0, gigabytes) * 1e9);
}

struct Sources {
    std::unique_ptr<CaseSource> whole, heldOut, trainingPart, validationPart, encodedTraining,
        encodedValidation;
    CaseSource* training = nullptr;
    CaseSource* validation = nullptr;
    std::string data; // for the provenance
};

Sources phantomSources(const TrainRequest& request, const ModelConfig& config) {
    Sources sources;
    const std::size_t cache = bytesOf(request.choice.cacheGb);
    PhantomOptions options;
    options.seed = request.options.seed;
    sources.whole =
        std::make_unique<PhantomSource>(options, request.choice.phantoms, config, cache);
    sources.training = sources.whole.get();
    if (request.phantomValidation > 0) {
        options.seed ^= validationSeed;
        options.set = PhantomSet::Validation;
        sources.heldOut =
            std::make_unique<PhantomSource>(options, request.phantomValidation, config, cache / 4);
        sources.validation = sources.heldOut.get();
    }
    sources.data = "Bolus digital phantom exams of the abdomen; no patient data";
    return sources;
}

Result<Sources> librarySources(Session& session, const TrainRequest& request,
                               const ModelConfig& config, Events& events) {
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    auto opened = LibrarySource::open(**library, request.choice.cases, config,
                                      bytesOf(request.choice.cacheGb), events);
    if (!opened) {
        return std::unexpected(opened.error());
    }
    Sources sources;
    sources.whole = std::move(*opened);
    Split split = splitByPatient(*sources.whole, request.validationShare, request.options.seed);
    if (split.training.empty()) {
        return fail(
            ErrorCode::BadInput,
            "No patient is left for training; choose more cases or a smaller --validation.");
    }
    sources.trainingPart =
        std::make_unique<SubsetSource>(*sources.whole, std::move(split.training));
    sources.training = sources.trainingPart.get();
    if (!split.validation.empty()) {
        sources.validationPart =
            std::make_unique<SubsetSource>(*sources.whole, std::move(split.validation));
        sources.validation = sources.validationPart.get();
    }
    sources.data = "Cases with reports of a local case library";
    return sources;
}

Result<Sources> makeSources(Session& session, const TrainRequest& request,
                            const ModelConfig& config, Events& events) {
    if (request.choice.phantoms > 0) {
        return phantomSources(request, config);
    }
    return librarySources(session, request, config, events);
}

ModelConfig freshConfig(const TrainRequest& request) {
    const bool robust = request.preset == "robust";
    if (request.size == "paper") {
        return ModelConfig::paper(robust);
    }
    return request.size == "tiny" ? ModelConfig::tiny(robust) : ModelConfig::compact(robust);
}

Result<fs::path> modelFileOf(Session& session, const std::string& idOrFile) {
    if (std::error_code error; fs::exists(idOrFile, error)) {
        return fs::path(idOrFile);
    }
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    auto row = modelRow(**library, idOrFile);
    if (!row) {
        return std::unexpected(row.error());
    }
    return row->file;
}

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

std::string utcNow() {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

Json optionsJson(const TrainRequest& request) {
    const TrainOptions& options = request.options;
    return {{"epochs", options.epochs},
            {"batch", options.batch},
            {"learning_rate", options.learningRate},
            {"weight_decay", options.weightDecay},
            {"loss", request.loss},
            {"objective", request.objective},
            {"freeze_towers", options.freezeTowers},
            {"freeze_images", options.freezeImages},
            {"lora_rank", options.loraRank},
            {"lora_blocks", options.loraRank > 0 ? options.loraBlocks : 0},
            {"augment", options.augment}};
}

Json provenanceJson(const TrainRequest& request, const Sources& sources, const Model& model,
                    const TrainResult& result) {
    Json fields{{"data", sources.data},
                {"cases", sources.training->size()},
                {"validation_cases", sources.validation ? sources.validation->size() : 0},
                {"seed", request.options.seed},
                {"base", request.base},
                {"encoder", request.encoder},
                {"size", request.base.empty() ? request.size : ""},
                {"preset", request.base.empty() ? request.preset : ""},
                {"options", optionsJson(request)},
                {"steps", result.steps},
                {"loss", result.lastLoss},
                {"validation", recallJson(result.validation)},
                {"parameters", model.info().parameters},
                {"command", request.command},
                {"bolus_version", BOLUS_VERSION},
                {"date", utcNow()}};
    const bool phantom = request.choice.phantoms > 0;
    fields["license"] =
        phantom && request.base.empty() ? "Apache-2.0" : "as the training data allow";
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

Result<Outcome> finish(Session& session, const TrainRequest& request, const Sources& sources,
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
    std::unique_ptr<Model> base, encoder; // at most one is not null
    ModelConfig config;
};

Result<Start> startOf(Session& session, const TrainRequest& request) {
    Start start;
    start.config = freshConfig(request);
    const std::string& from = request.base.empty() ? request.encoder : request.base;
    if (from.empty()) {
        return start;
    }
    auto model = loadBase(session, from);
    if (!model) {
        return std::unexpected(model.error());
    }
    if (request.base.empty()) {
        auto config = withEncoderOf(**model, start.config);
        if (!config) {
            return std::unexpected(config.error());
        }
        start.config = *config;
        start.encoder = std::move(*model);
    } else {
        start.config = (*model)->info().config;
        start.base = std::move(*model);
    }
    return start;
}

Result<std::unique_ptr<Model>> modelOf(Start start, const TrainRequest& request,
                                       CaseSource& training) {
    if (start.base) {
        return std::move(start.base);
    }
    auto fresh = makeFresh(request, start.config, training);
    if (fresh && start.encoder) {
        if (auto taken = (*fresh)->takePhaseEncoder(*start.encoder); !taken) {
            return std::unexpected(taken.error());
        }
    }
    return fresh;
}

/// Puts tokens in place of the sources' voxels.
Result<void> encodeSources(const TrainRequest& request, const Model& model, Sources& sources,
                           Events& events) {
    if (!request.options.freezeImages) {
        return {};
    }
    auto training = encodedSource(model, *sources.training, request.tokens, events);
    if (!training) {
        return std::unexpected(training.error());
    }
    sources.encodedTraining = std::move(*training);
    sources.training = sources.encodedTraining.get();
    if (!sources.validation) {
        return {};
    }
    auto validation =
        encodedSource(model, *sources.validation, request.tokens.string() + "-validation", events);
    if (!validation) {
        return std::unexpected(validation.error());
    }
    sources.encodedValidation = std::move(*validation);
    sources.validation = sources.encodedValidation.get();
    return {};
}

} // namespace

Result<Outcome> trainModel(Session& session, TrainRequest request, Events& events) {
    if (auto completed = completeRequest(session, request); !completed) {
        return std::unexpected(completed.error());
    }
    auto start = startOf(session, request);
    if (!start) {
        return std::unexpected(start.error());
    }
    auto sources = makeSources(session, request, start->config, events);
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
