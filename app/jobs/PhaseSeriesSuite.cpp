#include "app/jobs/PhaseSeriesSuite.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "app/jobs/EvaluateJob.h"
#include "app/jobs/PhaseChoice.h"
#include "app/jobs/Sources.h"
#include "app/jobs/SuiteFolder.h"
#include "app/jobs/SuiteReport.h"
#include "app/jobs/SuiteRows.h"
#include "app/jobs/TrainJob.h"
#include "engine/evaluate/Retrieval.h"
#include "engine/phantom/Revision.h"
#include "engine/preprocess/Revision.h"
#include "engine/text/WordPiece.h"
#include "engine/train/EncodePairs.h"
#include "engine/train/EncodedSource.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

constexpr std::array candidateCounts{100, 500, 1000, 2000};
constexpr std::size_t vocabularySize = 4000;
constexpr int casesInMemory = 64; // of a batch; a larger one takes gradient caching

/// Exams of one set, and their phases' tokens once these are made.
struct ExamSet {
    ExamSet(PhantomSet set, std::uint64_t seed, int count, const ModelConfig& config)
        : exams({.seed = seed, .set = set}, count, config, 0) {
        for (std::size_t i = 0; i < exams.size(); ++i) {
            phases.push_back(exams.phases(i));
        }
    }
    PhantomSource exams;
    std::vector<std::size_t> phases; // how many each exam has
    std::unique_ptr<CaseSource> tokens;
};

/// A row's progress: its name before each stage.
class RowProgress : public Progress {
public:
    RowProgress(Progress& outer, std::string row) : m_outer(outer), m_row(std::move(row)) {}
    void progress(std::string_view stage, std::int64_t done, std::int64_t total) override {
        m_outer.progress(fmt::format("{} {}", m_row, stage), done, total);
    }
    void warning(std::string_view code, std::string_view message, const fs::path& path) override {
        m_outer.warning(code, fmt::format("{}: {}", m_row, message), path);
    }
    bool cancelled() const override { return m_outer.cancelled(); }

private:
    Progress& m_outer;
    const std::string m_row;
};

Result<std::vector<SuiteRow>> chosenRows(const PhaseSeriesRequest& request) {
    for (const std::string& name : request.rows) {
        if (!suiteRow(name)) {
            std::string names;
            for (const SuiteRow& row : suiteRows()) {
                names += (names.empty() ? "" : ", ") + row.name;
            }
            return fail(ErrorCode::BadInput,
                        fmt::format("There is no row called {}; there are {}.", name, names));
        }
    }
    std::vector<SuiteRow> rows;
    std::ranges::copy_if(suiteRows(), std::back_inserter(rows), [&](const SuiteRow& row) {
        return request.rows.empty()
                   ? !row.onlyWhenNamed
                   : std::ranges::find(request.rows, row.name) != request.rows.end();
    });
    return rows;
}

/// Numbers of candidates that so many cases can be cut into, and all of them.
std::vector<int> countsUpTo(int cases) {
    std::vector<int> counts;
    std::ranges::copy_if(candidateCounts, std::back_inserter(counts),
                         [&](int count) { return count < cases; });
    counts.push_back(cases);
    return counts;
}

class Suite {
public:
    Suite(const PhaseSeriesRequest& request, const Model& encoder, Events& events)
        : m_request(request), m_encoder(encoder), m_events(events),
          m_training(PhantomSet::Training, request.seed, request.trainCases, config()),
          m_validation(PhantomSet::Validation, request.seed + 1, request.validationCases, config()),
          m_test(PhantomSet::Test, request.seed + 2, request.testCases, config()) {}

    Result<Outcome> run(const std::vector<SuiteRow>& rows);

private:
    const ModelConfig& config() const { return m_encoder.info().config; }
    const fs::path& tokenFolder() const {
        return m_request.tokens.empty() ? m_request.out : m_request.tokens;
    }

