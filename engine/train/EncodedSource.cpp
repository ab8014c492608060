#include "engine/train/EncodedSource.h"

#include <future>

#include <fmt/format.h>

#include "engine/model/PamnNet.h"
#include "engine/model/Sha256.h"
#include "engine/model/TorchErrors.h"
#include "engine/train/Threads.h"
#include "engine/train/TokenFile.h"

namespace bolus {
namespace {

constexpr std::size_t phaseVoxels = std::size_t(inputSize[0]) * inputSize[1] * inputSize[2];

/// What tokens depend on beside the case: the encoder's weights and how its input is prepared.
std::string encoderName(const Model& model) {
    Sha256 hash;
    const ModelConfig& config = model.info().config;
    const std::string settings = fmt::format("{} {} {} {}", int(config.intensity), config.windowLow,
                                             config.windowHigh, config.heads);
    hash.add(std::as_bytes(std::span(settings)));
    for (const torch::Tensor& weight : model.net().phaseEncoder->parameters()) {
        const torch::Tensor values = weight.detach().to(torch::kCPU).contiguous();
        hash.add({static_cast<const std::byte*>(values.data_ptr()), values.nbytes()});
    }
    return hash.finish();
}

Result<PhaseTokens> encode(const Model& model, const NetworkInput& input) {
    const auto phases = static_cast<std::int64_t>(input.phases.size());
    if (input.phases.empty() || input.voxels.size() != input.phases.size() * phaseVoxels)
        return fail(ErrorCode::BadInput, "The phases do not have 32×256×256 voxels each.");
    return catchingTorch("The case could not be encoded", [&]() -> Result<PhaseTokens> {
        const c10::InferenceMode inference;
        const auto voxels = torch::from_blob(const_cast<float*>(input.voxels.data()),
                                             {phases, inputSize[0], inputSize[1], inputSize[2]});
        const auto tokens = model.net()
                                .encodePhases(voxels.to(model.net().device()))
                                .to(torch::kCPU, torch::kHalf)
                                .contiguous();
        if (!torch::isfinite(tokens).all().item<bool>())
            return fail(ErrorCode::Model, "The model gave numbers that are not finite.");
        const auto* bits = static_cast<const std::uint16_t*>(tokens.data_ptr());
        return PhaseTokens{input.phases, {bits, bits + tokens.numel()}};
    });
}

class EncodedSource : public CaseSource {
public:
    EncodedSource(CaseSource& source, TokenFile file) : m_source(source), m_file(std::move(file)) {}

    std::size_t size() const override { return m_source.size(); }
    std::string report(std::size_t index) override { return m_source.report(index); }
    std::string patient(std::size_t index) override { return m_source.patient(index); }
    std::string key(std::size_t index) override { return m_source.key(index); }
    std::vector<float> truth(std::size_t index) override { return m_source.truth(index); }

    Result<NetworkInput> load(std::size_t index) override {
        auto tokens = m_file.read(recordOf(index));
        if (!tokens)
            return std::unexpected(tokens.error());
        NetworkInput input;
        input.phases = std::move(tokens->phases);
        input.tokens = std::move(tokens->values);
        return input;
    }

    /// While one case is encoded the next one loads.
    Result<void> encodeMissing(const Model& model, Progress& progress) {
        const std::vector<std::size_t> missing = missingCases();
        std::future<Result<NetworkInput>> loading;
        const auto start = [&](std::size_t i) {
            if (i < missing.size())
                loading = std::async(std::launch::async,
                                     [this, index = missing[i]] { return m_source.load(index); });
        };
        start(0);
        for (std::size_t i = 0; i < missing.size(); ++i) {
            progress.progress("features", std::int64_t(i), std::int64_t(missing.size()));
            const Result<NetworkInput> input = loading.get();
            if (progress.cancelled())
                return fail(ErrorCode::Cancelled, "The training was cancelled.");
            start(i + 1);
            if (auto kept = keep(model, missing[i], input, progress); !kept) {
                if (loading.valid())
                    loading.wait();
                return kept;
            }
        }
        return {};
    }

private:
    std::string recordOf(std::size_t index) {
        Sha256 hash;
        const std::string key = m_source.key(index);
        hash.add(std::as_bytes(std::span(key)));
        return hash.finish();
    }

    std::vector<std::size_t> missingCases() {
        std::vector<std::size_t> missing;
        for (std::size_t i = 0; i < m_source.size(); ++i)
            if (!m_file.holds(recordOf(i)))
                missing.push_back(i);
        return missing;
    }

    Result<void> keep(const Model& model, std::size_t index, const Result<NetworkInput>& input,
                      Progress& progress) {
        if (!input) {
            progress.warning("case_left_out", input.error().message, input.error().subject);
            return {};
        }
        const auto tokens = encode(model, *input);
        return tokens ? m_file.append(recordOf(index), *tokens) : std::unexpected(tokens.error());
    }

    CaseSource& m_source;
    TokenFile m_file;
};

} // namespace

Result<std::unique_ptr<CaseSource>> encodedSource(const Model& model, CaseSource& source,
                                                  const std::filesystem::path& file,
                                                  Progress& progress) {
    const auto values = static_cast<std::size_t>(model.info().config.width) * gridCells;
    auto opened = TokenFile::open(file, encoderName(model), values);
    if (!opened)
        return std::unexpected(opened.error());
    useThreads(0);
    auto encoded = std::make_unique<EncodedSource>(source, std::move(*opened));
    if (auto done = encoded->encodeMissing(model, progress); !done)
        return std::unexpected(done.error());
    return encoded;
}

} // namespace bolus
