// `case reorder`, `case edits`, `case undo`, `case thumbnails`, `case pictures`.
#include <memory>

#include <CLI/CLI.hpp>

#include "app/bolusctl/Commands.h"
#include "app/jobs/CaseEdits.h"
#include "app/jobs/PhasePictures.h"

namespace bolus {

namespace {

void addReorder(CLI::App& parent, Invocation& invocation) {
    struct Options {
        std::int64_t id = 0;
        std::vector<std::string> phases;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command =
        parent.add_subcommand("reorder", "Put the phases of a case into another order");
    command->add_option("CASE", options->id, "Id of the case")->required();
    command
        ->add_option("SERIES", options->phases,
                     "Every phase once, first to last: Series Instance UIDs, or UID:PART for one "
                     "part of a series that was split")
        ->required();
    command->callback([options, &invocation] {
        invocation.run = [options](Session& session, Events& events) {
            return reorderCase(session, options->id, options->phases, events);
        };
    });
}

void addThumbnails(CLI::App& parent, Invocation& invocation) {
    auto cases = std::make_shared<std::vector<std::int64_t>>();
    CLI::App* command = parent.add_subcommand(
        "thumbnails", "Make the pictures of these cases again, and those that are missing");
    command->add_option("CASE", *cases, "Ids of cases");
    command->callback([cases, &invocation] {
        invocation.run = [cases](Session& session, Events& events) {
            return makeThumbnails(session, *cases, events);
        };
    });
}

void addPictures(CLI::App& parent, Invocation& invocation) {
    auto places = std::make_shared<std::vector<std::string>>();
    CLI::App* command = parent.add_subcommand(
        "pictures", "Show each phase of these cases at one place, as small pictures");
    command
        ->add_option("CASE", *places,
                     "Ids of cases; CASE@SERIES:PART:SLICE for the place of that slice")
        ->required()
        ->check([](const std::string& written) {
            const auto place = picturePlace(written);
            return place ? std::string() : place.error().message;
        });
    command->callback([places, &invocation] {
        invocation.run = [places](Session& session, Events& events) {
            return makePhasePictures(session, *places, events);
        };
    });
}

} // namespace

void addCaseEdits(CLI::App& parent, Invocation& invocation) {
    addReorder(parent, invocation);
    parent.add_subcommand("edits", "List the merges, splits and orders that can be taken back")
        ->callback([&invocation] { invocation.run = listCaseEdits; });
    parent.add_subcommand("undo", "Take back the latest merge, split or order")
        ->callback([&invocation] { invocation.run = undoCaseEdit; });
    addThumbnails(parent, invocation);
    addPictures(parent, invocation);
}

} // namespace bolus
