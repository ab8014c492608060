#include "engine/train/OptionsCheck.h"

#include <algorithm>
#include <cmath>

namespace bolus {
namespace {

constexpr std::size_t loraCases = 500; // fewer are learned by heart (PAMN.md, 8)

} // namespace

bool augments(const TrainOptions& options) {
    return options.augment && options.objective == Objective::Reports && !options.freezeTowers &&
           !options.freezeImages && !options.freezeMemory;
}

Result<void> checkTrainOptions(const TrainOptions& options) {
    const auto bad = [](const char* what) { return fail(ErrorCode::BadInput, what); };
    if (options.epochs < 1 || options.batch < 2 || options.chunk < 1)
        return bad("Training needs at least 1 epoch, 2 cases a batch and 1 case a chunk.");
    if (!(options.learningRate > 0 && options.learningRate <= 1))
        return bad("The learning rate must be above 0 and at most 1.");
    if (!(options.weightDecay >= 0 && options.weightDecay <= 1))
        return bad("The weight decay must lie between 0 and 1.");
    if (!(options.warmUp >= 0 && options.warmUp < 1) || !(options.clip > 0))
        return bad("The warm-up must be a share below 1, and the gradient clip above 0.");
    if (!(options.truthWeight > 0) || !std::isfinite(options.truthWeight))
        return bad("The weight of the truth must be above 0.");
    const bool frozen = options.freezeImages || options.freezeTowers;
    if (options.objective == Objective::Truth && frozen)
        return bad("The truth teaches the phase encoder, which is frozen: leave one of them out.");
    if (options.freezeTowers && (options.objective != Objective::Reports || options.onePhase))
        return bad("With frozen towers each case is encoded once, with all its phases and without "
                   "what is known of its cells: leave out what freezes them, or the single phase "
                   "and the truth.");
    if (options.freezeMemory && (options.objective != Objective::Reports || options.onePhase ||
                                 options.freezeTowers || options.loraRank > 0))
        return bad("With a frozen memory only the heads and the text encoder learn: leave out the "
                   "truth, the single phase, and what else freezes or adapts the towers.");
    if (options.tellings < 1 || options.tellings > 64)
        return bad("A report can be told in 1 to 64 ways.");
    if (options.freezeTowers && options.tellings > 1)
        return bad("With frozen towers each report is encoded once: leave out what freezes them, "
                   "or the other tellings.");
    if (!(options.textParts >= 0 && options.textParts <= 1))
        return bad("The share of phrases must lie between 0 and 1.");
    if (options.textParts > 0 && (options.freezeTowers || options.loss != Loss::MultiPositive ||
                                  options.objective == Objective::Truth))
        return bad("Phrases are learned with the multi-positive loss, from reports, and not with "
                   "frozen towers.");
    if (options.loraRank < 0 || options.loraBlocks < 1)
        return bad("Low-rank adaptation needs a rank above 0 and at least 1 block.");
    if (options.loraRank > 0 && (frozen || options.objective == Objective::Truth))
        return bad("Low-rank adaptation changes both towers, for reports: leave out what freezes "
                   "them, or learns from the truth alone.");
    if (options.checkpointEverySteps < 1 || options.threads < 0)
        return bad("The checkpoint interval must be at least 1 step, the threads not negative.");
    return {};
}

Result<void> checkLowRank(const TrainOptions& options, const ModelConfig& config,
                          std::size_t cases) {
    if (options.loraRank > std::min(config.width, config.textWidth))
        return fail(ErrorCode::BadInput,
                    "The rank of a low-rank adaptation must be below the width of both towers, " +
                        std::to_string(std::min(config.width, config.textWidth)) + ".");
    if (options.loraRank == 0 || options.loraAnyway || cases >= loraCases)
        return {};
    return fail(ErrorCode::BadInput,
                "Adapting the towers takes " + std::to_string(loraCases) +
                    " cases with reports; these are " + std::to_string(cases) +
                    ", which they would learn by heart. Freeze the towers instead, or insist that "
                    "they be adapted anyway.");
}

} // namespace bolus
