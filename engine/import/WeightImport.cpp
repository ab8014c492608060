#include "engine/import/WeightImport.h"

#include <array>
#include <fstream>

#include <nlohmann/json.hpp>

#include "engine/import/ImportPlan.h"
#include "engine/import/VocabularyFile.h"
#include "engine/import/WeightFilling.h"
#include "engine/model/ModelFile.h"
#include "engine/model/TorchErrors.h"

namespace bolus {
namespace {

namespace fs = std::filesystem;

/// torch.save writes a ZIP archive, or a bare pickle in its older form.
bool looksLikePickle(const fs::path& file) {
    std::array<char, 2> start{};
    std::error_code error;
    if (!fs::is_regular_file(file, error))
        return false;
    std::ifstream(file, std::ios::binary).read(start.data(), start.size());
    return (start[0] == 'P' && start[1] == 'K') || start[0] == '\x80';
}

Result<SafeTensorsReader> openWeights(const fs::path& file) {
    auto reader = SafeTensorsReader::open(file, OtherTypes::Keep);
    if (!reader && reader.error().code == ErrorCode::BadInput && looksLikePickle(file))
        return fail(ErrorCode::Unsupported,
                    "This is a pickle of PyTorch, which may run programs as it is read; get the "
                    "model's safetensors file instead.",
                    file.string());
    return reader;
}

Result<WeightKind> kindOf(const SafeTensorsHeader& header) {
    if (header.metadata.contains("bolus.config"))
        return WeightKind::Bolus;
    if (findTensor(header, "vision_encoder.cls_token"))
        return WeightKind::M3dClip;
    if (bertPrefix(header))
        return WeightKind::Bert;
    return fail(ErrorCode::BadInput,
                "This file holds neither a model of Bolus, nor M3D-CLIP, nor a BERT: its tensors "
                "have other names.");
}

/// What the seed decides is drawn in a model that is small where another source decides.
ModelConfig starterConfig(ModelConfig config, bool withImageTower) {
    config.textLayers = 1;
    config.textMlp = config.vocabulary = config.maxTokens = 8;
    if (!withImageTower) {
        config.layers = 1;
        config.mlp = 8;
    }
    return config;
}

Result<WeightKind> checkRequest(const SafeTensorsHeader& header, const ImportRequest& request) {
    const auto kind = kindOf(header);
    if (kind && *kind == WeightKind::Bolus)
        return fail(ErrorCode::BadInput, "This is a model of Bolus already.");
    if (kind && *kind == WeightKind::M3dClip && !request.vision.empty())
        return fail(ErrorCode::BadInput,
                    "M3D-CLIP brings an image tower of its own; leave the other model out.");
    return kind;
}

Result<ImportPlan> makePlan(const SafeTensorsHeader& header, WeightKind kind,
                            const ImportRequest& request, const ModelConfig& start) {
    const auto hints =
        readTowerHints(request.file.parent_path() / "config.json", kind == WeightKind::Bert);
    if (!hints)
        return std::unexpected(hints.error());
    return kind == WeightKind::M3dClip ? planM3dClip(header, *hints, start)
                                       : planBert(header, *hints, start);
}

Result<std::vector<std::string>> readVocabulary(const ImportRequest& request, int entries,
                                                Progress& progress) {
    const fs::path file =
        request.vocabulary.empty() ? request.file.parent_path() / "vocab.txt" : request.vocabulary;
    auto vocabulary = readVocabularyFile(file, static_cast<std::size_t>(entries));
    if (vocabulary && isCased(*vocabulary))
        progress.warning("cased_vocabulary",
                         "This vocabulary tells capitals from small letters. Bolus writes all "
                         "words small, so that it never finds those with capitals.",
                         file);
    return vocabulary;
}

Result<void> fill(SafeTensorsReader& reader, const ImportPlan& plan, const ImportRequest& request,
                  std::unique_ptr<ModelFile> vision, ImportedModel& model, Progress& progress) {
    const torch::NoGradGuard noGrad;
    model.net = std::make_shared<PamnNet>(model.config, ParameterSource::empty(torch::kCPU));
    WeightFilling filling(model);
    if (vision)
        if (auto kept = filling.adopt(*vision->net, WeightFilling::ButText, model.report.kept);
            !kept)
            return kept;
    vision.reset(); // frees its text tower before another one is read
    if (auto read = filling.read(reader, plan, progress); !read)
        return read;
    const bool withImageTower = model.kind == WeightKind::Bert && model.report.kept.empty();
    const PamnNet starter(starterConfig(model.config, withImageTower),
                          ParameterSource::seeded(request.seed));
    return filling.adopt(starter, WeightFilling::All, model.report.seeded);
}

Result<std::unique_ptr<ModelFile>> readVision(const ImportRequest& request, ImportedModel& model) {
    if (request.vision.empty())
        return nullptr;
    auto read = readModelFile(request.vision);
    if (!read)
        return std::unexpected(read.error());
    model.visionName = read->name;
    model.visionHash = read->hash;
    model.visionProvenance = read->provenance;
    return std::make_unique<ModelFile>(std::move(*read));
}

Result<ImportedModel> importFrom(SafeTensorsReader& reader, const ImportRequest& request,
                                 Progress& progress) {
    ImportedModel model;
    const auto kind = checkRequest(reader.header(), request);
    if (!kind)
        return std::unexpected(kind.error());
    model.kind = *kind;
    auto vision = readVision(request, model);
    if (!vision)
        return std::unexpected(vision.error());
    const auto plan =
        makePlan(reader.header(), *kind, request, *vision ? (*vision)->config : request.start);
    if (!plan)
        return std::unexpected(plan.error());
    model.config = plan->config;
    auto vocabulary = readVocabulary(request, model.config.vocabulary, progress);
    if (!vocabulary)
        return std::unexpected(vocabulary.error());
    model.vocabulary = std::move(*vocabulary);
    if (auto filled = fill(reader, *plan, request, std::move(*vision), model, progress); !filled)
        return std::unexpected(filled.error());
    return model;
}

} // namespace

Result<WeightKind> weightKind(const fs::path& file) {
    const auto reader = openWeights(file);
    if (!reader)
        return std::unexpected(reader.error());
    auto kind = kindOf(reader->header());
    if (!kind)
        kind.error().subject = file.string();
    return kind;
}

std::int64_t ImportedModel::parameters() const {
    std::int64_t count = 0;
    for (const torch::Tensor& parameter : net->parameters())
        count += parameter.numel();
    return count;
}

Result<std::string> ImportedModel::save(const fs::path& file, const std::string& name,
                                        const std::string& provenanceJson, bool half) const {
    if (!nlohmann::json::accept(provenanceJson))
        return fail(ErrorCode::BadInput, "The model's provenance is not JSON.", file.string());
    return catchingTorch("The model could not be saved", [&] {
        return writeModelFile({.name = name,
                               .hash = {},
                               .provenance = provenanceJson,
                               .config = config,
                               .vocabulary = vocabulary,
                               .net = net},
                              file, half);
    });
}

Result<ImportedModel> importWeights(const ImportRequest& request, Progress& progress) {
    return catchingTorch("The weights could not be imported", [&]() -> Result<ImportedModel> {
        auto reader = openWeights(request.file);
        if (!reader)
            return std::unexpected(reader.error());
        auto model = importFrom(*reader, request, progress);
        if (!model && model.error().subject.empty())
            model.error().subject = request.file.string();
        return model;
    });
}

} // namespace bolus