    Json settings();
    Json encoderJson() const;
    std::string command() const;
    Result<void> encode(ExamSet& set, const char* name);
    Result<void> makeTokens();
    Result<std::unique_ptr<Model>> freshModel(const SuiteRow& row);
    TrainOptions optionsOf(const SuiteRow& row) const;
    PhaseChoiceSource trainingSource(const SuiteRow& row);
    PhaseChoiceSource heldOutSource(const SuiteRow& row, ExamSet& set) const;
    Result<Json> runRow(const SuiteRow& row);
    Result<void> learn(const SuiteRow& row, Model& model, RowProgress& progress, Json& fields);
    void measure(const EncodedPairs& pairs, Json& fields) const;
    Result<void> loadRows();
    Result<void> runMissing(const SuiteRow& row);
    Result<Json> writeResults();

    const PhaseSeriesRequest& m_request;
    const Model& m_encoder;
    Events& m_events;
    ExamSet m_training, m_validation, m_test;
    std::vector<std::string> m_vocabulary;
    std::optional<SuiteFolder> m_folder;
    SuiteResults m_results;
};

/// What results depend on, beside the program.
Json Suite::settings() {
    std::string reports;
    for (ExamSet* set : {&m_training, &m_validation, &m_test}) {
        for (const std::string& report : allReports(set->exams)) {
            reports += report + '\0';
        }
    }
    return {{"bolus_version", BOLUS_VERSION},
            {"phantom_revision", phantomRevision},
            {"preprocess_revision", preprocessRevision},
            {"encoder", m_encoder.info().hash},
            {"seed", m_request.seed},
            {"train_cases", m_request.trainCases},
            {"validation_cases", m_request.validationCases},
            {"test_cases", m_request.testCases},
            {"epochs", m_request.epochs},
            {"batch", m_request.batch},
            {"learning_rate", m_request.learningRate},
            {"text_layers", m_request.textLayers},
            {"text_width", m_request.textWidth},
            {"reports_sha256", sha256Of(reports)}};
}

Json Suite::encoderJson() const {
    const ModelInfo& info = m_encoder.info();
    return {{"name", info.name},
            {"hash", info.hash},
            {"provenance", Json::parse(info.provenance, nullptr, false)}};
}

/// With every option, so that it makes these results whatever a later version's defaults are.
std::string Suite::command() const {
    std::string text = fmt::format(
        "bolusctl evaluate --suite phase-series --model {} --seed {} --train-cases {} "
        "--validation-cases {} --test-cases {} --epochs {} --batch {} --lr {} --text-layers {} "
        "--text-width {}",
        m_request.model.empty() ? m_encoder.info().name
                                : fs::path(m_request.model).filename().string(),
        m_request.seed, m_request.trainCases, m_request.validationCases, m_request.testCases,
        m_request.epochs, m_request.batch, m_request.learningRate, m_request.textLayers,
        m_request.textWidth);
    return text + " --out DIR";
}

Result<void> Suite::encode(ExamSet& set, const char* name) {
    if (set.tokens) {
        return {};
    }
    RowProgress progress(m_events, name);
    const fs::path file = tokenFolder() / fmt::format("{}.tokens", name);
    std::error_code error;
    fs::create_directories(tokenFolder(), error); // opening the file tells what is wrong
    auto tokens = encodedSource(m_encoder, set.exams, file, TrainOptions().threads, progress);
    if (!tokens) {
        return std::unexpected(tokens.error());
    }
    set.tokens = std::move(*tokens);
    return {};
}

Result<void> Suite::makeTokens() {
    if (auto done = encode(m_training, "training"); !done) {
        return done;
    }
    if (auto done = encode(m_validation, "validation"); !done) {
        return done;
    }
    if (m_vocabulary.empty()) {
        m_vocabulary = trainVocabulary(allReports(m_training.exams), vocabularySize);
    }
    return encode(m_test, "test");
}

Result<std::unique_ptr<Model>> Suite::freshModel(const SuiteRow& row) {
    ModelConfig fresh = rowConfig(row, config(), m_request.textLayers, m_request.textWidth);
    fresh.vocabulary = static_cast<int>(m_vocabulary.size());
    auto model = Model::create(fresh, m_vocabulary, m_request.seed);
    if (model) {
        if (auto taken = (*model)->takePhaseEncoder(m_encoder); !taken) {
            return std::unexpected(taken.error());
        }
    }
    return model;
}

