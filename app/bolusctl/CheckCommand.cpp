#include <memory>

#include <CLI/CLI.hpp>

#include "app/bolusctl/Commands.h"
#include "app/jobs/CheckJob.h"

namespace bolus {

void addCheck(CLI::App& app, Invocation& invocation) {
    auto cases = std::make_shared<std::vector<std::int64_t>>();
    CLI::App* command = app.add_subcommand(
        "check", "Decode images that were never decoded whole, apart, and note which fail");
    command->add_option("CASE", *cases, "Ids of cases; none: all");
    command->callback([cases, &invocation] {
        invocation.run = [cases](Session& session, Events& events) {
            return checkCases(session, *cases, events);
        };
    });
}

} // namespace bolus
