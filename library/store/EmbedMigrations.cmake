# Writes OUTPUT, a C++ file that holds every resources/migrations/NNNN_description.sql, in order. A new
# migration is a new file there; the generated file is renewed whenever one of them changes.
function(bolus_embed_migrations folder output)
  file(GLOB files CONFIGURE_DEPENDS ${folder}/[0-9][0-9][0-9][0-9]_*.sql)
  list(SORT files)
  set(entries "")
  set(expected 1)
  foreach(file IN LISTS files)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    get_filename_component(name ${file} NAME_WE)
    string(SUBSTRING ${name} 0 4 number)
    string(REGEX REPLACE "^0+" "" number ${number})
    if(NOT number EQUAL expected)
      message(FATAL_ERROR "Migration ${expected} is missing before ${file}")
    endif()
    math(EXPR expected "${expected} + 1")
    string(SUBSTRING ${name} 5 -1 description)
    string(REPLACE "_" " " description ${description})
    file(READ ${file} sql)
    string(APPEND entries "    {${number}, \"${description}\", R\"bolus-sql(${sql})bolus-sql\"},\n")
  endforeach()
  file(CONFIGURE OUTPUT ${output} CONTENT [[
// Generated from resources/migrations by EmbedMigrations.cmake.
#include "library/store/Migrations.h"

namespace bolus {

std::span<const Migration> migrations() {
    static constexpr Migration all[] = {
@entries@    };
    return all;
}

} // namespace bolus
]] @ONLY)
endfunction()
