#include <memory>

#include <CLI/CLI.hpp>

#include "app/bolusctl/Commands.h"
#include "app/jobs/AttentionJob.h"
#include "app/jobs/HealthJobs.h"
#include "app/jobs/ModelImportJob.h"
#include "app/jobs/ModelJobs.h"
#include "app/jobs/PhantomJob.h"
#include "app/jobs/RegionPlace.h"
#include "app/jobs/SearchJobs.h"

namespace bolus {

namespace {

void addEmbed(CLI::App& app, Invocation& invocation) {
    auto request = std::make_shared<EmbedRequest>();
    CLI::App* command =
        app.add_subcommand("embed", "Compute the vectors that search by image uses");
    command->add_option("--model", request->model,
                        "Id of a model in the library (default: the active one)");
    command->add_option("CASE", request->cases, "Ids of cases (default: all that lack a vector)");
    command->callback([request, &invocation] {
        invocation.run = [request](Session& session, Events& events) {
            return embedCases(session, *request, events);
        };
    });
}

struct AttentionOptions {
    AttentionRequest request;
    CheckRequest check;
    std::string out, method = "direct";
    std::vector<std::string> pictures;
    bool checks = false;
};

void addAttentionFiles(CLI::App& command, AttentionOptions& options) {
    CLI::Option* out =
        command.add_option("--out", options.out, "Folder for a PNG a map and maps.json")
            ->type_name("DIR");
    CLI::Option* dicom =
        command
            .add_flag(
                "--dicom", options.request.dicom,
                "Also DICOM there: a Parametric Map a map, and pictures as Secondary Captures")
            ->needs(out);
    command
        .add_option("--picture", options.pictures,
                    "PNG pictures to take instead of drawing the maps (repeat for more)")
        ->type_name("FILE")
        ->allow_extra_args(false)
        ->needs(dicom);
}

void addAttention(CLI::App& app, Invocation& invocation) {
    auto options = std::make_shared<AttentionOptions>();
    CLI::App* command = app.add_subcommand("attention", "Show where the model looked in a case");
    command->add_option("CASE", options->request.caseId, "Id of the case")->required();
    command->add_option("--text", options->request.text,
                        "Also what spoke for and against this phrase");
    command->add_option("--method", options->method, "How the maps are made")
        ->check(CLI::IsMember({"direct", "rollout", "gradient"}))
        ->capture_default_str();
    command->add_option("--model", options->request.model,
                        "Id of a model in the library (default: the active one)");
    CLI::Option* check = command->add_flag(
        "--check", options->checks,
        "Also whether the maps depend on what was learned, and come out the same again");
    command->add_option("--runs", options->check.runs, "Models with random weights to compare with")
        ->check(CLI::Range(1, 20))
        ->capture_default_str()
        ->needs(check);
    command->add_option("--seed", options->check.seed, "Of those weights and of noise")
        ->capture_default_str()
        ->needs(check);
    addAttentionFiles(*command, *options);
    command->callback([options, &invocation] {
        invocation.run = [options](Session& session, Events& events) {
            AttentionRequest request = options->request;
            request.out = options->out;
            request.method = *attentionMethodFromToken(options->method);
            request.pictures.assign(options->pictures.begin(), options->pictures.end());
            if (options->checks) {
                request.check = options->check;
            }
            return attentionMaps(session, request, events);
        };
    });
}

void addModelImport(CLI::App& parent, Invocation& invocation) {
    struct Options {
        ModelImportRequest request;
        std::string file, vocabulary;
    };
    auto options = std::make_shared<Options>();
    ModelImportRequest& request = options->request;
    CLI::App* command =
        parent.add_subcommand("import", "Bring a model into the library: a file of Bolus, or the "
                                        "public weights of M3D-CLIP or of a BERT");
    command->add_option("FILE", options->file, "A safetensors file")->required();
    command->add_option("--name", request.id, "Its id (default: the name in the file)");
    command
        ->add_option("--vocabulary", options->vocabulary,
                     "Public weights: their words (default: vocab.txt beside the file)")
        ->type_name("FILE");
    command->add_option("--preset", request.preset, "Public weights: options (default: robust)")
        ->check(CLI::IsMember({"paper", "robust"}));
    command
        ->add_option("--size", request.size,
                     "A BERT: size of a fresh image tower (default: compact)")
        ->check(CLI::IsMember({"compact", "paper", "tiny"}));
    command->add_option("--vision", request.vision,
                        "A BERT: model whose image tower it joins: an id or a file");
    command->add_option("--seed", request.seed, "Of what public weights do not have")
        ->capture_default_str();
    command->add_flag("--half", request.half, "Public weights: store them as 16 bit");
    command->callback([options, &invocation] {
        invocation.run = [options](Session& session, Events& events) {
            options->request.file = options->file;
            options->request.vocabulary = options->vocabulary;
            return importModel(session, options->request, events);
        };
    });
}

void addModel(CLI::App& app, Invocation& invocation) {
    CLI::App* parent = app.add_subcommand("model", "List, import, activate and remove models");
    parent->require_subcommand(1);
    parent->add_subcommand("list", "Models of the library and what they were trained on")
        ->callback([&invocation] { invocation.run = listModels; });
    addModelImport(*parent, invocation);
    const auto withId = [&](const char* name, const char* what,
                            Result<Outcome> (*job)(Session&, const std::string&)) {
        auto id = std::make_shared<std::string>();
        CLI::App* command = parent->add_subcommand(name, what);
        command->add_option("ID", *id, "Id of the model")->required();
        command->callback([id, job, &invocation] {
            invocation.run = [id, job](Session& session, Events&) { return job(session, *id); };
        });
    };
    withId("activate", "Search with this model from now on", activateModel);
    withId("remove", "Forget a model and its vectors", removeModel);
}

void addPhantom(CLI::App& app, Invocation& invocation) {
    struct Options {
        std::string folder;
        PhantomRequest request;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command =
        app.add_subcommand("phantom", "Write digital phantom exams as DICOM, with reports");
    command->add_option("DIR", options->folder, "Folder for them; made if it is not there")
        ->required();
    command->add_option("--cases", options->request.cases)
        ->check(CLI::Range(1, 100000))
        ->capture_default_str();
    command->add_option("--seed", options->request.seed)->capture_default_str();
    command
        ->add_option("--slice", options->request.sliceMm,
                     "Millimetres between slices (default: each scanner's own, 1 to 6)")
        ->check(CLI::Range(0.5, 50.0));
    command->add_option("--columns", options->request.columns, "Columns and rows of a slice")
        ->check(CLI::Range(16, 2048))
        ->capture_default_str();
    command->callback([options, &invocation] {
        invocation.run = [options](Session&, Events& events) {
            options->request.folder = options->folder;
            return writePhantoms(options->request, events);
        };
    });
}

void addSimilarPhases(CLI::App& command, const std::shared_ptr<SearchRequest>& request) {
    const auto add = [&](const char* name, const char* help, auto parse, auto& to) {
        command.add_option_function<std::string>(
            name,
            [name, parse, &to](const std::string& text) {
                auto parsed = parse(text);
                if (!parsed) {
                    throw CLI::ValidationError(name, parsed.error().message);
                }
                to = std::move(*parsed);
            },
            help);
    };
    add("--phases", "Phases of the example that count, like arterial,portal_venous", phasesFrom,
        request->phases);
    add("--phase-weights", "How much phases count, like arterial=2,delayed=0.5", phaseWeightsFrom,
        request->phaseWeights);
}

void addSimilar(CLI::App& app, Invocation& invocation) {
    auto request = std::make_shared<SearchRequest>();
    request->weights = exampleWeights;
    CLI::App* command = app.add_subcommand("similar", "Find cases like an example");
    command
        ->add_option("CASE|FOLDER", request->example, "A case's id, or a folder with an exam")
        ->required()
        ->check([](const std::string& text) {
            return text.empty() ? std::string("is empty") : std::string();
        });
    command->add_option("--text", request->phrase, "A phrase, mixed in at equal weight");
    command->add_flag("--own-patient", request->ownPatient,
                      "Other exams of the example's patient may be found too");
    addSimilarPhases(*command, request);
    command
        ->add_option_function<std::string>(
            "--region",
            [request](const std::string& text) {
                if (auto region = regionFrom(text); !region) {
                    throw CLI::ValidationError("--region", region.error().message);
                }
                request->region = text;
            },
            "A sphere in a volume of the example: rank by what cases have there. LPS and mm")
        ->type_name("SERIES[:PART]:x,y,z,r");
    addSearchOptions(*command, request);
    command->callback([request, &invocation] {
        invocation.run = [request](Session& session, Events& events) {
            return runSearch(session, *request, events);
        };
    });
}

} // namespace

const SearchJob searchWithModel = runSearch;

void addModelCommands(CLI::App& app, Invocation& invocation, const std::string& typed) {
    addSimilar(app, invocation);
    addEmbed(app, invocation);
    addAttention(app, invocation);
    addTrainCommands(app, invocation, typed);
    addModel(app, invocation);
    addPhantom(app, invocation);
    app.add_subcommand("doctor", "Check this machine: BLAS, device, library, model, disk, display")
        ->callback([&invocation] { invocation.run = examineMachine; });
    app.add_subcommand("serve", "Answer commands that come as JSON lines on stdin")
        ->callback([&invocation] { invocation.serve = true; });
}

} // namespace bolus
