# Flags shared by every target, and the one way a library of Bolus is declared.
option(BOLUS_WARNINGS_AS_ERRORS "Treat warnings as errors" OFF)
option(BOLUS_SANITIZE "Build with AddressSanitizer and UndefinedBehaviorSanitizer" OFF)

add_library(bolus_flags INTERFACE)
target_include_directories(bolus_flags INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/generated)
target_compile_definitions(bolus_flags INTERFACE QT_NO_KEYWORDS)
target_compile_options(bolus_flags INTERFACE -Wall -Wextra -Wpedantic -Wno-unused-parameter)
if(BOLUS_WARNINGS_AS_ERRORS)
  # GCC 12 warns falsely of string concatenation: https://gcc.gnu.org/bugzilla/show_bug.cgi?id=105651
  target_compile_options(bolus_flags INTERFACE -Werror -Wno-restrict -Wno-stringop-overflow)
endif()
if(BOLUS_SANITIZE)
  target_compile_options(bolus_flags INTERFACE -fsanitize=address,undefined -fno-omit-frame-pointer)
  target_link_options(bolus_flags INTERFACE -fsanitize=address,undefined)
endif()

# bolus_library(NAME SOURCES … PUBLIC … PRIVATE … [PCH …])
# PUBLIC and PRIVATE are the link lines that enforce the layers.
function(bolus_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE;PCH" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC bolus_flags ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
  if(ARG_PCH)
    target_precompile_headers(${name} PRIVATE ${ARG_PCH})
  endif()
endfunction()