TrainOptions Suite::optionsOf(const SuiteRow& row) const {
    TrainOptions options;
    options.epochs = m_request.epochs;
    options.batch = m_request.batch;
    options.chunk = std::min(m_request.batch, casesInMemory);
    options.learningRate = m_request.learningRate;
    options.loss = rowLoss(row);
    options.seed = m_request.seed;
    options.freezeImages = true;
    options.onePhase = row.given == SuiteRow::Given::OnePhase;
    options.augment = false; // tokens have none
    options.checkpoint = m_folder->checkpoint(row.name);
    options.checkpointEverySteps = 1000; // or after a minute
    return options;
}

PhaseChoiceSource Suite::trainingSource(const SuiteRow& row) {
    std::vector<std::size_t> counts = m_training.phases;
    counts.resize(std::max<std::size_t>(counts.size() * std::size_t(row.percent) / 100, 1));
    return {*m_training.tokens, row.given == SuiteRow::Given::EveryPhase
                                    ? everyPhase(counts)
                                    : atMostPhases(counts, std::size_t(row.mostPhases))};
}

/// As many cases as there are exams, whatever a row is given of them.
PhaseChoiceSource Suite::heldOutSource(const SuiteRow& row, ExamSet& set) const {
    if (row.given == SuiteRow::Given::Phases) {
        return {*set.tokens, atMostPhases(set.phases, std::size_t(row.mostPhases))};
    }
    if (row.given == SuiteRow::Given::OnePhase) {
        return {*set.tokens, oneFixedPhase(set.phases, m_request.seed)};
    }
    return {*set.tokens, drawn(everyPhase(set.phases), set.phases.size(), m_request.seed)};
}

/// Whether the loss stopped being finite: then the model is what it last was, which is a result.
/// Whatever else the model complains of is none.
bool lossEnded(const Error& error) {
    return error.code == ErrorCode::Model && error.message.starts_with("The loss is no longer");
}

Result<void> Suite::learn(const SuiteRow& row, Model& model, RowProgress& progress, Json& fields) {
    PhaseChoiceSource training = trainingSource(row);
    PhaseChoiceSource validation = heldOutSource(row, m_validation);
    Json curve = Json::array();
    auto trained =
        train(model, training, &validation, optionsOf(row), progress, [&](const TrainStep& step) {
            if (step.validation) {
                curve.push_back({{"epoch", step.epoch},
                                 {"loss", step.loss},
                                 {"validation", recallJson(*step.validation)}});
            }
        });
    const bool diverged = !trained && lossEnded(trained.error());
    if (!trained && !diverged) {
        return std::unexpected(trained.error());
    }
    if (diverged) {
        progress.warning("model", trained.error().message, {});
    }
    fields["training_pairs"] = training.size();
    fields["steps"] = trained ? Json(trained->steps) : Json();
    fields["loss"] = trained ? Json(trained->lastLoss) : Json();
    fields["stopped"] = diverged ? Json(trained.error().message) : Json();
    fields["validation"] = trained ? recallJson(trained->validation) : Json();
    fields["curve"] = std::move(curve);
    return {};
}

void Suite::measure(const EncodedPairs& pairs, Json& fields) const {
    const int cases = static_cast<int>(pairs.size());
    fields["test_pairs"] = cases;
    fields["mean_cosine"] = meanCosine(pairs.images, pairs.dim);
    fields["tables"] = Json::array();
    RetrievalRanks ranks;
    for (const int count : countsUpTo(cases)) {
        ranks = retrievalRanks(pairs.images, pairs.texts, pairs.dim, pairs.groups, count);
        fields["tables"].push_back(retrievalJson(tableOfRanks(ranks, count, m_request.seed)));
    }
    fields["ranks"] = {{"candidates", cases},
                       {"text_to_image", ranks.textToImage},
                       {"image_to_text", ranks.imageToText}};
}

