// The twin for a build without MPI.
#include <cassert>

#include "parallel/mesh_transpose.hpp"

namespace liquidus {

struct MeshTranspose::Plans {};
MeshTranspose::MeshTranspose(const Communicator&, Index rows, Index columns, Index width)
    : rows_{0, rows}, columns_{0, columns}, room_(rows * columns * width) {}
MeshTranspose::~MeshTranspose() = default;
void MeshTranspose::forward(double*, double*) const { assert(!"a process alone transposes nothing"); }
void MeshTranspose::backward(double*, double*) const { assert(!"a process alone transposes nothing"); }

}  // namespace liquidus
