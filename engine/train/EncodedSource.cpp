#include "engine/train/EncodedSource.h"

#include <chrono>
#include <future>

#include <fmt/format.h>

#include "engine/model/PamnNet.h"
#include "engine/model/TorchErrors.h"
#include "engine/preprocess/Revision.h"
#include "engine/train/Threads.h"
#include "engine/train/TokenFile.h"
#include "engine/train/TrainingSet.h"
#include "engine/train/WeightHash.h"

namespace bolus {
namespace {

/// What tokens depend on beside the case: the encoder's weights and how its input is prepared.
std::string encoderName(const Model& model) {
    Sha256 hash;
    const ModelConfig& config = model.info().config;
    const std::string settings =
        fmt::format("{} {} {} {} {}", int(config.intensity), config.windowLow, config.windowHigh,
                    config.heads, preprocessRevision);
    hash.add(std::as_bytes(std::span(settings)));
    addWeights(hash, *model.net().phaseEncoder);
    return hash.finish();
}

/// At most maxPhases phases: what takes a CPU part of a second.
Result<PhaseTokens> encode(const Model& model, const NetworkInput& input) {
    const auto phases = static_cast<std::int64_t>(input.phases.size());
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

std::string recordName(const std::string& key) {
    Sha256 hash;
    hash.add(std::as_bytes(std::span(key)));
    return hash.finish();
}

using Loading = std::future<Result<NetworkInput>>;

/// Whether it was loaded before the user asked to stop.
bool wasLoaded(const Loading& loading, const Progress& progress) {
    using namespace std::chrono_literals;
    while (loading.wait_for(50ms) != std::future_status::ready)
        if (progress.cancelled())
            return false;
    return !progress.cancelled();
}

std::unexpected<Error> cancelled() {
    return fail(ErrorCode::Cancelled,
                "The encoding of the cases was cancelled; what is done is kept.");
}

class EncodedSource : public CaseSource {
public:
    EncodedSource(CaseSource& source, TokenFile file, std::string encoder)
        : m_source(source), m_file(std::move(file)), m_encoder(std::move(encoder)) {
        for (std::size_t i = 0; i < source.size(); ++i)
            m_records.push_back(recordName(source.key(i)));
    }

    std::size_t size() const override { return m_source.size(); }
    std::string report(std::size_t index) override { return m_source.report(index); }
    std::string retold(std::size_t index, int telling) override {
        return m_source.retold(index, telling);
    }
    std::vector<std::uint64_t> statements(std::size_t index) override {
        return m_source.statements(index);
    }
    CasePhrase phrase(std::size_t index, std::uint64_t lot) override {
        return m_source.phrase(index, lot);
    }
    std::string patient(std::size_t index) override { return m_source.patient(index); }
    std::string key(std::size_t index) override {
        return m_source.key(index) + " as tokens of " + m_encoder;
    }
    std::vector<float> truth(std::size_t index) override { return m_source.truth(index); }

    Result<NetworkInput> load(std::size_t index) override {
        auto tokens = m_file.read(m_records[index]);
        if (!tokens)
            return fail(tokens.error().code,
                        fmt::format("Case {} is left out: {}", index + 1, tokens.error().message),
                        tokens.error().subject);
        NetworkInput input;
        input.phases = std::move(tokens->phases);
        input.tokens = std::move(tokens->values);
        return input;
    }

    /// While one case is encoded the next one loads.
    Result<void> encodeMissing(const Model& model, Progress& progress) {
        const auto missing = missingCases(progress);
        if (!missing)
            return std::unexpected(missing.error());
        Loading loading; // waits for its thread when it goes
        const auto start = [&](std::size_t i) {
            if (i < missing->size())
                loading = std::async(std::launch::async, [this, index = (*missing)[i]] {
                    return m_source.load(index);
                });
        };
        start(0);
        for (std::size_t i = 0; i < missing->size(); ++i) {
            progress.progress("features", std::int64_t(i), std::int64_t(missing->size()));
            if (!wasLoaded(loading, progress))
                return cancelled();
            const Result<NetworkInput> input = loading.get();
            start(i + 1);
            if (auto kept = keep(model, (*missing)[i], input, progress); !kept)
                return kept;
        }
        return missing->empty() ? Result<void>() : m_file.sync();
    }

private:
    /// Those whose tokens the file does not hold as they were written.
    Result<std::vector<std::size_t>> missingCases(Progress& progress) {
        std::vector<std::size_t> missing;
        std::size_t damaged = 0;
        for (std::size_t i = 0; i < m_records.size(); ++i) {
            if (progress.cancelled())
                return cancelled();
            const bool held = m_file.holds(m_records[i]);
            if (held && m_file.read(m_records[i]))
                continue;
            missing.push_back(i);
            damaged += held;
        }
        if (damaged > 0)
            progress.warning("tokens", fmt::format("The phase tokens of {} cases were damaged and "
                                                   "are made anew.",
                                                   damaged));
        return missing;
    }

    Result<void> keep(const Model& model, std::size_t index, const Result<NetworkInput>& input,
                      Progress& progress) {
        const auto usable =
            input ? checkVoxels(*input) : Result<void>(std::unexpected(input.error()));
        if (!usable) {
            progress.warning("case_left_out", usable.error().message,
                             usable.error().subject.empty() ? m_source.patient(index)
                                                            : usable.error().subject);
            return {};
        }
        const auto tokens = encode(model, *input);
        return tokens ? m_file.append(m_records[index], *tokens) : std::unexpected(tokens.error());
    }

    CaseSource& m_source;
    TokenFile m_file;
    std::string m_encoder;
    std::vector<std::string> m_records; // their names in the file
};

} // namespace

Result<std::unique_ptr<CaseSource>> encodedSource(const Model& model, CaseSource& source,
                                                  const std::filesystem::path& file, int threads,
                                                  Progress& progress) {
    const auto values = static_cast<std::size_t>(model.info().config.width) * gridCells;
    const std::string encoder = encoderName(model);
    auto opened = TokenFile::open(file, encoder, values);
    if (!opened)
        return std::unexpected(opened.error());
    if (opened->lostBytes() > 0)
        progress.warning("tokens",
                         fmt::format("{:.1f} MB of the phase tokens cannot be read and are made "
                                     "anew.",
                                     double(opened->lostBytes()) / 1e6),
                         file);
    const ThreadScope scope(threads);
    auto encoded = std::make_unique<EncodedSource>(source, std::move(*opened), encoder);
    if (auto done = encoded->encodeMissing(model, progress); !done)
        return std::unexpected(done.error());
    return encoded;
}

} // namespace bolus
