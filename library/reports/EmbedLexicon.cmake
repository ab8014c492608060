# Writes OUTPUT, a C++ file that holds every FOLDER/*.json; renewed whenever one of them changes.
function(bolus_embed_lexicon folder output)
  file(GLOB files CONFIGURE_DEPENDS ${folder}/*.json)
  list(SORT files)
  set(entries "")
  foreach(file IN LISTS files)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file(READ ${file} json)
    string(APPEND entries "        R\"bolus-json(${json})bolus-json\",\n")
  endforeach()
  file(CONFIGURE OUTPUT ${output} CONTENT [[
// Generated from resources/lexicon by EmbedLexicon.cmake.
#include "library/reports/LexiconFiles.h"

namespace bolus {

std::vector<std::string_view> lexiconFiles() {
    return {
@entries@    };
}

} // namespace bolus
]] @ONLY)
endfunction()
