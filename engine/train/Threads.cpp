#include "engine/train/Threads.h"

#include <algorithm>
#include <thread>

#include <ATen/Parallel.h>
#include <dlfcn.h>

namespace bolus {
namespace {

// Debian's torch calls whatever BLAS is installed; OpenBLAS counts its threads itself.
void setBlasThreads(int threads) {
    if (void* const set = dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))
        reinterpret_cast<void (*)(int)>(set)(threads);
}

int blasThreads() {
    void* const get = dlsym(RTLD_DEFAULT, "openblas_get_num_threads");
    return get ? reinterpret_cast<int (*)()>(get)() : 0;
}

} // namespace

void useThreads(int threads) {
    if (threads < 1)
        threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    at::set_num_threads(threads);
    setBlasThreads(threads);
}

ThreadScope::ThreadScope(int threads) : m_torch(at::get_num_threads()), m_blas(blasThreads()) {
    useThreads(threads);
}

ThreadScope::~ThreadScope() {
    at::set_num_threads(m_torch);
    if (m_blas > 0)
        setBlasThreads(m_blas);
}

} // namespace bolus
