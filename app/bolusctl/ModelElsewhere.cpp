// What bolusctl has in place of the commands with the model: their names.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "app/bolusctl/Commands.h"
#include "app/bolusctl/ModelProgram.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

struct Listed {
    std::string_view name;
    const char* description; // as bolusctl-model says it
};

constexpr std::array listed{
    Listed{"similar", "Find cases like an example"},
    Listed{"embed", "Compute the vectors that search by image uses"},
    Listed{"attention", "Show where the model looked in a case"},
    Listed{"train", "Train a model, or fine-tune one"},
    Listed{"evaluate", "Measure how well a model finds the right case"},
    Listed{"model", "List, import, activate and remove models"},
    Listed{"phantom", "Write digital phantom exams as DICOM, with reports"},
    Listed{"doctor", "Check this machine: BLAS, device, library, model, disk, display"},
    Listed{"serve", "Answer commands that come as JSON lines on stdin"}};

fs::path modelProgram() {
    std::error_code error;
    const fs::path folder = fs::read_symlink("/proc/self/exe", error).parent_path();
    const fs::path beside = folder / "bolusctl-model"; // as built
    const fs::path installed = folder / ".." / "libexec" / "bolus" / "bolusctl-model";
    return ::access(beside.c_str(), X_OK) == 0 ? beside : installed;
}

} // namespace

const SearchJob searchWithModel = nullptr;

void addModelCommands(CLI::App& app, Invocation&, const std::string&) {
    for (const Listed& command : listed) {
        app.add_subcommand(std::string(command.name), command.description);
    }
}

/// The first word that is neither an option nor the library's folder.
bool needsModelProgram(const std::vector<std::string>& arguments) {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& word = arguments[i];
        if (word == "--library") {
            ++i;
        } else if (!word.starts_with('-')) {
            return std::ranges::find(listed, word, &Listed::name) != listed.end();
        }
    }
    return false;
}

ParseEnd becomeModelProgram(char** argv, bool json) {
    const fs::path program = modelProgram();
    ::setenv("OMP_WAIT_POLICY", "passive", 0); // spares it its restart, see Model.h
    ::execv(program.c_str(), argv);
    return {ExitFailed,
            "The program with the model, " + program.string() + ", cannot be started (" +
                std::generic_category().message(errno) + "). Install Bolus again.",
            json};
}

} // namespace bolus
