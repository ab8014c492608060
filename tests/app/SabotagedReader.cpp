// Stands in for bolus-reader: the same answers, but for files whose names ask for trouble.
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <unistd.h>
#include <vector>

#include "app/reader/Answers.h"
#include "library/reader/Protocol.h"

using namespace bolus;
namespace fs = std::filesystem;

namespace {

bool names(std::string_view request, std::string_view word) {
    return request.find(word) != std::string_view::npos; // paths lie in it as they are
}

Result<std::string> sabotaged(std::string_view request, const SignOfLife& alive) {
    const auto ask = static_cast<Ask>(request[0]);
    if (names(request, "kills-the-reader") ||
        (ask == Ask::Check && names(request, "kills-the-decoder"))) {
        std::raise(SIGSEGV);
    }
    if (std::vector<fs::path> files;
        names(request, "kills-one-reader") && wire::unpack(request.substr(1), files)) {
        if (std::FILE* sign = std::fopen((files.front().string() + ".met").c_str(), "wx")) {
            std::fclose(sign);
            std::raise(SIGSEGV);
        }
    }
    if (names(request, "hangs-the-reader")) {
        for (;;) {
            ::pause();
        }
    }
    if (names(request, "is-killed")) {
        std::raise(SIGKILL);
    }
    if (names(request, "eats-memory")) {
        std::vector<std::vector<char>> eaten;
        for (;;) {
            eaten.emplace_back(std::size_t{1} << 22, 'x');
        }
    }
    return answerRequest(request, alive);
}

} // namespace

int main(int argc, char** argv) {
    return runReader(argc, argv, sabotaged);
}
