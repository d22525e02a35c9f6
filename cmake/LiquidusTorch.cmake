# LibTorch as one target, liquidus_torch, whose headers are not held to our warnings. Debian's package calls for some of
# its own build's libraries with messages of its own; another LibTorch comes by CMAKE_PREFIX_PATH.
find_package(Torch REQUIRED)
add_library(liquidus_torch INTERFACE)
target_link_libraries(liquidus_torch INTERFACE ${TORCH_LIBRARIES})
target_include_directories(liquidus_torch SYSTEM INTERFACE ${TORCH_INCLUDE_DIRS})
# A LibTorch with the old std::string makes every target use it: the one global flag there is.
if(TORCH_CXX_FLAGS MATCHES "_GLIBCXX_USE_CXX11_ABI=0")
  add_compile_definitions(_GLIBCXX_USE_CXX11_ABI=0)
endif()
