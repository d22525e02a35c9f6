#include "potential/pme_mesh.hpp"

#include <fftw3.h>

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <new>
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
  const auto n = static_cast<std::size_t>((count + line - 1) / line * line);
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

/// Everything is out of place: there FFTW's estimates are nearly as good as its measurements.
struct PmeMesh::Transforms {
  explicit Transforms(const MeshLayout& mesh)
      : values(zeros(mesh.plane * mesh.size[0])),
        waves(zeros(odd_lines(2 * mesh.columns * mesh.size[1]) * mesh.size[0])),
        plane_length(odd_lines(2 * mesh.columns * mesh.size[1])),
        panel_length(2 * mesh.columns * mesh.size[0]) {}

  void make_plans(const MeshLayout& mesh) {
    const std::lock_guard lock(planner());
    double* rows = plane(0);
    double* across = panel(0);
    const auto stride = static_cast<int>(mesh.columns), planes = static_cast<int>(plane_length / 2);
    const auto count = static_cast<int>(mesh.waves);
    const auto many = [&](int n, double* from, int from_stride, double* to, int to_stride, int sign) {
      return Plan(fftw_plan_many_dft(1, &n, count, complex(from), nullptr, from_stride, 1, complex(to), nullptr,
                                     to_stride, 1, sign, FFTW_ESTIMATE));
    };
    const auto row = static_cast<int>(mesh.row);
    c_forward.reset(fftw_plan_many_dft_r2c(1, &mesh.size[2], mesh.size[1], values.get(), nullptr, 1, row, complex(rows),
                                           nullptr, 1, stride, FFTW_ESTIMATE));
    c_backward.reset(fftw_plan_many_dft_c2r(1, &mesh.size[2], mesh.size[1], complex(rows), nullptr, 1, stride,
                                            values.get(), nullptr, 1, row, FFTW_ESTIMATE));
    b_forward = many(mesh.size[1], rows, stride, waves.get(), stride, FFTW_FORWARD);
    b_backward = many(mesh.size[1], waves.get(), stride, rows, stride, FFTW_BACKWARD);
    a_forward = many(mesh.size[0], waves.get(), planes, across, stride, FFTW_FORWARD);
    a_backward = many(mesh.size[0], across, stride, waves.get(), planes, FFTW_BACKWARD);
  }

  double* plane(int thread) { return scratch[static_cast<std::size_t>(thread)].get(); }
  double* panel(int thread) { return plane(thread) + plane_length; }

  Doubles values, waves;
  Index plane_length, panel_length;
  std::vector<Doubles> scratch;  // by thread: a plane along b and c, and a panel along a and c
  Plan c_forward, c_backward, b_forward, b_backward, a_forward, a_backward;
};

PmeMesh::PmeMesh(const std::array<int, 3>& size) : layout_(size), transforms_(new Transforms(layout_)) {
  reserve(1);
  transforms_->make_plans(layout_);
}

PmeMesh::~PmeMesh() = default;

double* PmeMesh::values() { return transforms_->values.get(); }

void PmeMesh::reserve(int threads) {
  auto& scratch = transforms_->scratch;
  while (scratch.size() < static_cast<std::size_t>(threads))
    scratch.push_back(zeros(transforms_->plane_length + transforms_->panel_length));
}

void PmeMesh::forward_plane(Index x, int thread) {
  Transforms& t = *transforms_;
  double* rows = t.plane(thread);
  fftw_execute_dft_r2c(t.c_forward.get(), t.values.get() + x * layout_.plane, complex(rows));
  fftw_execute_dft(t.b_forward.get(), complex(rows), complex(t.waves.get() + x * t.plane_length));
}

double* PmeMesh::forward_panel(Index y, int thread) {
  Transforms& t = *transforms_;
  double* across = t.panel(thread);
  fftw_execute_dft(t.a_forward.get(), complex(t.waves.get() + y * 2 * layout_.columns), complex(across));
  return across;
}

void PmeMesh::backward_panel(Index y, int thread) {
  Transforms& t = *transforms_;
  fftw_execute_dft(t.a_backward.get(), complex(t.panel(thread)), complex(t.waves.get() + y * 2 * layout_.columns));
}

void PmeMesh::backward_plane(Index x, int thread) {
  Transforms& t = *transforms_;
  double* rows = t.plane(thread);
  double* values = t.values.get() + x * layout_.plane;
  fftw_execute_dft(t.b_backward.get(), complex(t.waves.get() + x * t.plane_length), complex(rows));
  fftw_execute_dft_c2r(t.c_backward.get(), complex(rows), values);
  for (Index y = 0; y < layout_.size[1]; ++y) {
    double* row = values + y * layout_.row;
    std::copy_n(row, MeshLayout::halo, row + layout_.size[2]);
  }
}

}  // namespace liquidus
