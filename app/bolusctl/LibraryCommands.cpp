#include <memory>
#include <optional>

#include <CLI/CLI.hpp>

#include "app/bolusctl/Commands.h"
#include "app/jobs/CaseJobs.h"
#include "app/jobs/HealthJobs.h"
#include "app/jobs/ImportJob.h"
#include "app/jobs/PhaseMeasure.h"

namespace bolus {

namespace {

using Paths = std::vector<std::filesystem::path>;

void addImport(CLI::App& app, Invocation& invocation) {
    struct Options {
        std::vector<std::string> paths;
        bool copy = false, noPixels = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand(
        "import", "Bring DICOM files, folders and zip archives into the library");
    command->add_option("PATH", options->paths, "Files, folders, zip archives, DICOMDIRs")
        ->required();
    command->add_flag("--copy", options->copy,
                      "Copy the files into the library; else they stay where they are");
    command->add_flag("--no-pixels", options->noPixels,
                      "Do not look for contrast in the pixels: phases come from the tags alone");
    command->callback([options, &invocation] {
        invocation.run = [options](Session& session, Events& events) {
            const FileImportRequest request{Paths(options->paths.begin(), options->paths.end()),
                                            options->copy, !options->noPixels};
            return importFiles(session, request, events);
        };
    });
}

void addCases(CLI::App& app, Invocation& invocation) {
    auto filter = std::make_shared<CaseFilter>();
    CLI::App* command = app.add_subcommand("cases", "List the cases with their phases");
    addFilter(*command, filter);
    command->callback([filter, &invocation] {
        invocation.run = [filter](Session& session, Events& events) {
            return listCases(session, *filter, events);
        };
    });
}

void addMerge(CLI::App& parent, Invocation& invocation) {
    struct Options {
        std::int64_t into = 0;
        std::vector<std::int64_t> others;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command =
        parent.add_subcommand("merge", "Make one case of several of the same patient");
    command->add_option("INTO", options->into, "The case that stays")->required();
    command->add_option("OTHER", options->others, "Cases that join it")->required();
    command->callback([options, &invocation] {
        invocation.run = [options](Session& session, Events& events) {
            return mergeCases(session, options->into, options->others, events);
        };
    });
}

void addSplit(CLI::App& parent, Invocation& invocation) {
    struct Options {
        std::int64_t id = 0;
        std::vector<std::string> series;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = parent.add_subcommand("split", "Move series into a case of their own");
    command->add_option("CASE", options->id, "Id of the case")->required();
    command->add_option("SERIES", options->series, "Series Instance UIDs")->required();
    command->callback([options, &invocation] {
        invocation.run = [options](Session& session, Events& events) {
            return splitCase(session, options->id, options->series, events);
        };
    });
}

void addCase(CLI::App& app, Invocation& invocation) {
    CLI::App* command = app.add_subcommand("case", "Merge, split and reorder cases");
    command->require_subcommand(1);
    addMerge(*command, invocation);
    addSplit(*command, invocation);
    addCaseEdits(*command, invocation);
}

std::string phaseTokens() {
    std::string tokens;
    for (const Phase phase : allPhases) {
        tokens += (tokens.empty() ? "" : ", ") + std::string(phaseToken(phase));
    }
    return tokens;
}

void addPhaseSet(CLI::App& parent, Invocation& invocation) {
    struct Options {
        std::int64_t id = 0;
        std::string series;
        Phase phase = Phase::Unknown;
        std::optional<int> part;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = parent.add_subcommand("set", "Say which phase a series is");
    command->add_option("CASE", options->id, "Id of the case")->required();
    command->add_option("SERIES", options->series, "Series Instance UID")->required();
    command
        ->add_option_function<std::string>(
            "PHASE",
            [options](const std::string& text) {
                const auto phase = phaseFromText(text);
                if (!phase) {
                    throw CLI::ValidationError("PHASE", text + " is none of " + phaseTokens());
                }
                options->phase = *phase;
            },
            "One of " + phaseTokens())
        ->required();
    command->add_option("--part", options->part, "Only this part of a series that was split");
    command->callback([options, &invocation] {
        invocation.run = [options](Session& session, Events&) {
            return setPhase(session, options->id, options->series, options->phase, options->part);
        };
    });
}

void addPhaseMeasure(CLI::App& parent, Invocation& invocation) {
    auto cases = std::make_shared<std::vector<std::int64_t>>();
    CLI::App* command = parent.add_subcommand(
        "measure", "Measure again what the pixels say of cases' phases; import does it once");
    command->add_option("CASE", *cases, "Ids of cases (default: all)");
    command->callback([cases, &invocation] {
        invocation.run = [cases](Session& session, Events& events) {
            return measurePhasesAgain(session, *cases, events);
        };
    });
}

void addPhase(CLI::App& app, Invocation& invocation) {
    CLI::App* command = app.add_subcommand("phase", "Correct the phase of a series, or measure it");
    command->require_subcommand(1);
    addPhaseSet(*command, invocation);
    addPhaseMeasure(*command, invocation);
}

void addVerify(CLI::App& app, Invocation& invocation) {
    auto deep = std::make_shared<bool>(false);
    CLI::App* command = app.add_subcommand("verify", "Check the library against its files");
    command->add_flag("--deep", *deep,
                      "Also read every file whole, and compare copies with their hash: slow");
    command->callback([deep, &invocation] {
        invocation.run = [deep](Session& session, Events& events) {
            return verifyLibrary(session, *deep, events);
        };
    });
}

} // namespace

/// A filter is checked while parsing, so that a wrong one is bad usage.
CLI::Option* addFilter(CLI::App& command, const std::shared_ptr<CaseFilter>& filter,
                       const std::shared_ptr<SearchRequest>& request) {
    return command
        .add_option_function<std::string>(
            "--filter",
            [filter, request](const std::string& text) {
                auto parsed = parseCaseFilter(text);
                if (!parsed) {
                    throw CLI::ValidationError("--filter", parsed.error().message);
                }
                *filter = std::move(*parsed);
                if (request) {
                    request->filter = text;
                }
            },
            "Words, and modality:CT, body:ABDOMEN, phase:arterial, sex:F, age:60-69, year:2024, "
            "maker:SIEMENS, tag:hcc, collection:teaching, has:report, has:vector, id:12, and of a "
            "search by words assertion:absent; all of them must fit, and none with a dash before "
            "it, -sex:F")
        ->type_name("F");
}

void addLibraryCommands(CLI::App& app, Invocation& invocation) {
    addImport(app, invocation);
    addCheck(app, invocation);
    addCases(app, invocation);
    addPhase(app, invocation);
    addCase(app, invocation);
    addRegister(app, invocation);
    addReportCommands(app, invocation);
    addSearchCommands(app, invocation);
    addVerify(app, invocation);
}

} // namespace bolus
