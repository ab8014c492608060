#include "app/jobs/PhaseSeriesSuite.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "app/jobs/SuiteExams.h"
#include "app/jobs/SuiteFolder.h"
#include "app/jobs/SuiteReport.h"
#include "app/jobs/SuiteRows.h"
#include "app/jobs/SuiteTraining.h"
#include "engine/phantom/Revision.h"
#include "engine/preprocess/Revision.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

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

Result<void> checkRow(const SuiteRow& row, const PhaseSeriesRequest& request,
                      const ModelConfig& encoder) {
    const ModelConfig config = rowConfig(row, encoder, request.textLayers, request.textWidth);
    if (config.textWidth % config.textHeads != 0) {
        return fail(ErrorCode::BadInput, fmt::format("--text-width is {}, not a multiple of {}.",
                                                     config.textWidth, config.textHeads));
    }
    if (auto checked = config.check(); !checked) {
        return checked;
    }
    const auto all = static_cast<std::size_t>(request.trainCases);
    if (trainingExams(row, all) < 2) {
        return fail(ErrorCode::BadInput,
                    fmt::format("{} % of {} training exams are fewer than two; row {} needs more "
                                "--train-cases.",
                                row.percent, all, row.name));
    }
    return checkTrainOptions(rowOptions(row, request));
}

/// Before anything is made: the last row is trained hours after the first.
Result<void> checkRequest(const PhaseSeriesRequest& request, const std::vector<SuiteRow>& rows,
                          const ModelConfig& encoder) {
    if (request.trainCases < 2 || request.testCases < 1 || request.validationCases < 0) {
        return fail(ErrorCode::BadInput,
                    "The benchmark needs at least two training exams and one test exam.");
    }
    for (const SuiteRow& row : rows) {
        if (auto checked = checkRow(row, request, encoder); !checked) {
            return checked;
        }
    }
    return {};
}

class Suite {
public:
    Suite(const PhaseSeriesRequest& request, const Model& encoder, Events& events)
        : m_request(request), m_encoder(encoder), m_events(events), m_exams(request, encoder) {}

    Result<Outcome> run(const std::vector<SuiteRow>& rows);

private:
    Json settings();
    Json encoderJson() const;
    std::string rowsOfCommand() const;
    std::string command() const;
    Result<void> loadRows();
    Result<void> runMissing(const SuiteRow& row);
    Result<Json> writeResults();

    const PhaseSeriesRequest& m_request;
    const Model& m_encoder;
    Events& m_events;
    SuiteExams m_exams;
    std::optional<SuiteFolder> m_folder;
    SuiteResults m_results;
};

/// What results depend on, beside the program.
Json Suite::settings() {
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
            {"reports_sha256", m_exams.reportsHash()}};
}

Json Suite::encoderJson() const {
    const ModelInfo& info = m_encoder.info();
    return {{"name", info.name},
            {"hash", info.hash},
            {"provenance", Json::parse(info.provenance, nullptr, false)}};
}

/// Empty where the rows asked for and those that are there are the ones that
/// are run unasked.
std::string Suite::rowsOfCommand() const {
    std::string names;
    bool usual = true;
    for (const SuiteRow& row : suiteRows()) {
        const auto& asked = m_request.rows;
        const bool wanted =
            asked.empty() ? !row.onlyWhenNamed : std::ranges::find(asked, row.name) != asked.end();
        const bool named = wanted || m_results.contains(row.name);
        usual = usual && named == !row.onlyWhenNamed;
        names += named ? (names.empty() ? "" : ",") + row.name : "";
    }
    return usual ? "" : " --rows " + names;
}

/// With every option, so that it makes these results whatever a later version's
/// defaults are.
std::string Suite::command() const {
    return fmt::format("bolusctl evaluate --suite phase-series --model {} --seed {} "
                       "--train-cases {} "
                       "--validation-cases {} --test-cases {} --epochs {} --batch {} --lr {} "
                       "--text-layers {} "
                       "--text-width {}{} --out DIR",
                       m_request.model.empty() ? m_encoder.info().name
                                               : fs::path(m_request.model).filename().string(),
                       m_request.seed, m_request.trainCases, m_request.validationCases,
                       m_request.testCases, m_request.epochs, m_request.batch,
                       m_request.learningRate, m_request.textLayers, m_request.textWidth,
                       rowsOfCommand());
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
    if (auto made = m_exams.prepare(m_events); !made) {
        return made;
    }
    auto fields = runSuiteRow(row, m_request, m_encoder, m_exams, *m_folder, m_events);
    if (!fields) {
        return std::unexpected(fields.error());
    }
    if (auto kept = m_folder->keepRow(row.name, *fields); !kept) {
        return kept;
    }
    m_folder->finish(row.name);
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

/// Without what only files need.
Json itemOf(Json row, bool kept) {
    row.erase("ranks");
    row.erase("curve");
    row["kept"] = kept;
    return row;
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
    if (auto checked = checkRequest(request, *rows, (*encoder)->info().config); !checked) {
        return std::unexpected(checked.error());
    }
    auto outcome = Suite(request, **encoder, events).run(*rows);
    if (!outcome && outcome.error().code == ErrorCode::Cancelled) {
        return cancelledError(); // not "the training was": a row may only have been
                                 // measured
    }
    return outcome;
}

} // namespace bolus
