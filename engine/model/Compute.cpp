// On what the model computes here, and how fast.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <dlfcn.h>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <torch/torch.h>

#include "engine/model/Model.h"
#include "engine/model/TorchErrors.h"

namespace bolus {
namespace {

/// The file that gives torch its matrix product, through links to the real one. Debian chooses it
/// by update-alternatives: …/openblas-pthread/libblas.so.3 or the reference …/blas/libblas.so.3.
std::filesystem::path blasLibrary() {
    Dl_info found{};
    void* product = dlsym(RTLD_DEFAULT, "sgemm_");
    if (!product || dladdr(product, &found) == 0 || !found.dli_fname)
        return {};
    std::error_code status;
    const auto real = std::filesystem::canonical(found.dli_fname, status);
    return status ? std::filesystem::path(found.dli_fname) : real;
}

std::string blasName(const std::filesystem::path& library) {
    if (at::hasMKL())
        return "mkl";
    std::string path = library.string();
    std::ranges::transform(path, path.begin(), [](unsigned char c) { return std::tolower(c); });
    for (const char* name : {"openblas", "mkl", "blis", "atlas", "torch"})
        if (path.find(name) != std::string::npos)
            return name;
    return "reference (" + (path.empty() ? "unknown" : path) + ")";
}

std::string blasWarning(const std::string& blas) {
    if (!blas.starts_with("reference"))
        return {};
    return "The BLAS in use is " + blas +
           ", which makes the model about 100 times slower; install libopenblas0-pthread and start "
           "again.";
}

std::string cudaName() {
    std::error_code status;
    for (const auto& gpu :
         std::filesystem::directory_iterator("/proc/driver/nvidia/gpus", status)) {
        std::ifstream lines(gpu.path() / "information");
        for (std::string line; std::getline(lines, line);)
            if (const auto at = line.find_first_not_of(" \t", 6); line.starts_with("Model:"))
                return at == std::string::npos ? "" : line.substr(at);
    }
    return "CUDA device";
}

Result<double> measureGflops(torch::Device device) {
    return catchingTorch("The speed could not be measured", [&]() -> Result<double> {
        const c10::InferenceMode inference;
        constexpr int side = 1024, rounds = 3;
        const auto a = torch::ones({side, side}, device), b = torch::ones({side, side}, device);
        torch::matmul(a, b).sum().item<float>(); // wakes the threads
        const auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < rounds; ++i)
            torch::matmul(a, b).sum().item<float>(); // item waits for the device
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
        return rounds * 2e-9 * side * side * side / taken.count();
    });
}

} // namespace

ComputeInfo computeInfo(bool measure) {
    ComputeInfo info;
    const bool cuda = torch::cuda::is_available();
    info.threads = at::get_num_threads();
    info.blas = blasName(blasLibrary());
    info.warning = cuda ? "" : blasWarning(info.blas);
    info.device = cuda ? "CUDA, " + cudaName()
                       : "CPU, " + info.blas + ", " + std::to_string(info.threads) +
                             (info.threads == 1 ? " thread" : " threads");
    if (measure)
        info.gflops = measureGflops(cuda ? torch::kCUDA : torch::kCPU).value_or(0);
    return info;
}

void restartWithoutSpinning(char** argv) {
    if (std::getenv("OMP_WAIT_POLICY") || std::getenv("GOMP_SPINCOUNT"))
        return;
    ::setenv("OMP_WAIT_POLICY", "passive", 1);
    ::setenv("OPENBLAS_THREAD_TIMEOUT", "16", 0); // 2^16 cycles of sched_yield(), not 2^28
    ::execv("/proc/self/exe", argv); // comes back only where it failed: then go on as we are
}

} // namespace bolus
