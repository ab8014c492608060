// Loops for the instructions that the processor has. Internal to engine/*.cpp.
#pragma once

/// Before a function: its instruction set is chosen when the program starts, as the build is for
/// any x86-64.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define BOLUS_VECTORISED                                                                           \
    __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define BOLUS_VECTORISED
#endif
