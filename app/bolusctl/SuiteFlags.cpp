#include "app/bolusctl/SuiteFlags.h"

#include <CLI/CLI.hpp>

namespace bolus {

namespace {

constexpr const char* seriesGroup = "With --suite phase-series";
constexpr const char* phasesGroup = "With --suite phases";
constexpr const char* searchGroup = "With --suite search";
constexpr const char* casesGroup = "With --suite phases or --suite search";
constexpr const char* filesGroup = "With --suite phase-series or --suite search";

void addPhasesFlags(CLI::App& command, SuiteFlags& flags, CLI::Option* suite) {
    command.add_option("--cases", flags.cases, "Phantom exams (default: 200 and 2000)")
        ->check(CLI::Range(1, 1000000))
        ->needs(suite)
        ->group(casesGroup);
    flags.tags = suiteTagsToken(flags.phases.tags);
    command
        .add_option("--tags", flags.tags,
                    "What the exams' tags tell: kept as the scanner writes them, stripped, or "
                    "misleading in one voice")
        ->check(CLI::IsMember({"kept", "stripped", "misleading"}))
        ->capture_default_str()
        ->needs(suite)
        ->group(phasesGroup);
}

void addSearchFlags(CLI::App& command, SuiteFlags& flags, CLI::Option* suite) {
    const auto add = [&](const char* name, auto& value, const char* what) {
        return command.add_option(name, value, what)
            ->capture_default_str()
            ->needs(suite)
            ->group(searchGroup);
    };
    flags.set = "test";
    add("--set", flags.set, "Held-out phantom exams: validation to choose by, test to measure with")
        ->check(CLI::IsMember({"validation", "test"}));
    add("--without-report", flags.search.withoutReport, "Share of the cases, by lot")
        ->check(CLI::Range(0.0, 1.0));
    add("--examples", flags.search.examples, "Searches by example, and by region, at most")
        ->check(CLI::Range(0, 1000000));
}

/// The suite's name stands in the group as a word.
bool belongsTo(const CLI::Option& option, const std::string& suite) {
    const std::string group = option.get_group() + " ";
    return !group.starts_with("With --suite") ||
           group.find("--suite " + suite + " ") != std::string::npos;
}

} // namespace

void addSuiteFlags(CLI::App& command, SuiteFlags& flags) {
    CLI::Option* suite =
        command
            .add_option("--suite", flags.suite,
                        "On phantom exams: phase-series trains and measures the rows of a "
                        "benchmark, all with the phase encoder of --model; phases measures how "
                        "often the contrast phase is found, without a model; search measures "
                        "searching by phrase, example and region")
            ->check(CLI::IsMember({"phase-series", "phases", "search"}));
    for (const char* name :
         {"--phantom", "--library-cases", "--all", "--candidates", "--cache-gb"}) {
        suite->excludes(command.get_option(name)); // it has exams and candidates of its own
    }
    const auto add = [&](const char* name, auto& value, const char* what) {
        return command.add_option(name, value, what)->needs(suite)->group(seriesGroup);
    };
    PhaseSeriesRequest& request = flags.request;
    add("--out", flags.out, "Folder for results; a stopped benchmark goes on from it")
        ->type_name("DIR")
        ->group(filesGroup);
    add("--tokens", flags.tokens, "Folder of the encoded exams (default: --out)")
        ->type_name("DIR")
        ->group(filesGroup);
    add("--rows", request.rows, "Rows to run, joined by commas (default: all but pamn_paper_dense)")
        ->delimiter(',');
    const auto count = [&](const char* name, int& value, const char* what, int low, int high) {
        add(name, value, what)->check(CLI::Range(low, high))->capture_default_str();
    };
    count("--train-cases", request.trainCases, "Phantom exams to train on", 2, 1000000);
    count("--validation-cases", request.validationCases, "Held-out exams, looked at each epoch", 0,
          1000000);
    count("--test-cases", request.testCases, "Exams to measure with", 1, 1000000);
    count("--epochs", request.epochs, "Of each row", 1, 1000000);
    count("--batch", request.batch, "Cases compared with each other", 2, 1000000);
    add("--lr", request.learningRate, "Learning rate")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    count("--text-layers", request.textLayers, "Of the text encoder", 1, 48);
    count("--text-width", request.textWidth, "Of the text encoder; a multiple of 4", 8, 2048);
    addPhasesFlags(command, flags, suite);
    addSearchFlags(command, flags, suite);
}

void checkSuiteFlags(const CLI::App& command, const SuiteFlags& flags) {
    for (const CLI::Option* option : command.get_options()) {
        const bool ofModel = flags.findsPhases() && option->check_lname("model");
        if (option->count() > 0 && (!belongsTo(*option, flags.suite) || ofModel)) {
            throw CLI::ValidationError(option->get_name(),
                                       "does not belong to --suite " + flags.suite);
        }
    }
    if (!flags.findsPhases() && flags.out.empty()) {
        throw CLI::RequiredError("--out, a folder for the results of --suite,");
    }
}

PhaseSuiteRequest completePhaseSuite(const SuiteFlags& flags, std::uint64_t seed) {
    PhaseSuiteRequest request = flags.phases;
    request.seed = seed;
    request.cases = flags.cases > 0 ? flags.cases : request.cases;
    for (const SuiteTags tags : {SuiteTags::Kept, SuiteTags::Stripped, SuiteTags::Misleading}) {
        request.tags = flags.tags == suiteTagsToken(tags) ? tags : request.tags;
    }
    return request;
}

PhaseSeriesRequest completeSuite(const SuiteFlags& flags, const std::string& model,
                                 std::uint64_t seed) {
    PhaseSeriesRequest request = flags.request;
    request.model = model;
    request.seed = seed;
    request.out = flags.out;
    request.tokens = flags.tokens;
    return request;
}

SearchSuiteRequest completeSearchSuite(const SuiteFlags& flags, const std::string& model,
                                       std::uint64_t seed) {
    SearchSuiteRequest request = flags.search;
    request.model = model;
    request.seed = seed;
    request.cases = flags.cases > 0 ? flags.cases : request.cases;
    request.set = flags.set == "validation" ? PhantomSet::Validation : PhantomSet::Test;
    request.out = flags.out;
    request.tokens = flags.tokens;
    return request;
}

} // namespace bolus
