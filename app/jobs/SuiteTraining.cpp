#include "app/jobs/SuiteTraining.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/jobs/EvaluateJob.h"
#include "app/jobs/RowProgress.h"
#include "app/jobs/SuiteRowLog.h"
#include "engine/evaluate/Retrieval.h"
#include "engine/train/EncodePairs.h"

namespace bolus {

namespace {

constexpr std::array candidateCounts{100, 500, 1000, 2000};
constexpr int casesInMemory = 64; // of a batch; a larger one takes gradient caching

/// Numbers of candidates that so many cases can be cut into, and all of them.
std::vector<int> countsUpTo(int cases) {
    std::vector<int> counts;
    std::ranges::copy_if(candidateCounts, std::back_inserter(counts),
                         [&](int count) { return count < cases; });
    counts.push_back(cases);
    return counts;
}

Result<std::unique_ptr<Model>> freshModel(const SuiteRow& row, const PhaseSeriesRequest& request,
                                          const Model& encoder, const SuiteExams& exams) {
    ModelConfig fresh =
        rowConfig(row, encoder.info().config, request.textLayers, request.textWidth);
    fresh.vocabulary = static_cast<int>(exams.vocabulary().size());
    auto model = Model::create(fresh, exams.vocabulary(), request.seed);
    if (model) {
        if (auto taken = (*model)->takePhaseEncoder(encoder); !taken) {
            return std::unexpected(taken.error());
        }
    }
    return model;
}

Result<void> learn(const SuiteRow& row, const SuiteExams& exams, const TrainOptions& options,
                   Model& model, SuiteRowLog& log, Progress& progress, Json& fields) {
    PhaseChoiceSource training = exams.training(row);
    PhaseChoiceSource validation = exams.validation(row);
    auto trained = train(model, training, &validation, options, progress,
                         [&](const TrainStep& step) { log.add(step); });
    if (!trained) {
        return std::unexpected(trained.error());
    }
    if (!trained->diverged.empty()) {
        progress.warning("model", trained->diverged, {});
    }
    fields["training_pairs"] = training.size();
    fields["steps"] = trained->steps;
    fields["loss"] = trained->lastLoss;
    fields["stopped"] = trained->diverged.empty() ? Json() : Json(trained->diverged);
    fields["validation"] = recallJson(trained->validation);
    return {};
}

/// Which queries are of one exam, where a row has several of it: those of one report.
std::vector<int> examsOf(const SuiteRow& row, const EncodedPairs& pairs) {
    return row.given == SuiteRow::Given::EveryPhase ? pairs.groups : std::vector<int>();
}

void measure(const SuiteRow& row, const EncodedPairs& pairs, std::uint64_t seed, Json& fields) {
    const int cases = static_cast<int>(pairs.size());
    const double cosine = meanCosine(pairs.images, pairs.dim);
    fields["test_pairs"] = cases;
    fields["mean_cosine"] = std::isfinite(cosine) ? Json(cosine) : Json();
    fields["tables"] = Json::array();
    RetrievalRanks ranks;
    for (const int count : countsUpTo(cases)) {
        ranks = retrievalRanks(pairs.images, pairs.texts, pairs.dim, pairs.groups, count);
        fields["tables"].push_back(
            retrievalJson(tableOfRanks(ranks, count, seed, examsOf(row, pairs))));
    }
    fields["ranks"] = {{"candidates", cases},
                       {"text_to_image", ranks.textToImage},
                       {"image_to_text", ranks.imageToText}};
}

Result<EncodedPairs> testPairs(const SuiteRow& row, const SuiteExams& exams, const Model& model,
                               Progress& progress) {
    PhaseChoiceSource test = exams.test(row);
    auto pairs = encodePairs(model, test, progress);
    if (pairs && pairs->size() == 0) {
        return fail(ErrorCode::BadInput, "None of the test exams could be given to the model.");
    }
    return pairs;
}

} // namespace

TrainOptions rowOptions(const SuiteRow& row, const PhaseSeriesRequest& request) {
    TrainOptions options;
    options.epochs = request.epochs;
    options.batch = request.batch;
    options.chunk = std::min(request.batch, casesInMemory);
    options.learningRate = request.learningRate;
    options.loss = rowLoss(row);
    options.seed = request.seed;
    options.tellings = std::min(request.epochs, 64);
    options.freezeImages = true;
    options.onePhase = row.given == SuiteRow::Given::OnePhase;
    options.augment = false; // tokens have none
    // What a diverged row falls back to is a figure: it must not hang on the
    // machine's speed.
    options.checkpointByClock = false;
    options.checkpointEverySteps = 20;
    options.keepDiverged = true;
    return options;
}

Result<Json> runSuiteRow(const SuiteRow& row, const PhaseSeriesRequest& request,
                         const Model& encoder, const SuiteExams& exams, const SuiteFolder& folder,
                         Progress& outer) {
    SuiteRowLog log(folder, row.name);
    auto model = freshModel(row, request, encoder, exams);
    if (!model) {
        return std::unexpected(model.error());
    }
    RowProgress progress(outer, row.name);
    Json fields{{"row", row.name}, {"label", row.label}, {"percent", row.percent}};
    fields["parameters"] = (*model)->info().parameters;
    TrainOptions options = rowOptions(row, request);
    options.checkpoint = folder.checkpoint(row.name);
    if (auto learned = learn(row, exams, options, **model, log, progress, fields); !learned) {
        return std::unexpected(learned.error());
    }
    auto pairs = testPairs(row, exams, **model, progress);
    if (!pairs) {
        return std::unexpected(pairs.error());
    }
    measure(row, *pairs, request.seed, fields);
    fields["curve"] = log.curve();
    fields["seconds"] = std::round(log.seconds());
    return fields;
}

} // namespace bolus
