// Stands in for libFuzzer where the compiler has none: runs every file of a corpus once.
#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <vector>

#include <csignal>
#include <unistd.h>

#include "tests/fuzz/FuzzTarget.h"

namespace fs = std::filesystem;

namespace {

constexpr unsigned mostSeconds = 30; // for one file of a few kilobytes
char current[512];                   // the file being run, for the handler

/// A hang must name its file; only async-signal-safe calls here.
void onAlarm(int) {
    constexpr char what[] = "\nThis file takes too long: ";
    (void)!write(STDERR_FILENO, what, sizeof what - 1);
    (void)!write(STDERR_FILENO, current, std::strlen(current));
    (void)!write(STDERR_FILENO, "\n", 1);
    std::_Exit(1);
}

std::vector<fs::path> filesBelow(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) {
            files.push_back(entry.path());
        }
    }
    std::ranges::sort(files);
    return files;
}

void run(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
    std::snprintf(current, sizeof current, "%s", path.c_str());
    std::fprintf(stderr, "%s (%zu bytes)\n", path.filename().c_str(), bytes.size());
    alarm(mostSeconds);
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    alarm(0);
}

} // namespace

int main(int argc, char** argv) {
    std::signal(SIGALRM, onAlarm);
    std::size_t answered = 0;
    for (int i = 1; i < argc && fs::is_directory(argv[i]); ++i) {
        const auto files = filesBelow(argv[i]);
        std::ranges::for_each(files, run);
        answered += files.empty() ? 0 : 1;
    }
    if (argc < 2 || answered + 1 != static_cast<std::size_t>(argc)) {
        std::fprintf(stderr, "usage: %s CORPUS-FOLDER… (none of them empty)\n", argv[0]);
        return 2;
    }
    return 0;
}
