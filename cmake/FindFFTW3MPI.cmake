# FFTW's transforms over MPI, which pkg-config knows nothing of: FFTW3::mpi. Needs MPI::MPI_C. Installed too, for those
# who link what liquidus installs.
find_package(PkgConfig QUIET)
pkg_check_modules(fftw3 QUIET IMPORTED_TARGET GLOBAL fftw3)
find_library(FFTW3MPI_LIBRARY fftw3_mpi HINTS ${fftw3_LIBRARY_DIRS})
find_path(FFTW3MPI_INCLUDE_DIR fftw3-mpi.h HINTS ${fftw3_INCLUDE_DIRS})
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(FFTW3MPI REQUIRED_VARS FFTW3MPI_LIBRARY FFTW3MPI_INCLUDE_DIR fftw3_FOUND)
if(FFTW3MPI_FOUND AND NOT TARGET FFTW3::mpi)
  add_library(FFTW3::mpi UNKNOWN IMPORTED GLOBAL)
  set_target_properties(FFTW3::mpi PROPERTIES IMPORTED_LOCATION ${FFTW3MPI_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${FFTW3MPI_INCLUDE_DIR} INTERFACE_LINK_LIBRARIES "PkgConfig::fftw3;MPI::MPI_C")
endif()
mark_as_advanced(FFTW3MPI_LIBRARY FFTW3MPI_INCLUDE_DIR)
