#include "engine/train/StepMemory.h"

#include <cstdint>
#include <string>

#include <dlfcn.h>
#include <sys/types.h>

namespace bolus {
namespace {

using Control = int (*)(const char*, void*, std::size_t*, void*, std::size_t);

/// jemalloc's mallctl() (jemalloc(3)), where it is the program's allocator.
Control control() {
    static const auto found = reinterpret_cast<Control>(dlsym(RTLD_DEFAULT, "mallctl"));
    return found;
}

template<typename Value>
Value get(const char* name) {
    Value value{};
    std::size_t size = sizeof value;
    control()(name, &value, &size, nullptr, 0);
    return value;
}

template<typename Value>
void set(const std::string& name, Value value) {
    control()(name.c_str(), nullptr, nullptr, &value, sizeof value); // fails for unused arenas
}

void decayAfter(ssize_t milliseconds) {
    set("arenas.dirty_decay_ms", milliseconds); // of those still to come
    for (unsigned arena = 0; arena < get<unsigned>("arenas.narenas"); ++arena)
        set("arena." + std::to_string(arena) + ".dirty_decay_ms", milliseconds);
}

void giveBack() {
    constexpr auto all = "arena.4096.purge"; // MALLCTL_ARENAS_ALL
    control()(all, nullptr, nullptr, nullptr, 0);
}

std::size_t resident() {
    set("epoch", std::uint64_t{1}); // makes its figures anew
    return get<std::size_t>("stats.resident");
}

} // namespace

StepMemory::StepMemory() {
    if (control())
        decayAfter(-1);
}

StepMemory::~StepMemory() {
    if (control())
        decayAfter(get<ssize_t>("opt.dirty_decay_ms")); // which gives back what is overdue
}

void StepMemory::settle() {
    if (!control())
        return;
    const std::size_t now = resident();
    if (m_usual == 0) {
        m_usual = now;
    } else if (now > m_usual + m_usual / 2) {
        giveBack();
        m_usual = 0;
    }
}

} // namespace bolus
