#include "potential/pme_mesh.hpp"

#include <fftw3.h>

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <new>
#include <optional>
#include <type_traits>
#include <vector>

namespace liquidus {
namespace {

constexpr Index line = 8;  // doubles of a cache line, and of the widest vector

/// Zeros, aligned to a cache line.
struct Free {
  void operator()(double* memory) const { std::free(memory); }
};
using Doubles = std::unique_ptr<double[], Free>;

Doubles zeros(Index count) {
  const auto n = static_cast<std::size_t>((std::max<Index>(count, 1) + line - 1) / line * line);
  auto* memory = static_cast<double*>(std::aligned_alloc(line * sizeof(double), n * sizeof(double)));
  if (!memory) throw std::bad_alloc();
  std::fill_n(memory, n, 0.0);
  return Doubles(memory);
}

fftw_complex* complex(double* values) { return reinterpret_cast<fftw_complex*>(values); }

/// FFTW plans one at a time; executing plans needs no lock.
std::mutex& planner() {
  static std::mutex mutex;
  return mutex;
}

struct Destroy {
  void operator()(fftw_plan plan) const {
    const std::lock_guard lock(planner());
    fftw_destroy_plan(plan);
  }
};
using Plan = std::unique_ptr<std::remove_pointer_t<fftw_plan>, Destroy>;

/// Rounded up to an odd count of cache lines, so that what stands this far apart doesn't fall into a few cache sets.
Index odd_lines(Index doubles) {
  const Index lines = (doubles + line - 1) / line;
  return line * (lines + 1 - lines % 2);
}

}  // namespace

MeshLayout::MeshLayout(const std::array<int, 3>& points)
    : size(points),
      row(odd_lines(points[2] + halo)),
      plane(odd_lines(row * points[1])),
      waves(points[2] / 2 + 1),
      columns(odd_lines(2 * waves) / 2) {}

/// Everything is out of place: there FFTW's estimates are nearly as good as its measurements. On one rank planes and
/// panels meet in one array, whose planes stand an odd count of cache lines apart; on several there is one array for
/// each, without gaps, and the transpose in between.
struct PmeMesh::Transforms {
  Transforms(const MeshLayout& mesh, Slab planes, const Communicator& ranks)
      : values(zeros(mesh.plane * planes.count)), plane_length(odd_lines(2 * mesh.columns * mesh.size[1])) {
    if (ranks.alone()) {
      waves = zeros(plane_length * planes.count);
      line_of_plane = panel_step = mesh.columns;
      plane_step = line_of_panel = plane_length / 2;
      return;
    }
    transpose.emplace(ranks, mesh.size[0], mesh.size[1], 2 * mesh.waves);
    waves = zeros(transpose->room());
    turned = zeros(transpose->room());
    line_of_plane = line_of_panel = mesh.waves;
    plane_step = mesh.waves * mesh.size[1];
    panel_step = mesh.waves * mesh.size[0];
  }

  void make_plans(const MeshLayout& mesh) {
    const std::lock_guard lock(planner());
    double* rows = scratch_plane(0);
    double* across = scratch_panel(0);
    const auto stride = static_cast<int>(mesh.columns), count = static_cast<int>(mesh.waves);
    const auto of_plane = static_cast<int>(line_of_plane), of_panel = static_cast<int>(line_of_panel);
    const auto many = [&](int n, double* from, int from_stride, double* to, int to_stride, int sign) {
      return Plan(fftw_plan_many_dft(1, &n, count, complex(from), nullptr, from_stride, 1, complex(to), nullptr,
                                     to_stride, 1, sign, FFTW_ESTIMATE));
    };
    const auto row = static_cast<int>(mesh.row);
    c_forward.reset(fftw_plan_many_dft_r2c(1, &mesh.size[2], mesh.size[1], values.get(), nullptr, 1, row, complex(rows),
                                           nullptr, 1, stride, FFTW_ESTIMATE));
    c_backward.reset(fftw_plan_many_dft_c2r(1, &mesh.size[2], mesh.size[1], complex(rows), nullptr, 1, stride,
                                            values.get(), nullptr, 1, row, FFTW_ESTIMATE));
    b_forward = many(mesh.size[1], rows, stride, waves.get(), of_plane, FFTW_FORWARD);
    b_backward = many(mesh.size[1], waves.get(), of_plane, rows, stride, FFTW_BACKWARD);
    a_forward = many(mesh.size[0], panel(0), of_panel, across, stride, FFTW_FORWARD);
    a_backward = many(mesh.size[0], across, stride, panel(0), of_panel, FFTW_BACKWARD);
  }

