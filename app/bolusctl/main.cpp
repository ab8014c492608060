// bolusctl: everything long, and everything with the model, as commands.
#include <algorithm>

#include "app/bolusctl/ModelProgram.h"
#include "app/bolusctl/Run.h"

using namespace bolus;

int main(int argc, char** argv) {
    prepareProcess();
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    const bool json = std::ranges::find(arguments, "--json") != arguments.end();
    if (needsModelProgram(arguments)) {
        return endOfParsing(becomeModelProgram(argv, json));
    }
    const auto invocation = parseCommandLine(arguments);
    if (!invocation) {
        return endOfParsing(invocation.error());
    }
    if (invocation->elsewhere) {
        return endOfParsing(becomeModelProgram(argv, json));
    }
    return runInvocation(*invocation);
}
