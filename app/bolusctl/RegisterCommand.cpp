#include <memory>

#include <CLI/CLI.hpp>

#include "app/bolusctl/Commands.h"
#include "app/jobs/RegisterJob.h"

namespace bolus {

void addRegister(CLI::App& app, Invocation& invocation) {
    auto request = std::make_shared<RegisterRequest>();
    CLI::App* command = app.add_subcommand(
        "register", "Find where the points of one phase lie in the others of its case");
    command->add_option("CASE", request->caseId, "Id of the case")->required();
    command
        ->add_option("--fixed", request->fixed,
                     "The phase that stays: a Series Instance UID, or UID:PART")
        ->required()
        ->type_name("SERIES[:PART]");
    auto* moving = command->add_option("--moving", request->moving, "The phase that is laid on it")
                       ->type_name("SERIES[:PART]");
    auto everyOther = std::make_shared<bool>(false);
    auto* all = command->add_flag("--all", *everyOther, "Every other phase of the case");
    moving->excludes(all);
    command->add_flag("--deformable", request->deformable,
                      "Also a smooth deformation, for what breathing moved within the body");
    command->callback([request, everyOther, &invocation] {
        if (!request->moving && !*everyOther) {
            throw CLI::RequiredError("--moving or --all");
        }
        invocation.run = [request](Session& session, Events& events) {
            return registerPhases(session, *request, events);
        };
    });
}

} // namespace bolus