  double* scratch_plane(int thread) { return scratch[static_cast<std::size_t>(thread)].get(); }
  double* scratch_panel(int thread) { return scratch_plane(thread) + plane_length; }
  /// The n-th plane and panel of this rank's, transformed along c and b.
  double* plane(Index n) { return waves.get() + 2 * n * plane_step; }
  double* panel(Index n) { return (turned ? turned.get() : waves.get()) + 2 * n * panel_step; }

  Doubles values, waves, turned;
  std::optional<MeshTranspose> transpose;
  Index plane_length;  // doubles of a thread's plane
  // complex numbers from one y of a plane to the next, from one plane to the next, and so for the x of a panel
  Index line_of_plane = 0, plane_step = 0, line_of_panel = 0, panel_step = 0;
  std::vector<Doubles> scratch;  // by thread: a plane along b and c, and a panel along a and c
  Plan c_forward, c_backward, b_forward, b_backward, a_forward, a_backward;
};

PmeMesh::PmeMesh(const std::array<int, 3>& size, const Communicator& ranks)
    : layout_(size),
      planes_(MeshTranspose::slab_of(size[0], ranks.rank(), ranks.size())),
      panels_(MeshTranspose::slab_of(size[1], ranks.rank(), ranks.size())),
      transforms_(new Transforms(layout_, planes_, ranks)) {
  reserve(1);
  transforms_->make_plans(layout_);
}

PmeMesh::~PmeMesh() = default;

double* PmeMesh::plane(Index x) { return transforms_->values.get() + (x - planes_.begin) * layout_.plane; }

void PmeMesh::reserve(int threads) {
  auto& scratch = transforms_->scratch;
  const Index panel_length = 2 * layout_.columns * layout_.size[0];
  while (scratch.size() < static_cast<std::size_t>(threads))
    scratch.push_back(zeros(transforms_->plane_length + panel_length));
}

void PmeMesh::to_panels() {
  Transforms& t = *transforms_;
  if (t.transpose) t.transpose->forward(t.waves.get(), t.turned.get());
}

void PmeMesh::to_planes() {
  Transforms& t = *transforms_;
  if (t.transpose) t.transpose->backward(t.turned.get(), t.waves.get());
}

void PmeMesh::forward_plane(Index x, int thread) {
  Transforms& t = *transforms_;
  double* rows = t.scratch_plane(thread);
  fftw_execute_dft_r2c(t.c_forward.get(), plane(x), complex(rows));
  fftw_execute_dft(t.b_forward.get(), complex(rows), complex(t.plane(x - planes_.begin)));
}

double* PmeMesh::forward_panel(Index y, int thread) {
  Transforms& t = *transforms_;
  double* across = t.scratch_panel(thread);
  fftw_execute_dft(t.a_forward.get(), complex(t.panel(y - panels_.begin)), complex(across));
  return across;
}

void PmeMesh::backward_panel(Index y, int thread) {
  Transforms& t = *transforms_;
  fftw_execute_dft(t.a_backward.get(), complex(t.scratch_panel(thread)), complex(t.panel(y - panels_.begin)));
}

void PmeMesh::backward_plane(Index x, int thread) {
  Transforms& t = *transforms_;
  double* rows = t.scratch_plane(thread);
  double* values = plane(x);
  fftw_execute_dft(t.b_backward.get(), complex(t.plane(x - planes_.begin)), complex(rows));
  fftw_execute_dft_c2r(t.c_backward.get(), complex(rows), values);
  for (Index y = 0; y < layout_.size[1]; ++y) {
    double* row = values + y * layout_.row;
    std::copy_n(row, MeshLayout::halo, row + layout_.size[2]);
  }
}

}  // namespace liquidus
