#include "engine/train/EncodePairs.h"

#include "engine/model/TorchErrors.h"
#include "engine/train/Passes.h"

namespace bolus {
namespace {

constexpr std::size_t casesAtOnce = 8; // few enough to stop within a second, voxels or tokens

Result<EncodedPairs> gatherPairs(const Model& model, CaseSource& source, Progress& progress) {
    auto tokenizer = WordPiece::fromVocabulary(model.vocabulary());
    if (!tokenizer)
        return std::unexpected(tokenizer.error());
    const ModelConfig& config = model.info().config;
    const TrainingSet set(source, *tokenizer, config.maxTokens, progress);
    if (set.size() == 0)
        return EncodedPairs{.dim = config.embedding, .images = {}, .texts = {}, .groups = {}};
    CaseWarnings warnings(progress);
    auto rows = gather(model.net(), set, casesAtOnce, "embed", progress, warnings);
    if (!rows)
        return std::unexpected(rows.error());
    return EncodedPairs{config.embedding, std::move(rows->images), std::move(rows->texts),
                        std::move(rows->groups)};
}

} // namespace

Result<EncodedPairs> encodePairs(const Model& model, CaseSource& source, Progress& progress) {
    auto pairs = catchingTorch("The cases could not be encoded", [&]() -> Result<EncodedPairs> {
        try {
            return gatherPairs(model, source, progress);
        } catch (const RunCancelled&) {
            return cancelledError();
        }
    });
    if (!pairs && pairs.error().code == ErrorCode::Cancelled)
        return cancelledError(); // not "the training was"
    return pairs;
}

} // namespace bolus
