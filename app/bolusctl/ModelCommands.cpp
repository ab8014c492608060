#include <memory>

#include <CLI/CLI.hpp>

#include "app/bolusctl/Commands.h"
#include "app/bolusctl/SuiteFlags.h"
#include "app/jobs/AttentionJob.h"
#include "app/jobs/EvaluateJob.h"
#include "app/jobs/ModelImportJob.h"
#include "app/jobs/ModelJobs.h"
#include "app/jobs/PhantomJob.h"
#include "app/jobs/SearchJobs.h"
#include "app/jobs/TrainJob.h"

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

void addAttention(CLI::App& app, Invocation& invocation) {
    struct Options {
        AttentionRequest request;
        std::string out, method = "direct";
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("attention", "Show where the model looked in a case");
    command->add_option("CASE", options->request.caseId, "Id of the case")->required();
    command->add_option("--text", options->request.text,
                        "Also what spoke for and against this phrase");
    command->add_option("--method", options->method, "How the maps are made")
        ->check(CLI::IsMember({"direct", "rollout", "gradient"}))
        ->capture_default_str();
    command->add_option("--out", options->out, "Folder for a PNG a map and maps.json")
        ->type_name("DIR");
    command->callback([options, &invocation] {
        invocation.run = [options](Session& session, Events& events) {
            options->request.out = options->out;
            options->request.method = *attentionMethodFromToken(options->method);
            return attentionMaps(session, options->request, events);
        };
    });
}

/// Which cases: exactly one way of choosing.
void addChoice(CLI::App& command, CaseChoice& choice) {
    CLI::Option* phantom =
        command.add_option("--phantom", choice.phantoms, "So many phantom exams, made on the fly")
            ->check(CLI::Range(1, 1000000));
    CLI::Option* cases = command
                             .add_option("--library-cases", choice.cases,
                                         "Ids of the library's cases, joined by commas")
                             ->delimiter(',');
    CLI::Option* all =
        command.add_flag("--all", choice.all, "All cases of the library that have reports");
    phantom->excludes(cases)->excludes(all);
    cases->excludes(all);
    command.add_option("--cache-gb", choice.cacheGb, "Memory for prepared cases")
        ->check(CLI::Range(0.0, 4096.0))
        ->capture_default_str();
}

void requireChoice(const CaseChoice& choice) {
    if (!choice.any()) {
        throw CLI::RequiredError("One of --phantom, --library-cases and --all");
    }
}

struct TrainFlags {
    TrainRequest request;
    std::string out, checkpoint, tokens;
    bool noAugment = false;
};

void addTrainModelOptions(CLI::App& command, TrainFlags& flags) {
    TrainRequest& request = flags.request;
    CLI::Option* base =
        command.add_option("--base", request.base, "Model to fine-tune: an id or a file");
    command.add_option("--size", request.size, "Size of a fresh model")
        ->check(CLI::IsMember({"compact", "paper", "tiny"}))
        ->capture_default_str()
        ->excludes(base);
    command.add_option("--preset", request.preset, "Options of a fresh model")
        ->check(CLI::IsMember({"paper", "robust"}))
        ->capture_default_str()
        ->excludes(base);
    command
        .add_option("--encoder", request.encoder,
                    "Model, an id or a file, whose phase encoder a fresh model begins with")
        ->excludes(base);
    command.add_option("--vocabulary-size", request.vocabularySize, "Word pieces of a fresh model")
        ->check(CLI::Range(200, 100000))
        ->capture_default_str()
        ->excludes(base);
    command.add_option("--out", flags.out, "Model file (default: in the library)")
        ->type_name("FILE");
    command.add_option("--name", request.name, "Its name (default: the file's)");
    command.add_flag("--half", request.half, "Store weights as 16 bit");
}

void addTrainSteps(CLI::App& command, TrainFlags& flags) {
    TrainOptions& options = flags.request.options;
    const auto positive = CLI::Range(1, 1000000);
    command.add_option("--epochs", options.epochs)->check(positive)->capture_default_str();
    command.add_option("--batch", options.batch, "Cases compared with each other")
        ->check(CLI::Range(2, 1000000))
        ->capture_default_str();
    command.add_option("--chunk", options.chunk, "Cases in memory at once")
        ->check(positive)
        ->capture_default_str();
    command.add_option("--lr", options.learningRate, "Learning rate")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    command.add_option("--loss", flags.request.loss)
        ->check(CLI::IsMember({"one_way", "symmetric", "multi_positive", "siglip"}))
        ->capture_default_str();
    command
        .add_option("--objective", flags.request.objective,
                    "What is learned from: reports, the truth of phantom exams, or both")
        ->check(CLI::IsMember({"reports", "truth", "both"}))
        ->capture_default_str();
    command.add_option("--truth-weight", options.truthWeight, "Of the truth's loss, with both")
        ->check(CLI::Range(0.0, 1000.0))
        ->capture_default_str();
    command.add_option("--seed", options.seed)->capture_default_str();
    command.add_option("--threads", options.threads, "0: as many as there are cores")
        ->check(CLI::Range(0, 4096))
        ->capture_default_str();
    command.add_flag("--freeze-towers", options.freezeTowers,
                     "Learn only the memory cell and the heads");
    command.add_flag("--freeze-images", options.freezeImages,
                     "Leave the phase encoder as it is, and encode each case only once");
    command
        .add_option("--tokens", flags.tokens,
                    "With --freeze-images: file that keeps the encoded phases (default: beside "
                    "--out)")
        ->type_name("FILE");
    command.add_flag("--no-augment", flags.noAugment, "Leave the images as they are");
    command
        .add_option("--checkpoint", flags.checkpoint, "File to resume from (default: beside --out)")
        ->type_name("FILE");
    command.add_flag("--finish-now", options.finishNow,
                     "Make the model from the checkpoint as it stands; the run may go on later");
    command
        .add_option("--checkpoint-every", options.checkpointEverySteps, "Steps between checkpoints")
        ->check(positive)
        ->capture_default_str();
}

void addTrainLora(CLI::App& command, TrainOptions& options) {
    CLI::Option* rank =
        command
            .add_option("--lora", options.loraRank,
                        "With --base: leave the towers but for changes of this rank to their last "
                        "blocks")
            ->check(CLI::Range(1, 2048))
            ->needs(command.get_option("--base"));
    command.add_option("--lora-blocks", options.loraBlocks, "So many blocks of each tower")
        ->check(CLI::Range(1, 48))
        ->capture_default_str()
        ->needs(rank);
    command.add_flag("--lora-anyway", options.loraAnyway, "With fewer than 500 cases, too")
        ->needs(rank);
}

void addTrain(CLI::App& app, Invocation& invocation, const std::string& typed) {
    auto flags = std::make_shared<TrainFlags>();
    CLI::App* command = app.add_subcommand("train", "Train a model, or fine-tune one");
    addChoice(*command, flags->request.choice);
    command
        ->add_option("--phantom-validation", flags->request.phantomValidation,
                     "So many phantom exams with other sentences, held out")
        ->check(CLI::Range(0, 1000000));
    command
        ->add_option("--validation", flags->request.validationShare,
                     "Share of the library's patients that is held out")
        ->check(CLI::Range(0.0, 0.9))
        ->capture_default_str();
    addTrainModelOptions(*command, *flags);
    addTrainSteps(*command, *flags);
    addTrainLora(*command, flags->request.options);
    flags->request.command = typed;
    command->callback([flags, &invocation] {
        requireChoice(flags->request.choice);
        invocation.run = [flags](Session& session, Events& events) {
            flags->request.out = flags->out;
            flags->request.options.checkpoint = flags->checkpoint;
            flags->request.tokens = flags->tokens;
            flags->request.options.augment = !flags->noAugment;
            return trainModel(session, flags->request, events);
        };
    });
}

void addEvaluate(CLI::App& app, Invocation& invocation) {
    auto request = std::make_shared<EvaluateRequest>();
    auto suite = std::make_shared<SuiteFlags>();
    CLI::App* command =
        app.add_subcommand("evaluate", "Measure how well a model finds the right case");
    command->add_option("--model", request->model, "Id or file (default: the active one)");
    addChoice(*command, request->choice);
    command->add_option("--seed", request->seed)->capture_default_str();
    command
        ->add_option("--candidates", request->candidates, "Numbers of candidates, joined by commas")
        ->delimiter(',')
        ->check(CLI::Range(1, 1000000));
    addSuiteFlags(*command, *suite);
    command->callback([request, suite, &invocation] {
        if (suite->chosen()) {
            requireSuiteFolder(*suite);
            invocation.run = [request, suite](Session& session, Events& events) {
                return runPhaseSeriesSuite(
                    session, completeSuite(*suite, request->model, request->seed), events);
            };
            return;
        }
        requireChoice(request->choice);
        invocation.run = [request](Session& session, Events& events) {
            return evaluateModel(session, *request, events);
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

} // namespace

void addModelCommands(CLI::App& app, Invocation& invocation, const std::string& typed) {
    addEmbed(app, invocation);
    addAttention(app, invocation);
    addTrain(app, invocation, typed);
    addEvaluate(app, invocation);
    addModel(app, invocation);
    addPhantom(app, invocation);
}

} // namespace bolus
