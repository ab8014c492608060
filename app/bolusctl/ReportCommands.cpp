#include <charconv>
#include <memory>

#include <CLI/CLI.hpp>

#include "app/bolusctl/Commands.h"
#include "app/jobs/ReportJobs.h"

namespace bolus {

namespace {

/// A whole number above zero and nothing else, so that an empty argument is no case 0.
std::int64_t caseIdFrom(const std::string& text) {
    std::int64_t id = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, id);
    if (error != std::errc() || stop != end || id < 1) {
        throw CLI::ValidationError("CASE", "\"" + text + "\" is not the id of a case");
    }
    return id;
}

void addReportImport(CLI::App& parent, Invocation& invocation) {
    auto path = std::make_shared<std::string>();
    CLI::App* command = parent.add_subcommand(
        "import", "Text, CSV, HL7 v2, FHIR, PDF, CDA and DICOM reports, by their identifiers");
    command->add_option("PATH", *path, "A file or folder")->required();
    command->callback([path, &invocation] {
        invocation.run = [path](Session& session, Events& events) {
            return importReports(session, *path, events);
        };
    });
}

void addReportShow(CLI::App& parent, Invocation& invocation) {
    auto id = std::make_shared<std::int64_t>(0);
    CLI::App* command = parent.add_subcommand(
        "show", "Print a case's reports, their sections, and the images they name");
    command
        ->add_option_function<std::string>(
            "CASE", [id](const std::string& text) { *id = caseIdFrom(text); }, "Id of the case")
        ->required();
    command->callback([id, &invocation] {
        invocation.run = [id](Session& session, Events& events) {
            return showReports(session, *id, events);
        };
    });
}

void addReportUnmatched(CLI::App& parent, Invocation& invocation) {
    CLI::App* command = parent.add_subcommand(
        "unmatched", "List the reports that belong to no study here, and why");
    command->callback([&invocation] {
        invocation.run = [](Session& session, Events& events) {
            return listUnmatchedReports(session, events);
        };
    });
}

} // namespace

void addReportCommands(CLI::App& app, Invocation& invocation) {
    CLI::App* parent = app.add_subcommand("report", "Import, show and list reports");
    parent->require_subcommand(1);
    addReportImport(*parent, invocation);
    addReportShow(*parent, invocation);
    addReportUnmatched(*parent, invocation);
}

} // namespace bolus
