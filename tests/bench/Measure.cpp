#include "tests/bench/Measure.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include <malloc.h>

namespace bolus::bench {
namespace {

/// A field of /proc/self/status, which counts in kB; in MB.
double statusMb(const std::string& field) {
    std::ifstream lines("/proc/self/status");
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(field + ":"))
            return std::stod(line.substr(field.size() + 1)) / 1024;
    return 0;
}

nlohmann::json targetJson(const Target& target) {
    if (target.kind == Target::Kind::None)
        return nullptr;
    return {{target.kind == Target::Kind::AtMost ? "at_most" : "at_least", target.value}};
}

} // namespace

double median(std::vector<double> values) {
    if (values.empty())
        return 0;
    std::ranges::sort(values);
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double medianRatio(const std::vector<double>& a, const std::vector<double>& b) {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        ratios.push_back(a[i] / b[i]);
    return median(ratios);
}

PeakMemory::PeakMemory() {
    ::malloc_trim(0); // what was freed but not given back would hide what is taken now
    std::ofstream("/proc/self/clear_refs")
        << 5; // the kernel's high-water mark starts anew: proc(5)
    m_before = statusMb("VmRSS");
}

double PeakMemory::peak() const {
    return statusMb("VmHWM");
}

void printLine(const nlohmann::json& line) {
    std::puts(line.dump().c_str());
    std::fflush(stdout);
}

void print(const Row& row) {
    printLine(nlohmann::json{{"what", row.what},
                             {"unit", row.unit},
                             {"ours", row.ours},
                             {"against", row.against},
                             {"other", row.other},
                             {"ratio", row.ratio},
                             {"target", targetJson(row.target)},
                             {"peak_mb", row.peakMb}});
}

int inScratchFolder(const std::filesystem::path& where, const std::string& program,
                    const std::function<Result<void>(const std::filesystem::path&)>& run) {
    std::string name = (where / (program + "-XXXXXX")).string();
    if (::mkdtemp(name.data()) == nullptr) {
        std::fprintf(stderr, "No folder can be made in %s.\n", where.c_str());
        return 1;
    }
    const Result<void> done = run(name);
    std::error_code error;
    std::filesystem::remove_all(name, error);
    if (!done) {
        std::fprintf(stderr, "%s\n", done.error().message.c_str());
    }
    return done ? 0 : 1;
}

} // namespace bolus::bench
