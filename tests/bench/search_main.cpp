// bench_search: how fast cases are found, as ratios within one run. See README.md beside this file.
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include <CLI/CLI.hpp>
#include <QCoreApplication>

#include "tests/bench/Measure.h"
#include "tests/bench/SearchSections.h"

namespace bolus::bench {

namespace {

/// The newest of those that come with Bolus.
std::filesystem::path shippedModel() {
    std::filesystem::path newest;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(BOLUS_MODEL_DIR, error)) {
        if (entry.path().extension() == ".safetensors") {
            newest = std::max(newest, entry.path());
        }
    }
    return newest;
}

int run(int argc, char** argv) {
    SearchOptions options;
    std::string only = "all";
    std::filesystem::path where = std::filesystem::temp_directory_path();
    options.bolusctl = std::filesystem::canonical("/proc/self/exe").parent_path() / "bolusctl";
    options.model = shippedModel();
    CLI::App app("Measures search; prints one JSON object a line.", "bench_search");
    app.add_option("--only", only, "The one section to run")
        ->check(CLI::IsMember({"index", "search"}));
    app.add_option("--rounds", options.rounds)->check(CLI::Range(1, 100));
    app.add_option("--cases", options.cases)->check(CLI::Range(1000, 10000000));
    app.add_option("--vectors", options.vectors, "For the index alone")
        ->check(CLI::Range(1000, 10000000));
    app.add_option("--reports", options.reports, "Different ones among the cases")
        ->check(CLI::Range(10, 1000000));
    app.add_option("--library", options.kept,
                   "Where the library of cases is kept for the next run; made where it is not");
    app.add_option("--model", options.model)->check(CLI::ExistingFile);
    app.add_option("--bolusctl", options.bolusctl)->check(CLI::ExistingFile);
    app.add_option("--folder", where, "Where 1 GB (10 GB for 1,000,000 cases) may be written")
        ->check(CLI::ExistingDirectory);
    CLI11_PARSE(app, argc, argv);
    return inScratchFolder(where, "bench_search", [&](const std::filesystem::path& folder) {
        options.folder = folder;
        Result<void> done;
        if (only != "search") {
            done = vectorIndex(options);
        }
        return done && only != "index" ? wholeSearch(options) : done;
    });
}

} // namespace

} // namespace bolus::bench

int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    return bolus::bench::run(argc, argv);
}
