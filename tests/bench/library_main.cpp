// bench_library: how fast the case library is, as ratios within one run. See README.md beside this
// file.
#include <cstdio>
#include <cstdlib>

#include <CLI/CLI.hpp>

#include "tests/bench/LibrarySections.h"
#include "tests/bench/Measure.h"

namespace bolus::bench {

namespace {

Result<void> runSections(const LibraryOptions& options, const std::string& only) {
    struct Section {
        const char* name;
        Result<void> (*run)(const LibraryOptions&);
    };
    for (const Section& section : {Section{"start", startUp},
                                   {"import", importRate},
                                   {"memory", importMemory},
                                   {"list", caseList},
                                   {"load", volumeLoading}}) {
        if (only != "all" && only != section.name) {
            continue;
        }
        if (auto done = section.run(options); !done) {
            return done;
        }
    }
    return {};
}

int run(int argc, char** argv) {
    LibraryOptions options;
    std::string only = "all";
    std::filesystem::path where = std::filesystem::temp_directory_path();
    options.bolusctl = std::filesystem::canonical("/proc/self/exe").parent_path() / "bolusctl";
    CLI::App app("Measures the case library; prints one JSON object a line.", "bench_library");
    app.add_option("--only", only, "The one section to run")
        ->check(CLI::IsMember({"start", "import", "memory", "list", "load"}));
    app.add_option("--rounds", options.rounds)->check(CLI::Range(1, 100));
    app.add_option("--instances", options.instances, "Files of an import")
        ->check(CLI::Range(1600, 10000000));
    app.add_option("--cases", options.cases, "For the case list")
        ->check(CLI::Range(1000, 10000000));
    app.add_option("--bolusctl", options.bolusctl)->check(CLI::ExistingFile);
    app.add_option("--folder", where, "Where about 1 GB may be written for a while")
        ->check(CLI::ExistingDirectory);
    CLI11_PARSE(app, argc, argv);
    return inScratchFolder(where, "bench_library", [&](const std::filesystem::path& folder) {
        options.folder = folder;
        return runSections(options, only);
    });
}

} // namespace

} // namespace bolus::bench

int main(int argc, char** argv) {
    return bolus::bench::run(argc, argv);
}
