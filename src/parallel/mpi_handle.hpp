#pragma once
#include <mpi.h>

#include "parallel/communicator.hpp"

/// Private to src/parallel: the one header that includes MPI's.
namespace liquidus {

struct Communicator::Implementation {
  MPI_Comm comm = MPI_COMM_NULL;
  std::size_t largest_part = 0;  // bytes
  mutable Traffic traffic;
  mutable std::vector<MPI_Request> requests;  // of the exchange at work; kept for its memory

  Implementation() = default;
  Implementation(const Implementation&) = delete;
  Implementation& operator=(const Implementation&) = delete;
  ~Implementation();
};

/// @throws Error with MPI's own words
void check_mpi(int code, const char* what);
/// Whether MPI may be called.
bool mpi_is_up();

}  // namespace liquidus
