#include "engine/model/Model.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "engine/attention/Decomposition.h"
#include "engine/attention/Rollout.h"
#include "engine/model/ModelFile.h"
#include "engine/model/PamnNet.h"
#include "engine/model/TorchErrors.h"
#include "engine/text/WordPiece.h"
#include "engine/train/Threads.h"

namespace bolus {

struct Model::State {
    ModelInfo info;
    WordPiece tokenizer;
    std::shared_ptr<PamnNet> net;

    Result<torch::Tensor> voxels(const NetworkInput& input) const;  // [P,1,32,256,256]
    torch::Tensor phaseIds(const std::vector<Phase>& phases) const; // [1,P]
    FusedCases fuse(const torch::Tensor& tokens, const std::vector<Phase>& phases,
                    bool decompose) const;
    Result<torch::Tensor> tokens(const CaseTokens& tokens) const; // [P,256,C]
    Result<torch::Tensor> text(const std::string& text) const;
    Result<torch::Tensor> textOrNone(const std::string& phrase) const;
    AttentionMaps maps(const torch::Tensor& voxels, const NetworkInput& input,
                       const torch::Tensor& text, AttentionMethod method) const;
};

namespace {

bool isBlank(const std::string& text) {
    return text.find_first_not_of(" \t\r\n\f\v") == std::string::npos;
}

Result<void> checkInput(const NetworkInput& input) {
    constexpr std::size_t phaseVoxels = std::size_t(inputSize[0]) * inputSize[1] * inputSize[2];
    if (input.phases.empty())
        return fail(ErrorCode::BadInput, "The case has no phase that the model could read.");
    if (input.phases.size() > maxPhases)
        return fail(ErrorCode::BadInput, "The case has more phases than the model can take (8).");
    if (input.voxels.size() != input.phases.size() * phaseVoxels)
        return fail(ErrorCode::BadInput, "The phases do not have 32×256×256 voxels each.");
    return {};
}

Result<void> checkTokens(const CaseTokens& tokens, const ModelConfig& config) {
    if (tokens.phases.empty() || tokens.phases.size() > maxPhases)
        return fail(ErrorCode::BadInput, "The case has no phase that the model could read.");
    if (tokens.width != static_cast<std::size_t>(config.width) ||
        tokens.values.size() != tokens.phases.size() * gridCells * tokens.width)
        return fail(ErrorCode::BadInput, "What is kept of the case's cells is of another model.");
    return {};
}

std::unexpected<Error> notFinite() {
    return fail(ErrorCode::Model, "The model gave numbers that are not finite.");
}

/// The sums over cells are not, where a cell is not.
bool isFinite(const AttentionMaps& maps) {
    const auto finite = [](float value) { return std::isfinite(value); };
    return std::ranges::all_of(maps.view, finite) &&
           std::ranges::all_of(maps.textPhaseShares, finite) && finite(maps.similarity) &&
           finite(maps.textBias.value_or(0));
}

/// Maps of these phases in this box, if their numbers are.
Result<AttentionMaps> checked(AttentionMaps maps, const std::vector<Phase>& phases,
                              const Box& box) {
    if (!isFinite(maps))
        return notFinite();
    maps.phases = phases;
    maps.box = box;
    return maps;
}

Result<std::vector<float>> toVector(const torch::Tensor& unit) {
    const auto values = unit.to(torch::kCPU, torch::kFloat32).contiguous();
    if (!torch::isfinite(values).all().item<bool>())
        return notFinite();
    return std::vector<float>(values.data_ptr<float>(), values.data_ptr<float>() + values.numel());
}

Result<WordPiece> makeTokenizer(const std::vector<std::string>& vocabulary) {
    for (const std::string& token : vocabulary)
        if (token.empty() || token.find('\n') != std::string::npos)
            return fail(ErrorCode::BadInput, "The vocabulary has an entry that is not one line.");
    return WordPiece::fromVocabulary(vocabulary);
}

std::int64_t countParameters(const PamnNet& net) {
    std::int64_t count = 0;
    for (const torch::Tensor& parameter : net.parameters())
        count += parameter.numel();
    return count;
}

} // namespace

Result<torch::Tensor> Model::State::voxels(const NetworkInput& input) const {
    if (auto checked = checkInput(input); !checked)
        return std::unexpected(checked.error());
    const auto count = static_cast<std::int64_t>(input.phases.size());
    const auto voxels = torch::from_blob(const_cast<float*>(input.voxels.data()),
                                         {count, 1, inputSize[0], inputSize[1], inputSize[2]});
    const auto [low, high] = torch::aminmax(voxels); // both NaN where a voxel is
    if (!std::isfinite(low.item<float>()) || !std::isfinite(high.item<float>()))
        return fail(ErrorCode::BadInput, "The phases have voxels that are not finite.");
    return voxels.to(net->device());
}

torch::Tensor Model::State::phaseIds(const std::vector<Phase>& phases) const {
    std::vector<std::int64_t> ids;
    for (const Phase phase : phases)
        ids.push_back(static_cast<std::int64_t>(phase));
    return torch::tensor(ids, torch::kInt64).unsqueeze(0).to(net->device());
}

/// tokens [P,N,C].
FusedCases Model::State::fuse(const torch::Tensor& tokens, const std::vector<Phase>& phases,
                              bool decompose) const {
    const torch::Tensor ids = phaseIds(phases);
    return net->fuse(tokens.unsqueeze(0), torch::ones_like(ids, torch::kBool), ids, decompose);
}

Result<torch::Tensor> Model::State::tokens(const CaseTokens& tokens) const {
    if (auto sound = checkTokens(tokens, info.config); !sound)
        return std::unexpected(sound.error());
    const auto values =
        torch::from_blob(const_cast<float*>(tokens.values.data()), // outlives the call
                         {static_cast<std::int64_t>(tokens.phases.size()), gridCells,
                          static_cast<std::int64_t>(tokens.width)});
    if (!torch::isfinite(values).all().item<bool>())
        return fail(ErrorCode::BadInput, "What is kept of the case's cells is not finite.");
    return values.to(net->device());
}

Result<torch::Tensor> Model::State::text(const std::string& text) const {
    if (isBlank(text))
        return fail(ErrorCode::BadInput, "The phrase is empty.");
    const auto ids = tokenizer.encode(text, info.config.maxTokens);
    const auto row = torch::tensor(ids, torch::kInt64).unsqueeze(0).to(net->device());
    return net->encodeText(row, torch::ones_like(row)).squeeze(0);
}

Result<torch::Tensor> Model::State::textOrNone(const std::string& phrase) const {
    return isBlank(phrase) ? Result<torch::Tensor>(torch::Tensor()) : text(phrase);
}

AttentionMaps Model::State::maps(const torch::Tensor& voxels, const NetworkInput& input,
                                 const torch::Tensor& text, AttentionMethod method) const {
    if (method == AttentionMethod::Gradient)
        return gradientMaps(*net, net->encodePhases(voxels).unsqueeze(0), phaseIds(input.phases),
                            text);
    if (method == AttentionMethod::Direct)
        return decompose(*net, fuse(net->encodePhases(voxels), input.phases, true), text);
    const WatchedTokens watched = encodeWithRollout(*net, voxels);
    return decompose(*net, fuse(watched.tokens, input.phases, true), text, watched.rollout);
}

Model::Model() = default;
Model::~Model() = default;

namespace {

void fillInfo(const ModelFile& file, ModelInfo& info) {
    info.name = file.name;
    info.hash = file.hash;
    info.config = file.config;
    info.provenance = file.provenance;
    info.parameters = countParameters(*file.net);
}

} // namespace

Result<std::unique_ptr<Model>> Model::load(const std::filesystem::path& file) {
    return catchingTorch("The model could not be loaded", [&]() -> Result<std::unique_ptr<Model>> {
        auto read = readModelFile(file);
        if (!read)
            return std::unexpected(read.error());
        auto model = assemble(std::move(*read));
        if (!model)
            model.error().subject = file.string();
        return model;
    });
}

Result<std::unique_ptr<Model>>
Model::create(const ModelConfig& config, std::vector<std::string> vocabulary, std::uint64_t seed) {
    ModelFile fresh{.name = "untrained",
                    .hash = {},
                    .provenance = "{}",
                    .config = config,
                    .vocabulary = std::move(vocabulary),
                    .net = nullptr};
    fresh.config.vocabulary = static_cast<int>(std::min<std::size_t>(fresh.vocabulary.size(), 1e9));
    if (auto checked = fresh.config.check(); !checked)
        return std::unexpected(checked.error());
    return catchingTorch("The model could not be made", [&]() -> Result<std::unique_ptr<Model>> {
        fresh.net = std::make_shared<PamnNet>(fresh.config, ParameterSource::seeded(seed));
        return assemble(std::move(fresh));
    });
}

Result<std::unique_ptr<Model>> Model::assemble(ModelFile file) {
    auto tokenizer = makeTokenizer(file.vocabulary);
    if (!tokenizer)
        return std::unexpected(tokenizer.error());
    std::unique_ptr<Model> model(new Model);
    model->m_state = std::make_unique<State>(State{{}, std::move(*tokenizer), file.net});
    fillInfo(file, model->m_state->info);
    if (torch::cuda::is_available())
        file.net->to(torch::kCUDA);
    return model;
}

const ModelInfo& Model::info() const {
    return m_state->info;
}

PamnNet& Model::net() const {
    return *m_state->net;
}

const std::vector<std::string>& Model::vocabulary() const {
    return m_state->tokenizer.vocabulary();
}

Result<void> Model::takePhaseEncoder(const Model& from) {
    const torch::NoGradGuard noGradients;
    const ModelConfig &mine = info().config, &other = from.info().config;
    const auto to = net().phaseEncoder->named_parameters();
    const auto values = from.net().phaseEncoder->named_parameters();
    bool fits = to.size() == values.size() && mine.heads == other.heads &&
                mine.intensity == other.intensity && mine.windowLow == other.windowLow &&
                mine.windowHigh == other.windowHigh;
    for (const auto& item : to) {
        const torch::Tensor* value = values.find(item.key());
        fits = fits && value && value->sizes() == item.value().sizes();
    }
    if (!fits)
        return fail(ErrorCode::BadInput, "The phase encoder of “" + from.info().name +
                                             "” does not fit: it has another size or input.");
    for (const auto& item : to)
        item.value().copy_(values[item.key()]);
    return {};
}

Result<std::string> Model::save(const std::filesystem::path& file, const std::string& name,
                                const std::string& provenanceJson, bool half) const {
    if (!nlohmann::json::accept(provenanceJson))
        return fail(ErrorCode::BadInput, "The model's provenance is not JSON.", file.string());
    return catchingTorch("The model could not be saved", [&] {
        const ModelFile model{.name = name,
                              .hash = {},
                              .provenance = provenanceJson,
                              .config = m_state->info.config,
                              .vocabulary = vocabulary(),
                              .net = m_state->net};
        return writeModelFile(model, file, half);
    });
}

Result<std::vector<float>> Model::encodeCase(const NetworkInput& input) const {
    return catchingTorch("The case could not be encoded", [&]() -> Result<std::vector<float>> {
        const c10::InferenceMode inference;
        const auto voxels = m_state->voxels(input);
        if (!voxels)
            return std::unexpected(voxels.error());
        return toVector(
            m_state->fuse(m_state->net->encodePhases(*voxels), input.phases, false).unit[0]);
    });
}

Result<std::vector<float>> Model::encodeText(const std::string& text) const {
    return catchingTorch("The text could not be encoded", [&]() -> Result<std::vector<float>> {
        const c10::InferenceMode inference;
        // A phrase is short: threads would wait for each other longer than they compute, and sums
        // would depend on how many there are.
        const ThreadScope one(1);
        const auto unit = m_state->text(text);
        return unit ? toVector(*unit) : std::unexpected(unit.error());
    });
}

Result<AttentionMaps> Model::attention(const NetworkInput& input, const std::string& phrase,
                                       AttentionMethod method) const {
    return catchingTorch("The attention maps could not be made", [&]() -> Result<AttentionMaps> {
        // What inference mode makes cannot be differentiated later.
        const c10::InferenceMode inference(method != AttentionMethod::Gradient);
        const torch::NoGradGuard noGrad;
        const auto voxels = m_state->voxels(input);
        if (!voxels)
            return std::unexpected(voxels.error());
        const auto text = m_state->textOrNone(phrase);
        if (!text)
            return std::unexpected(text.error());
        return checked(m_state->maps(*voxels, input, *text, method), input.phases, input.box);
    });
}

Result<CaseTokens> Model::encodePhases(const NetworkInput& input) const {
    return catchingTorch("The case could not be encoded", [&]() -> Result<CaseTokens> {
        const c10::InferenceMode inference;
        const auto voxels = m_state->voxels(input);
        if (!voxels)
            return std::unexpected(voxels.error());
        auto values = toVector(m_state->net->encodePhases(*voxels));
        if (!values)
            return std::unexpected(values.error());
        return CaseTokens{input.phases, static_cast<std::size_t>(info().config.width),
                          std::move(*values), input.box};
    });
}

Result<std::vector<float>> Model::encodeCase(const CaseTokens& tokens) const {
    return catchingTorch("The case could not be encoded", [&]() -> Result<std::vector<float>> {
        const c10::InferenceMode inference;
        const auto values = m_state->tokens(tokens);
        if (!values)
            return std::unexpected(values.error());
        return toVector(m_state->fuse(*values, tokens.phases, false).unit[0]);
    });
}

Result<AttentionMaps> Model::attention(const CaseTokens& tokens, const std::string& phrase) const {
    return catchingTorch("The attention maps could not be made", [&]() -> Result<AttentionMaps> {
        const c10::InferenceMode inference;
        const auto values = m_state->tokens(tokens);
        if (!values)
            return std::unexpected(values.error());
        const auto text = m_state->textOrNone(phrase);
        if (!text)
            return std::unexpected(text.error());
        return checked(decompose(*m_state->net, m_state->fuse(*values, tokens.phases, true), *text),
                       tokens.phases, tokens.box);
    });
}

} // namespace bolus
