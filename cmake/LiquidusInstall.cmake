# find_package(liquidus) for other projects: targets liquidus::core, liquidus::io, …
include(CMakePackageConfigHelpers)
get_property(liquidus_modules GLOBAL PROPERTY LIQUIDUS_MODULES)
install(TARGETS ${liquidus_modules} EXPORT liquidus-targets FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/liquidus)
install(EXPORT liquidus-targets NAMESPACE liquidus:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/liquidus)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/liquidus-config.cmake.in
  ${PROJECT_BINARY_DIR}/liquidus-config.cmake INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/liquidus)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/liquidus-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/liquidus-config.cmake ${PROJECT_BINARY_DIR}/liquidus-config-version.cmake
              ${CMAKE_CURRENT_LIST_DIR}/FindFFTW3MPI.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/liquidus)
