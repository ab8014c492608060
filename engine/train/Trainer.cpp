#include "engine/train/Trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "engine/model/TorchErrors.h"
#include "engine/train/Checkpoint.h"
#include "engine/train/Generator.h"
#include "engine/train/GoodWeights.h"
#include "engine/train/Gradients.h"
#include "engine/train/Learner.h"
#include "engine/train/Optimiser.h"
#include "engine/train/OptionsCheck.h"
#include "engine/train/Passes.h"
#include "engine/train/Random.h"
#include "engine/train/RunFingerprint.h"
#include "engine/train/StepMemory.h"
#include "engine/train/Threads.h"

namespace bolus {
namespace {

using Clock = std::chrono::steady_clock;
using OnStep = std::function<void(const TrainStep&)>;

constexpr auto checkpointAfter = std::chrono::seconds(60); // or after checkpointEverySteps
constexpr std::size_t wholeSet = 2048; // cases in one batch of frozen features, at most
constexpr std::size_t frozenChunk = 32;

std::unexpected<Error> cancelled() {
    return fail(ErrorCode::Cancelled, "The training was cancelled.");
}

/// One training run, from its options to its last step.
class Run {
public:
    Run(Model& model, const TrainOptions& options, Progress& progress, const OnStep& onStep,
        TrainingSet training, std::optional<TrainingSet> validation)
        : m_net(model.net()), m_options(options), m_progress(progress), m_onStep(onStep),
          m_training(std::move(training)), m_validation(std::move(validation)),
          m_learner(makeLearner()), m_optimiser(learnedWeights(*m_learner, options), options),
          m_checkpoint(options.checkpoint,
                       runFingerprint(model, options, m_training.fingerprint())),
          m_warnings(progress) {
        m_batch = static_cast<std::size_t>(options.batch);
        m_chunk = static_cast<std::size_t>(options.chunk);
        if (options.freezeTowers) {
            m_batch = std::max(m_batch, wholeSet);
            m_chunk = std::max(m_chunk, frozenChunk);
        }
        m_stepsPerEpoch = static_cast<int>(cutEvenly(inOrder(m_training.size()), m_batch).size());
        m_steps = m_stepsPerEpoch * options.epochs;
    }

    Result<TrainResult> run() {
        if (auto started = start(); !started)
            return std::unexpected(started.error());
        if (m_options.finishNow && !m_result.resumed)
            return fail(ErrorCode::NotFound,
                        "There is no checkpoint of this run to make the model from.",
                        m_options.checkpoint.string());
        if (auto frozen = freezeBothSets(); !frozen)
            return std::unexpected(frozen.error());
        while (!m_options.finishNow && m_position.step < m_steps)
            if (auto done = runEpoch(m_position.step / m_stepsPerEpoch); !done) {
                if (!m_options.keepDiverged || m_result.diverged.empty())
                    return std::unexpected(done.error());
                break;
            }
        if (m_result.validation.candidates == 0) // went on from the end of a finished run
            if (auto done = validateNow(); !done)
                return std::unexpected(done.error());
        m_result.steps = m_position.step;
        m_result.lastLoss = m_position.loss;
        return m_result;
    }

private:
    std::shared_ptr<Learner> makeLearner() const {
        const bool reports = m_options.objective == Objective::Reports;
        auto learner = std::make_shared<Learner>(
            m_net, reports ? std::vector<float>() : m_training.truthWeights(), m_options.seed);
        if (m_options.loraRank > 0)
            learner->adaptTowers(m_options.loraRank, m_options.loraBlocks, m_options.seed);
        return learner;
    }

    Result<void> start() {
        if (m_options.freezeImages)
            m_frozen.emplace(*m_net.phaseEncoder);
        seedGenerator(m_net.device(), m_options.seed);
        // A model that never saw a sigmoid loss starts where that loss wants it (PAMN.md, 4).
        const torch::NoGradGuard noGradients;
        if (m_options.loss == Loss::SigLip &&
            std::abs(m_net.logScale.item<double>() - std::log(1 / 0.07)) < 1e-6)
            m_net.logScale.fill_(std::log(10.0));
        if (auto resumed = resume(); !resumed)
            return resumed;
        m_good = GoodWeights(m_optimiser.weights());
        m_goodPosition = m_position;
        m_saved = Clock::now();
        return {};
    }