Result<Json> Suite::runRow(const SuiteRow& row) {
    const auto start = std::chrono::steady_clock::now();
    auto model = freshModel(row);
    if (!model) {
        return std::unexpected(model.error());
    }
    RowProgress progress(m_events, row.name);
    Json fields{{"row", row.name}, {"label", row.label}, {"percent", row.percent}};
    fields["parameters"] = (*model)->info().parameters;
    if (auto learned = learn(row, **model, progress, fields); !learned) {
        return std::unexpected(learned.error());
    }
    PhaseChoiceSource test = heldOutSource(row, m_test);
    auto pairs = encodePairs(**model, test, progress);
    if (!pairs) {
        return std::unexpected(pairs.error());
    }
    if (pairs->size() == 0) {
        return fail(ErrorCode::BadInput, "None of the test exams could be given to the model.");
    }
    measure(*pairs, fields);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    fields["seconds"] = std::round(seconds.count());
    return fields;
}

/// Without what only files need.
Json itemOf(Json row, bool kept) {
    row.erase("ranks");
    row.erase("curve");
    row["kept"] = kept;
    return row;
}

Result<void> Suite::loadRows() {
    auto folder = SuiteFolder::open(m_request.out, settings());
    if (!folder) {
        return std::unexpected(folder.error());
    }
    m_folder = std::move(*folder);
    for (const SuiteRow& row : suiteRows()) {
        if (auto kept = m_folder->row(row.name)) {
            m_results[row.name] = std::move(*kept);
        }
    }
    return {};
}

Result<void> Suite::runMissing(const SuiteRow& row) {
    if (auto made = makeTokens(); !made) {
        return made;
    }
    auto fields = runRow(row);
    if (!fields) {
        return std::unexpected(fields.error());
    }
    if (auto kept = m_folder->keepRow(row.name, *fields); !kept) {
        return kept;
    }
    std::error_code error;
    fs::remove(m_folder->checkpoint(row.name), error);
    m_results[row.name] = std::move(*fields);
    return {};
}

Result<Json> Suite::writeResults() {
    const Json summary = suiteSummary(
        m_results,
        {{"command", command()}, {"settings", m_folder->settings()}, {"encoder", encoderJson()}});
    const std::array<std::pair<const char*, std::string>, 5> files{
        {{"results.json", summary.dump(2) + "\n"},
         {"results.md", suiteMarkdown(m_results, summary)},
         {"table1.svg", tablePlot(m_results)},
         {"scale.svg", scalePlot(m_results)},
         {"phases.svg", phasesPlot(m_results)}}};
    for (const auto& [name, text] : files) {
        if (text.empty()) { // no row of this figure yet
            continue;
        }
        if (auto written = m_folder->write(name, text); !written) {
            return std::unexpected(written.error());
        }
    }
    return summary;
}

Result<Outcome> Suite::run(const std::vector<SuiteRow>& rows) {
    if (auto loaded = loadRows(); !loaded) {
        return std::unexpected(loaded.error());
    }
    Json summary;
    for (const SuiteRow& row : rows) {
        const bool kept = m_results.contains(row.name);
        if (auto done = kept ? Result<void>() : runMissing(row); !done) {
            return std::unexpected(done.error());
        }
        if (!kept || &row == &rows.back()) {
            auto written = writeResults();
            if (!written) {
                return std::unexpected(written.error());
            }
            summary = std::move(*written);
        }
        m_events.item(itemOf(m_results[row.name], kept));
    }
    return Outcome{{{"rows", rows.size()},
                    {"seed", m_request.seed},
                    {"encoder", m_encoder.info().hash},
                    {"bolus_version", BOLUS_VERSION},
                    {"results_sha256", summary["results_sha256"]},
                    {"comparisons", summary["comparisons"]},
                    {"folder", m_request.out.string()}}};
}

} // namespace

Result<Outcome> runPhaseSeriesSuite(Session& session, const PhaseSeriesRequest& request,
                                    Events& events) {
    auto rows = chosenRows(request);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    auto encoder = request.model.empty() ? session.activeModel() : session.model(request.model);
    if (!encoder) {
        return std::unexpected(encoder.error());
    }
    auto outcome = Suite(request, **encoder, events).run(*rows);
    if (!outcome && outcome.error().code == ErrorCode::Cancelled) {
        return cancelledError(); // not "the training was": a row may only have been measured
    }
    return outcome;
}

} // namespace bolus
