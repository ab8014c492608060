# Every library that Bolus does not write itself, found once, as imported targets.
find_package(Qt6 6.4 REQUIRED COMPONENTS Core Gui Widgets Charts Svg PrintSupport DBus Test)
find_package(VTK 9.1 REQUIRED COMPONENTS
  CommonCore CommonDataModel CommonTransforms ImagingCore
  RenderingCore RenderingOpenGL2 RenderingVolume RenderingVolumeOpenGL2)
find_package(ITK 5.2 REQUIRED COMPONENTS ITKCommon ITKImageGrid ITKImageFunction ITKTransform)
find_package(DCMTK REQUIRED)
find_package(PkgConfig REQUIRED)
# Debian's OpenJPEG CMake files name programs that its -dev package does not hold.
pkg_check_modules(OpenJPEG REQUIRED IMPORTED_TARGET libopenjp2)
pkg_check_modules(jemalloc REQUIRED IMPORTED_TARGET jemalloc)
find_package(SQLite3 REQUIRED)
find_package(Eigen3 REQUIRED NO_MODULE)
find_package(SQLiteCpp REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(spdlog REQUIRED)
find_package(fmt REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc i18n)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(PNG REQUIRED)
find_package(LibArchive REQUIRED)
find_package(LibXml2 REQUIRED)
pkg_check_modules(PopplerCpp REQUIRED IMPORTED_TARGET poppler-cpp)
find_package(Torch REQUIRED)

# Packages that still speak in variables become targets here, so that link lines stay one word each.
add_library(bolus_itk INTERFACE)
target_include_directories(bolus_itk SYSTEM INTERFACE ${ITK_INCLUDE_DIRS})
target_link_libraries(bolus_itk INTERFACE ${ITK_LIBRARIES})

# For library/registration alone: the window would load these for nothing.
find_package(ITK 5.2 REQUIRED COMPONENTS ITKOptimizers ITKRegistrationCommon)
add_library(bolus_itk_registration INTERFACE)
target_include_directories(bolus_itk_registration SYSTEM INTERFACE ${ITK_INCLUDE_DIRS})
target_link_libraries(bolus_itk_registration INTERFACE ${ITK_LIBRARIES})

add_library(bolus_dcmtk INTERFACE)
target_include_directories(bolus_dcmtk SYSTEM INTERFACE ${DCMTK_INCLUDE_DIRS})
target_link_libraries(bolus_dcmtk INTERFACE ${DCMTK_LIBRARIES} PkgConfig::OpenJPEG)

add_library(bolus_torch INTERFACE)
target_include_directories(bolus_torch SYSTEM INTERFACE ${TORCH_INCLUDE_DIRS})
target_link_libraries(bolus_torch INTERFACE ${TORCH_LIBRARIES})

add_library(bolus_sqlite INTERFACE)
target_link_libraries(bolus_sqlite INTERFACE SQLiteCpp SQLite::SQLite3)