    Result<void> resume() {
        if (m_options.checkpoint.empty())
            return {};
        const auto position = m_checkpoint.restore(*m_learner, m_optimiser.adam());
        if (!position)
            return setAside(position.error());
        if (*position) {
            m_position = **position;
            m_result.resumed = true;
        }
        return {};
    }

    /// A checkpoint that cannot be gone on from: it may be all that is left of hours.
    Result<void> setAside(const Error& why) {
        if (m_options.finishNow)
            return fail(ErrorCode::NotFound, why.message + " No model can be made from it.",
                        m_options.checkpoint.string());
        const auto kept = m_checkpoint.setAside();
        if (!kept)
            return std::unexpected(kept.error());
        m_progress.warning("checkpoint",
                           why.message + " It is kept as " + kept->string() +
                               ", and the training starts anew.",
                           m_options.checkpoint);
        return {};
    }

    Result<void> freezeBothSets() {
        if (m_options.freezeMemory) {
            auto done = freezeMemory(m_net, m_training, m_chunk, m_progress, m_warnings);
            return done && m_validation
                       ? freezeMemory(m_net, *m_validation, m_chunk, m_progress, m_warnings)
                       : done;
        }
        if (!m_options.freezeTowers)
            return {};
        auto done = freezeTowers(m_net, m_training, m_progress, m_warnings);
        return done && m_validation ? freezeTowers(m_net, *m_validation, m_progress, m_warnings)
                                    : done;
    }

    /// The batches of an epoch that are still to do.
    BatchPlan planOf(int epoch) const {
        const auto number = static_cast<std::uint64_t>(epoch);
        std::vector<std::size_t> order = inOrder(m_training.size());
        Random(m_options.seed, number).shuffle(order);
        BatchPlan plan{cutEvenly(order, m_batch), {}};
        plan.batches.erase(plan.batches.begin(),
                           plan.batches.begin() + m_position.step % m_stepsPerEpoch);
        plan.telling = epoch % m_options.tellings;
        plan.truth = m_options.objective != Objective::Reports;
        if (augments(m_options))
            plan.augmentation = Random(m_options.seed ^ 0x61756721, number).next();
        if (m_options.onePhase)
            plan.onePhase = Random(m_options.seed ^ 0x70686173, number).next();
        if (m_options.textParts > 0)
            plan.phrases = Random(m_options.seed ^ 0x7072617365, number).next();
        plan.phraseShare = m_options.textParts;
        return plan;
    }

    Result<void> runEpoch(int epoch) {
        BatchPlan plan = planOf(epoch);
        for (BatchStream stream(m_training, std::move(plan), m_progress); !stream.atEnd();) {
            auto batch = stream.next();
            if (!batch)
                return std::unexpected(batch.error());
            m_warnings.tellOf(*batch);
            if (batch->cases.size() < 2 && !batch->failures.empty())
                return std::unexpected(batch->failures.front().second);
            const double rate = scheduledRate(m_options, m_position.step, m_steps);
            if (auto done = learn(batch->cases, rate); !done)
                return done;
            const bool last = m_position.step % m_stepsPerEpoch == 0;
            if (auto done = last ? validateNow() : Result<void>(); !done)
                return done;
            tell(epoch, rate, last);
            if (auto done = keep(last); !done)
                return done;
        }
        return {};
    }

    Result<void> learn(const std::vector<TrainingCase>& cases, double rate) {
        const double loss = addGradients(*m_learner, cases, m_options, m_chunk, m_progress);
        if (m_learner->lowRank)
            m_learner->lowRank->takeGradients();
        if (!std::isfinite(loss) || !m_optimiser.step(rate))
            return diverged(m_position.step + 1);
        if (m_learner->lowRank)
            m_learner->lowRank->merge();
        const torch::NoGradGuard noGradients;
        m_net.logScale.clamp_max_(std::log(100.0));
        m_memory.settle();
        m_position = {m_position.step + 1, loss};
        return {};
    }

    /// The model is then what it last was.
    Result<void> diverged(int step) {
        m_good.putBack();
        if (m_learner->lowRank)
            m_learner->lowRank->merge();
        m_position = m_goodPosition;
        m_result.validation = {}; // was of other weights
        m_result.diverged = "The loss is no longer a finite number at step " +
                            std::to_string(step) + "; the model is back at step " +
                            std::to_string(m_position.step) +
                            ". Train again with a lower learning rate.";
        return fail(ErrorCode::Model, m_result.diverged);
    }

