# Writes one add_test() a test function of a Qt Test program. A case that calls QSKIP is reported as
# skipped, not as passed; where one row of it is skipped and another fails, as failed.
execute_process(
  COMMAND ${CMAKE_COMMAND} -E env QT_QPA_PLATFORM=offscreen ASAN_OPTIONS=detect_leaks=0 ${PROGRAM} -functions
  OUTPUT_VARIABLE functions RESULT_VARIABLE status ERROR_VARIABLE errors)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${NAME} does not list its test functions: ${errors}")
endif()
string(REGEX MATCHALL "[A-Za-z0-9_]+\\(\\)" functions "${functions}")
set(text "")
foreach(function IN LISTS functions)
  string(REPLACE "()" "" case ${function})
  set(command "\"${PROGRAM}\" ${case}")
  set(properties "SKIP_REGULAR_EXPRESSION \"Totals: [0-9]+ passed, 0 failed, [1-9][0-9]* skipped\"")
  if(DISPLAY)
    set(command "\"${LAUNCHER}\" ${command}")
    string(APPEND properties " RUN_SERIAL TRUE")
  endif()
  string(APPEND text "add_test(${NAME}.${case} ${command})\n"
    "set_tests_properties(${NAME}.${case} PROPERTIES ${properties})\n")
endforeach()
file(WRITE ${OUTPUT} "${text}")
