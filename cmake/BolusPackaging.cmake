# `cmake --install` and `cpack -G DEB`.
include(GNUInstallDirs)
install(TARGETS bolus bolusctl RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS bolus-reader bolusctl-model RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/bolus)
install(DIRECTORY resources/models/ DESTINATION ${CMAKE_INSTALL_DATADIR}/bolus/models
  FILES_MATCHING PATTERN "*.safetensors" PATTERN "*.md")
install(FILES installer/bolus.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
install(FILES resources/icons/bolus.svg
  DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
install(FILES LICENSE README.md CHANGELOG.md app/PROTOCOL.md DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME bolus)
set(CPACK_PACKAGE_CONTACT "Bolus developers <bolus@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Radiology workstation for multi-phase exams, case search and attention review")
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libopenblas0-pthread | libopenblas0-openmp, libqt6svg6, qt6-qpa-plugins, libgl1-mesa-dri")
set(CPACK_STRIP_FILES ON)
include(CPack)
