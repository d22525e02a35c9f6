#pragma once
#include <array>
#include <memory>

#include "core/vec3.hpp"

namespace liquidus {

/// Where things stand on a mesh of size[0] × size[1] × size[2] points along a, b and c.
struct MeshLayout {
  /// Points behind the end of each row of the real mesh, images of its first: splines then never wrap along c.
  static constexpr int halo = 8;

  explicit MeshLayout(const std::array<int, 3>& points);

  std::array<int, 3> size;
  Index row;      // doubles from one row of the real mesh [size[0]][size[1]][row] to the next
  Index plane;    // doubles from one plane of it to the next
  Index waves;    // size[2]/2 + 1 wave numbers along c: the rest are conjugates
  Index columns;  // complex numbers from one row of the transformed mesh [size[0]][size[1]][columns] to the next
};

/// A real mesh and its Fourier transform, taken apart into planes and panels that can be worked on by different
/// threads in any order. Transforms are not normalised. The plans are FFTW's estimates, which depend on nothing but
/// the sizes, so that every run rounds alike.
///   forward_plane(x) for all x, then for all y: p = forward_panel(y), change p, backward_panel(y); then
///   backward_plane(x) for all x.
class PmeMesh {
 public:
  /// @param size  even counts of at least MeshLayout::halo
  explicit PmeMesh(const std::array<int, 3>& size);
  ~PmeMesh();

  const MeshLayout& layout() const { return layout_; }
  /// The real mesh. Only forward_plane reads it (without the halo), only backward_plane writes it (halo and all).
  double* values();
  /// Memory for that many threads to work at once.
  void reserve(int threads);
  void forward_plane(Index x, int thread);
  /// [size[0]][columns] complex numbers for this y: the mesh transformed along all directions. Columns behind `waves`
  /// are zero.
  double* forward_panel(Index y, int thread);
  void backward_panel(Index y, int thread);
  void backward_plane(Index x, int thread);

 private:
  struct Transforms;
  MeshLayout layout_;
  std::unique_ptr<Transforms> transforms_;
};

}  // namespace liquidus
