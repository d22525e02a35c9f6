#pragma once
#include <array>
#include <memory>

#include "core/vec3.hpp"
#include "parallel/mesh_transpose.hpp"

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
/// threads in any order. Each rank has a slab of the planes, and of the panels. Transforms are not normalised. The
/// plans are FFTW's estimates, which depend on nothing but the sizes, so that every run rounds alike.
///   forward_plane(x) for all planes(); to_panels(); for all panels(): p = forward_panel(y), change p,
///   backward_panel(y); to_planes(); then backward_plane(x) for all planes().
class PmeMesh {
 public:
  /// Collective.
  /// @param size   even counts of at least MeshLayout::halo
  /// @param ranks  must outlive it
  PmeMesh(const std::array<int, 3>& size, const Communicator& ranks);
  ~PmeMesh();

  const MeshLayout& layout() const { return layout_; }
  /// The x and the y that are worked on here.
  Slab planes() const { return planes_; }
  Slab panels() const { return panels_; }
  /// Plane x of the real mesh; the others of planes() follow. Only forward_plane reads it (without the halo), only
  /// backward_plane writes it (halo and all).
  double* plane(Index x);
  /// Memory for that many threads to work at once.
  void reserve(int threads);
  void forward_plane(Index x, int thread);
  /// Between planes and panels all ranks hand each other what they need. Collective.
  void to_panels();
  void to_planes();
  /// [size[0]][columns] complex numbers for this y: the mesh transformed along all directions. Columns behind `waves`
  /// are zero.
  double* forward_panel(Index y, int thread);
  void backward_panel(Index y, int thread);
  void backward_plane(Index x, int thread);

 private:
  struct Transforms;
  MeshLayout layout_;
  Slab planes_, panels_;
  std::unique_ptr<Transforms> transforms_;
};

}  // namespace liquidus
