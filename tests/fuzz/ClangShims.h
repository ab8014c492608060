// Included before everything where clang 16 compiles the fuzz targets: two headers of Debian 12
// know only GCC.
#pragma once

// libstdc++ 12 hides std::expected from compilers whose concepts are not those of C++20's last
// paper. Clang 16 has what std::expected uses of them.
#undef __cpp_concepts
#define __cpp_concepts 202002L

// Debian's ITK 5.2 refuses every compiler but GCC. All it wants to know is which C++11 features
// there are: those of GCC 12.
#if __has_include(<itk_compiler_detection.h>)
#pragma push_macro("__clang__")
#pragma push_macro("__GNUC__")
#pragma push_macro("__GNUC_MINOR__")
#undef __clang__
#undef __GNUC__
#undef __GNUC_MINOR__
#define __GNUC__ 12
#define __GNUC_MINOR__ 0
#include <itk_compiler_detection.h>
#pragma pop_macro("__GNUC_MINOR__")
#pragma pop_macro("__GNUC__")
#pragma pop_macro("__clang__")
#endif
