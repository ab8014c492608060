// bolusctl-model: what bolusctl becomes where a command needs the model. It knows all commands, as
// `serve` is asked for all of them.
#include "app/bolusctl/Run.h"
#include "app/bolusctl/Serve.h"

using namespace bolus;

int main(int argc, char** argv) {
    prepareProcess();
    const auto invocation = parseCommandLine({argv + 1, argv + argc});
    if (!invocation) {
        return endOfParsing(invocation.error());
    }
    if (invocation->computes) {
        restartWithoutSpinning(argv);
    }
    if (invocation->serve) {
        Session session = startSession(*invocation);
        JsonSink sink;
        return serve(session, sink);
    }
    return runInvocation(*invocation);
}
