#pragma once
#include <memory>

#include "parallel/communicator.hpp"

namespace liquidus {

/// A part of 0 … n − 1.
struct Slab {
  Index begin = 0, count = 0;
  Index end() const { return begin + count; }
};

/// The transpose of a matrix of rows × columns blocks of `width` doubles that is spread over ranks by rows before and
/// by columns after: what a Fourier transform over all ranks does between its directions. By FFTW's MPI transposes
/// (with its estimates, so that every run rounds alike); on a process alone nothing moves and it need not be made.
///   before: [rows().count][columns][width], after: [columns().count][rows][width]
class MeshTranspose {
 public:
  /// Collective; `ranks` must outlive it.
  MeshTranspose(const Communicator& ranks, Index rows, Index columns, Index width);
  ~MeshTranspose();
  Slab rows() const { return rows_; }
  Slab columns() const { return columns_; }
  /// Doubles that either side must have room for; both start at a multiple of 64 bytes.
  Index room() const { return room_; }
  void forward(double* before, double* after) const;
  void backward(double* after, double* before) const;

  /// The rank that holds row (or column) i of n: the same division as that of rows() and columns().
  static Slab slab_of(Index n, int rank, int ranks) {
    const Index block = (n + ranks - 1) / ranks, begin = block * rank < n ? block * rank : n;
    return {begin, begin + block < n ? block : n - begin};
  }

 private:
  struct Plans;
  Slab rows_, columns_;
  Index room_ = 0;
  std::unique_ptr<Plans> plans_;
};

}  // namespace liquidus