    Result<void> validateNow() {
        if (!m_validation || m_validation->size() == 0 ||
            m_options.objective == Objective::Truth) // which leaves the heads as they were
            return {};
        auto figures = validate(m_net, *m_validation, m_chunk, m_progress, m_warnings);
        if (!figures)
            return std::unexpected(figures.error());
        m_result.validation = *figures;
        return {};
    }

    void tell(int epoch, double rate, bool validated) {
        m_progress.progress("train", m_position.step, m_steps);
        if (!m_onStep)
            return;
        const bool has = validated && m_result.validation.candidates > 0;
        m_onStep({.epoch = epoch + 1,
                  .step = m_position.step,
                  .steps = m_steps,
                  .loss = m_position.loss,
                  .learningRate = rate,
                  .validation = has ? &m_result.validation : nullptr});
    }

    Result<void> keep(bool endOfEpoch) {
        const bool due = endOfEpoch || m_position.step % m_options.checkpointEverySteps == 0 ||
                         (m_options.checkpointByClock && Clock::now() - m_saved > checkpointAfter);
        if (!due)
            return {};
        if (!m_good.take())
            return diverged(m_position.step);
        m_goodPosition = m_position;
        if (!m_options.checkpoint.empty())
            if (auto saved = m_checkpoint.save(*m_learner, m_optimiser.adam(), m_position); !saved)
                return saved;
        m_saved = Clock::now();
        return {};
    }

    StepMemory m_memory;
    PamnNet& m_net;
    const TrainOptions& m_options;
    Progress& m_progress;
    const OnStep& m_onStep;
    TrainingSet m_training;
    std::optional<TrainingSet> m_validation;
    std::shared_ptr<Learner> m_learner;
    Optimiser m_optimiser;
    Checkpoint m_checkpoint;
    std::size_t m_batch = 0, m_chunk = 0; // cases
    int m_stepsPerEpoch = 0, m_steps = 0;
    TrainingPosition m_position;
    TrainResult m_result;
    GoodWeights m_good;
    TrainingPosition m_goodPosition;
    std::optional<NoLearning> m_frozen;
    Clock::time_point m_saved;
    CaseWarnings m_warnings;
};

Result<TrainResult> trainOn(Model& model, CaseSource& training, CaseSource* validation,
                            const TrainOptions& options, Progress& progress, const OnStep& onStep) {
    auto tokenizer = WordPiece::fromVocabulary(model.vocabulary());
    if (!tokenizer)
        return std::unexpected(tokenizer.error());
    const int maxTokens = model.info().config.maxTokens;
    TrainingSet set(training, *tokenizer, maxTokens, progress, options.tellings);
    if (set.size() < 2)
        return fail(ErrorCode::BadInput, "Training needs at least two cases with a report.");
    if (options.objective != Objective::Reports && set.truthWeights().empty())
        return fail(ErrorCode::BadInput,
                    "Nothing is known of what lies in these cases' cells; only phantom exams can "
                    "be trained on that.");
    if (auto enough = checkLowRank(options, model.info().config, set.size()); !enough)
        return std::unexpected(enough.error());
    std::optional<TrainingSet> held;
    if (validation)
        held.emplace(*validation, *tokenizer, maxTokens, progress);
    const ThreadScope scope(options.threads);
    Run run(model, options, progress, onStep, std::move(set), std::move(held));
    try {
        return run.run();
    } catch (const RunCancelled&) {
        return cancelled();
    }
}

} // namespace

Result<TrainResult> train(Model& model, CaseSource& training, CaseSource* validation,
                          const TrainOptions& options, Progress& progress,
                          const std::function<void(const TrainStep&)>& onStep) {
    if (auto checked = checkTrainOptions(options); !checked)
        return std::unexpected(checked.error());
    auto result = catchingTorch("The training stopped", [&] {
        return trainOn(model, training, validation, options, progress, onStep);
    });
    for (torch::Tensor& weight : model.net().parameters())
        weight.mutable_grad() = torch::Tensor();
    return result;
}

} // namespace bolus
