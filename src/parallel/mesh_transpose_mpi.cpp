#include <fftw3-mpi.h>

#include "core/errors.hpp"
#include "core/phases.hpp"
#include "parallel/mesh_transpose.hpp"
#include "parallel/mpi_handle.hpp"

namespace liquidus {

struct MeshTranspose::Plans {
  fftw_plan forward = nullptr, backward = nullptr;
  ~Plans() {
    if (forward) fftw_destroy_plan(forward);
    if (backward) fftw_destroy_plan(backward);
  }
};

MeshTranspose::MeshTranspose(const Communicator& ranks, Index rows, Index columns, Index width)
    : rows_(slab_of(rows, ranks.rank(), ranks.size())),
      columns_(slab_of(columns, ranks.rank(), ranks.size())),
      plans_(std::make_unique<Plans>()) {
  if (ranks.alone()) {
    room_ = rows * columns * width;
    return;
  }
  fftw_mpi_init();
  const MPI_Comm comm = ranks.implementation()->comm;
  const ptrdiff_t sizes[] = {rows, columns};
  const Index block_rows = slab_of(rows, 0, ranks.size()).count,
              block_columns = slab_of(columns, 0, ranks.size()).count;
  ptrdiff_t count_rows = 0, begin_rows = 0, count_columns = 0, begin_columns = 0;
  room_ = fftw_mpi_local_size_many_transposed(2, sizes, width, block_rows, block_columns, comm, &count_rows,
                                              &begin_rows, &count_columns, &begin_columns);
  if (count_rows != rows_.count || count_columns != columns_.count)
    throw Error("FFTW divides the mesh among the ranks in another way than expected");
  double* from = fftw_alloc_real(static_cast<std::size_t>(room_));
  double* to = fftw_alloc_real(static_cast<std::size_t>(room_));
  plans_->forward =
      fftw_mpi_plan_many_transpose(rows, columns, width, block_rows, block_columns, from, to, comm, FFTW_ESTIMATE);
  plans_->backward =
      fftw_mpi_plan_many_transpose(columns, rows, width, block_columns, block_rows, to, from, comm, FFTW_ESTIMATE);
  fftw_free(from);
  fftw_free(to);
  if (!plans_->forward || !plans_->backward) throw Error("FFTW can't plan the transpose of a mesh over the ranks");
}

MeshTranspose::~MeshTranspose() = default;

void MeshTranspose::forward(double* before, double* after) const {
  const Timed timed(Phase::communication);
  fftw_mpi_execute_r2r(plans_->forward, before, after);
}

void MeshTranspose::backward(double* after, double* before) const {
  const Timed timed(Phase::communication);
  fftw_mpi_execute_r2r(plans_->backward, after, before);
}

}  // namespace liquidus
