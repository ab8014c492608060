// search, searches, collection; and the options that search and similar share.
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/bolusctl/Commands.h"
#include "app/jobs/CollectionJobs.h"
#include "app/jobs/SearchReceipts.h"

namespace bolus {

namespace {

using Request = std::shared_ptr<SearchRequest>;

/// A value that is checked while parsing, so that a wrong one is bad usage.
template<typename T, typename Parse>
CLI::Option* addParsed(CLI::App& command, const char* name, T& to, Parse parse, const char* help,
                       const char* type) {
    return command
        .add_option_function<std::string>(
            name,
            [name, &to, parse](const std::string& text) {
                auto parsed = parse(text);
                if (!parsed) {
                    throw CLI::ValidationError(name, parsed.error().message);
                }
                to = std::move(*parsed);
            },
            help)
        ->type_name(type);
}

void addPatients(CLI::App& command, const Request& request) {
    command
        .add_option_function<std::string>(
            "--per-patient",
            [request](const std::string& which) { request->onePerPatient = which == "one"; },
            "A patient's best case alone, or all of them (default: one)")
        ->check(CLI::IsMember({"one", "all"}));
    command.add_option("--collection", request->collection, "Only cases of this collection")
        ->type_name("NAME");
}

void addRunner(CLI::App& command, Invocation& invocation,
               std::function<Result<Outcome>(Session&, Events&)> run) {
    command.callback([run = std::move(run), &invocation] {
        invocation.elsewhere = !searchWithModel; // what was kept may need the model
        invocation.run = run;
    });
}

void addReceiptCommands(CLI::App& parent, Invocation& invocation) {
    auto k = std::make_shared<std::int64_t>(50);
    CLI::App* list = parent.add_subcommand("list", "Searches that were made, the newest first");
    list->add_option("--k", *k, "At most so many")
        ->check(CLI::Range(std::int64_t{1}, mostReceipts))
        ->capture_default_str();
    list->callback([k, &invocation] {
        invocation.run = [k](Session& session, Events& events) {
            return listReceipts(session, *k, events);
        };
    });
    struct Shown {
        std::int64_t id = 0;
        std::string out;
    };
    auto shown = std::make_shared<Shown>();
    CLI::App* show = parent.add_subcommand("show", "What a search asked and found");
    show->add_option("ID", shown->id, "Number of the search")->required();
    show->add_option("--out", shown->out, "Also write it there, as JSON")->type_name("FILE");
    show->callback([shown, &invocation] {
        invocation.run = [shown](Session& session, Events& events) {
            return showReceipt(session, shown->id, shown->out, events);
        };
    });
    auto which = std::make_shared<std::string>();
    CLI::App* replay = parent.add_subcommand("replay", "Make a search again, and say what differs");
    replay->add_option("ID|FILE", *which, "Number of the search, or a file of searches show")
        ->required();
    addRunner(*replay, invocation, [which](Session& session, Events& events) {
        return replaySearch(session, *which, searchWithModel, events);
    });
    parent.add_subcommand("clear", "Forget all searches that were made")->callback([&invocation] {
        invocation.run = clearReceipts;
    });
}

void addSavedCommands(CLI::App& parent, Invocation& invocation) {
    parent.add_subcommand("saved", "Searches that are kept under a name: search … --save NAME")
        ->callback([&invocation] { invocation.run = listSavedSearches; });
    auto name = std::make_shared<std::string>();
    CLI::App* run = parent.add_subcommand("run", "Make a search that is kept");
    run->add_option("NAME", *name, "Its name")->required();
    addRunner(*run, invocation, [name](Session& session, Events& events) {
        return runSavedSearch(session, *name, searchWithModel, events);
    });
    CLI::App* forget = parent.add_subcommand("forget", "Keep a search no longer");
    forget->add_option("NAME", *name, "Its name")->required();
    forget->callback([name, &invocation] {
        invocation.run = [name](Session& session, Events&) { return forgetSearch(session, *name); };
    });
}

struct CollectionOptions {
    std::string name, to;
    CaseNumbers cases;
};

void addCollectionOfCases(CLI::App& parent, Invocation& invocation, const char* name,
                          const char* help,
                          Result<Outcome> (*job)(Session&, const std::string&,
                                                 const CaseNumbers&)) {
    auto options = std::make_shared<CollectionOptions>();
    CLI::App* command = parent.add_subcommand(name, help);
    command->add_option("NAME", options->name, "Name of the collection")->required();
    command->add_option("CASE", options->cases, "Ids of cases")->required();
    command->callback([options, job, &invocation] {
        invocation.run = [options, job](Session& session, Events&) {
            return job(session, options->name, options->cases);
        };
    });
}

void addCollections(CLI::App& app, Invocation& invocation) {
    CLI::App* parent = app.add_subcommand("collection", "Keep cases together under a name");
    parent->require_subcommand(1);
    parent->add_subcommand("list", "Collections and how many cases they hold")
        ->callback([&invocation] { invocation.run = listCollections; });
    addCollectionOfCases(*parent, invocation, "add",
                         "Put cases into a collection; it is made where there is none",
                         addToCollection);
    addCollectionOfCases(*parent, invocation, "remove", "Take cases out of a collection",
                         removeFromCollection);
    auto options = std::make_shared<CollectionOptions>();
    CLI::App* show = parent->add_subcommand("show", "Cases of a collection");
    show->add_option("NAME", options->name, "Name of the collection")->required();
    show->callback([options, &invocation] {
        invocation.run = [options](Session& session, Events& events) {
            return showCollection(session, options->name, events);
        };
    });
    CLI::App* drop = parent->add_subcommand("delete", "Forget a collection; its cases stay");
    drop->add_option("NAME", options->name, "Name of the collection")->required();
    drop->callback([options, &invocation] {
        invocation.run = [options](Session& session, Events&) {
            return deleteCollection(session, options->name);
        };
    });
    CLI::App* rename = parent->add_subcommand("rename", "Give a collection another name");
    rename->add_option("NAME", options->name, "Name of the collection")->required();
    rename->add_option("TO", options->to, "Its new name")->required();
    rename->callback([options, &invocation] {
        invocation.run = [options](Session& session, Events&) {
            return renameCollection(session, options->name, options->to);
        };
    });
}

void addSearch(CLI::App& app, Invocation& invocation) {
    auto request = std::make_shared<SearchRequest>();
    auto mode = std::make_shared<std::string>("hybrid");
    CLI::App* command = app.add_subcommand("search", "Find cases by a phrase");
    command->add_option("PHRASE", request->phrase, "What the report may say")->required();
    command->add_option("--mode", *mode, "Words and the model, words alone, the model alone")
        ->check(CLI::IsMember({"hybrid", "lexical", "image"}))
        ->capture_default_str();
    addSearchOptions(*command, request);
    command->callback([request, mode, &invocation] {
        request->mode = *mode == "lexical" ? SearchMode::Lexical
                        : *mode == "image" ? SearchMode::Image
                                           : SearchMode::Hybrid;
        const bool words = request->mode == SearchMode::Lexical;
        invocation.elsewhere = !words && !searchWithModel;
        invocation.run = [request, words](Session& session, Events& events) {
            return (words ? searchWords : searchWithModel)(session, *request, events);
        };
    });
}

} // namespace

void addSearchOptions(CLI::App& command, const std::shared_ptr<SearchRequest>& request) {
    const std::string weightsHelp = fmt::format(
        "How much the parts count, by default {}; 0 leaves one out", weightsText(request->weights));
    command.add_option("--k", request->k, "At most so many hits")
        ->check(CLI::Range(1, 10000))
        ->capture_default_str();
    addFilter(command, std::make_shared<CaseFilter>(), request);
    addParsed(
        command, "--weights", request->weights,
        [usual = request->weights](const std::string& text) { return weightsFrom(text, usual); },
        weightsHelp.c_str(), "W");
    addPatients(command, request);
    addParsed(command, "--more-like", request->moreLike, caseNumbersFrom,
              "Look for images more like those of these cases: 12,40", "ID,…");
    addParsed(command, "--less-like", request->lessLike, caseNumbersFrom,
              "Look for images less like those of these cases", "ID,…");
    command.add_flag("--diverse", request->diverse,
                     "First the most similar cases, then the most similar with another diagnosis");
    command.add_flag("--all", request->all, "Also cases that do not stand out by their images");
    command.add_flag("--places", request->places,
                     "Also where in the first 50 hits the phrase matches, which takes longer");
    command.add_option("--save", request->save, "Keep this search under a name")->type_name("NAME");
    command.add_flag("--no-receipt{false}", request->receipt,
                     "Leave no trace of this search in the library");
}

void addSearchCommands(CLI::App& app, Invocation& invocation) {
    addSearch(app, invocation);
    CLI::App* parent =
        app.add_subcommand("searches", "Searches that were made, and those that are kept");
    parent->require_subcommand(1);
    addReceiptCommands(*parent, invocation);
    addSavedCommands(*parent, invocation);
    addCollections(app, invocation);
}

} // namespace bolus
