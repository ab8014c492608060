// Trains PAMN on cases with reports; checkpoints, resumes, reports progress. No torch here.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "engine/evaluate/Retrieval.h"
#include "engine/model/Model.h"
#include "library/domain/Progress.h"

namespace bolus {

/// What is learned from. Reports: the contrastive loss of images and reports (paper, Eq. 10).
/// Truth: what lies in each cell (CaseSource::truth), told from the phase encoder's tokens; nothing
/// but that encoder learns. Both: the sum, truth also told from the memory.
enum class Objective { Reports, Truth, Both };
enum class Loss { OneWay, Symmetric, MultiPositive, SigLip };

struct TrainOptions {
    int epochs = 50;
    int batch = 32; // cases a step, at least 2
    /// Cases in memory with their activations at once. A batch that fits takes one plain pass; a
    /// larger one gradient caching: the same gradient in less memory, for a third more time. A
    /// phase takes about 60 MB in the compact model, 0.5 GB in the paper's.
    int chunk = 4;
    double learningRate = 1e-4, weightDecay = 0.1, warmUp = 0.03, clip = 1.0;
    Loss loss = Loss::MultiPositive;
    Objective objective = Objective::Reports;
    double truthWeight = 0.3; // of the truth's loss in Objective::Both
    std::uint64_t seed = 1;
    /// Fine-tuning on 10 to 2000 cases: the towers' outputs are cached once (fp16), only the memory
    /// cell and the heads learn, and a batch is the whole set (at most 2048). For
    /// Objective::Reports and all phases.
    bool freezeTowers = false;
    /// The phase encoder does not learn: for cases that come as its tokens (EncodedSource.h).
    bool freezeImages = false;
    /// What the memory gives of each case is worked out once (PAMN.md, Eq. 7, before the head):
    /// only the heads and the text encoder learn. For Objective::Reports and all phases.
    bool freezeMemory = false;
    /// Above 0: of the towers only low-rank changes to their last blocks learn (LowRank.h), for 500
    /// cases or more; with fewer only where `loraAnyway` says so. Memory cell and heads learn as
    /// ever.
    int loraRank = 0, loraBlocks = 2;
    bool loraAnyway = false;
    /// Each epoch shows the next of so many tellings of a case's report (CaseSource::retold), from
    /// 1 to 64, so that words are not learned by heart. Not with frozen towers.
    int tellings = 1;
    /// Above 0, to 1: this share of a step's cases comes with a phrase (CaseSource::phrase) in
    /// place of the whole report, so that what people type is understood too. Only with
    /// Loss::MultiPositive; not with frozen towers.
    double textParts = 0;
    bool onePhase = false; // of each case one phase, drawn anew each epoch (the ST baseline)
    /// A small shift, scale and brightness, the same for a case's phases; see augments().
    bool augment = true;
    int threads = 0; // while it runs; 0: as many as there are cores
    /// File, or empty. Where it exists and fits model, data and options the run goes on from it;
    /// where it does not, it is kept as FILE.old with a warning "checkpoint", and the run starts
    /// anew. It stays after the last step, so that nothing is lost before the model is saved: the
    /// caller then removes it.
    std::filesystem::path checkpoint;
    int checkpointEverySteps = 50; // and at the end of an epoch
    /// Also after a minute. Without, the step that a diverged run is back at does not hang on the
    /// machine's speed.
    bool checkpointByClock = true;
    /// A loss that is no longer finite ends the run with a result that says so (`diverged`), not
    /// with an error.
    bool keepDiverged = false;
    /// Takes no further step: the model becomes what the checkpoint holds, and is validated.
    /// NotFound where there is no checkpoint of this run.
    bool finishNow = false;
};

/// Whether a run changes what it is shown: not where an encoder's outputs are learned from, nor
/// where the truth of each cell is, which would have to move along.
bool augments(const TrainOptions& options);

/// A short text that is true of a case: a sentence of its report, or the name of a finding.
struct CasePhrase {
    std::string text;
    std::vector<std::uint64_t> says, denies; // numbers, as of CaseSource::statements
    bool detailed = false;                   // it says more than that: where, how large
};

/// Where cases come from. `load` is called from one worker thread at a time, ahead of use; the rest
/// from the caller's thread, before.
class CaseSource {
public:
    virtual ~CaseSource() = default;
    virtual std::size_t size() const = 0;
    virtual Result<NetworkInput> load(std::size_t index) = 0;
    virtual std::string report(std::size_t index) = 0;
    /// The report in other words, as far as there are any; telling 0 is report().
    virtual std::string retold(std::size_t index, int /*telling*/) { return report(index); }
    /// What the report asserts, as numbers of the source's own: two reports that hold one number
    /// say the same of it. Called as load() is, as phrase() is.
    virtual std::vector<std::uint64_t> statements(std::size_t) { return {}; }
    /// By lot; with an empty text where there is none.
    virtual CasePhrase phrase(std::size_t /*index*/, std::uint64_t /*lot*/) { return {}; }
    virtual std::string patient(std::size_t index) = 0; // splits are disjoint by patient
    /// Names the case and all that load() depends on: what was made of it once, as an encoder's
    /// tokens or a half-done run, is taken up by this name. Cheap.
    virtual std::string key(std::size_t index) = 0;
    /// [256, classes] in 0 … 1: what is known to lie in each cell, as many classes for every case;
    /// empty where nothing is known. Called as load() is.
    virtual std::vector<float> truth(std::size_t) { return {}; }
};

struct TrainStep {
    int epoch = 0, step = 0, steps = 0; // epoch and step from 1, step of all steps
    double loss = 0;
    double learningRate = 0;
    const RecallFigures* validation = nullptr; // at the end of an epoch, else null; not to be kept
};

struct TrainResult {
    int steps = 0;
    double lastLoss = 0;
    RecallFigures validation;
    bool resumed = false;
    std::string diverged; // why the training ended before its last step; else empty
};

/// BadInput, with a sentence, where train() would refuse these options whatever the cases are.
Result<void> checkTrainOptions(const TrainOptions& options);

/// Trains `model` in place. A case without a report, or that cannot be loaded, is left out with a
/// warning ("no_report", "case_left_out"). Errors: BadInput (options, fewer than two cases), Io
/// (the checkpoint), Cancelled, which keeps the last checkpoint; Model where the loss is no longer
/// finite: then `model` has the weights of the last good checkpoint. A resumed run gives the same
/// losses as an uninterrupted one, on the same machine with as many threads.
Result<TrainResult> train(Model& model, CaseSource& training, CaseSource* validation,
                          const TrainOptions& options, Progress& progress,
                          const std::function<void(const TrainStep&)>& onStep);

/// Indices of `source` for training and for validation: patients are never in both.
struct Split {
    std::vector<std::size_t> training, validation;
};
Split splitByPatient(CaseSource& source, double validationShare, std::uint64_t seed);

} // namespace bolus
