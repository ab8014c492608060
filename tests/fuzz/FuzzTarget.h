// What the fuzz targets share: a file that lives in memory, and a promise that is checked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <sys/mman.h>
#include <unistd.h>

#include "library/domain/Result.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace bolus::fuzz {

/// Readers open files by name. This one has a name, and no disk below it.
class MemoryFile {
public:
    MemoryFile() : m_descriptor(memfd_create("fuzz", 0)) {}
    ~MemoryFile() { close(m_descriptor); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

    void hold(const std::uint8_t* data, std::size_t size) {
        if (ftruncate(m_descriptor, 0) != 0 ||
            pwrite(m_descriptor, data, size, 0) != static_cast<ssize_t>(size)) {
            std::perror("memory file");
            std::_Exit(2);
        }
    }
    std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(m_descriptor); }

private:
    int m_descriptor;
};

/// A broken promise is found like a crash.
inline void promise(bool kept, const char* what) {
    if (!kept) {
        std::fprintf(stderr, "Broken promise: %s\n", what);
        std::abort();
    }
}

/// Whatever failed says so in a sentence.
template<typename T>
void promiseSentence(const Result<T>& result) {
    promise(result || !result.error().message.empty(), "an error has a sentence");
}

} // namespace bolus::fuzz
