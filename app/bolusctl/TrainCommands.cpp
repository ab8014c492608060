#include <memory>

#include <CLI/CLI.hpp>

#include "app/bolusctl/Commands.h"
#include "app/bolusctl/SuiteFlags.h"
#include "app/jobs/EvaluateJob.h"
#include "app/jobs/TrainJob.h"

namespace bolus {

namespace {

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

void requireTrainedEncoder(const TrainRequest& request) {
    if (request.options.freezeImages && request.base.empty() && request.encoder.empty()) {
        throw CLI::ValidationError("--freeze-images",
                                   "a fresh phase encoder knows nothing yet; give one that has "
                                   "learned with --base or --encoder");
    }
}

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
    command.add_option(
        "--encoder", request.encoder,
        "Model, an id or a file, whose phase encoder a fresh model, or that of --base, "
        "begins with");
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
    command
        .add_option("--tellings", options.tellings,
                    "Phantom reports: another of so many tellings of each, epoch by epoch")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    command
        .add_option("--text-parts", options.textParts,
                    "Share of a step's cases that come with a phrase or a sentence in place of the "
                    "whole report")
        ->check(CLI::Range(0.0, 1.0))
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
    CLI::Option* frozen =
        command.add_flag("--freeze-images", options.freezeImages,
                         "With --base or --encoder: leave the phase encoder as it is, and encode "
                         "each case only once");
    command
        .add_option("--tokens", flags.tokens,
                    "With --freeze-images: file that keeps the encoded phases (default: beside "
                    "--out)")
        ->type_name("FILE")
        ->needs(frozen);
    command.add_flag("--freeze-memory", options.freezeMemory,
                     "Learn only the heads and how texts are read: what the memory gives of each "
                     "case is worked out once");
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
        requireTrainedEncoder(flags->request);
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
    command->callback([command, request, suite, &invocation] {
        if (suite->chosen()) {
            checkSuiteFlags(*command, *suite);
        }
        if (suite->findsPhases()) {
            invocation.run = [request, suite](Session&, Events& events) {
                return runPhaseSuite(completePhaseSuite(*suite, request->seed), events);
            };
            return;
        }
        if (suite->searches()) {
            invocation.run = [request, suite](Session& session, Events& events) {
                return runSearchSuite(
                    session, completeSearchSuite(*suite, request->model, request->seed), events);
            };
            return;
        }
        if (suite->chosen()) {
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

} // namespace

void addTrainCommands(CLI::App& app, Invocation& invocation, const std::string& typed) {
    addTrain(app, invocation, typed);
    addEvaluate(app, invocation);
}

} // namespace bolus
