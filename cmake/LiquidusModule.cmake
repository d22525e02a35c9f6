# A folder of src/ is a library target; targets carry everything, there are no global flags.
set(CMAKE_CXX_EXTENSIONS OFF)
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

# g++ 12 reports overlap in "literal" + std::string that isn't there (GCC bug 105651), hence no -Wrestrict.
add_library(liquidus_warnings INTERFACE)
target_compile_options(liquidus_warnings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow
                       $<$<CXX_COMPILER_ID:Clang>:-Wno-missing-braces> $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict> $<$<BOOL:${LIQUIDUS_WERROR}>:-Werror>)

# Vector kernels are compiled for the baseline, AVX2 and AVX-512: what lies between serves processors older than 2013.
add_library(liquidus_vectors INTERFACE)
target_compile_definitions(liquidus_vectors INTERFACE "HWY_DISABLED_TARGETS=(HWY_SSSE3|HWY_SSE4)")

# liquidus_module(md SOURCES verlet.cpp HEADERS verlet.hpp PUBLIC liquidus::core PRIVATE fmt::fmt)
function(liquidus_module name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "SOURCES;HEADERS;PUBLIC;PRIVATE")
  add_library(liquidus_${name} ${ARG_SOURCES})
  add_library(liquidus::${name} ALIAS liquidus_${name})
  target_sources(liquidus_${name} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/src FILES ${ARG_HEADERS})
  target_compile_features(liquidus_${name} PUBLIC cxx_std_20)
  target_link_libraries(liquidus_${name} PUBLIC ${ARG_PUBLIC}
                        PRIVATE ${ARG_PRIVATE} $<BUILD_INTERFACE:liquidus_warnings> $<BUILD_INTERFACE:liquidus_vectors>)
  set_target_properties(liquidus_${name} PROPERTIES EXPORT_NAME ${name} VERIFY_INTERFACE_HEADER_SETS ON)
  set_property(GLOBAL APPEND PROPERTY LIQUIDUS_MODULES liquidus_${name})
endfunction()
