#include "scatter/direct/debye_sum.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "core/errors.hpp"
#include "core/random.hpp"
#include "core/threads.hpp"

using namespace liquidus;

namespace {

const std::vector<double> q{1.0, 2.0, 5.0};

/// The numbers have six decimals, the last of them cut off or rounded.
void check(const std::vector<Vec3>& r, const std::vector<double>& expected) {
  const std::vector<double> found = debye_sum(r, std::vector<double>(r.size(), 1.0), q);
  for (std::size_t k = 0; k < q.size(); ++k) CHECK(found[k] == Approx(expected[k]).margin(1e-6).epsilon(0.0));
}

std::vector<Vec3> random_atoms(Index n) {
  Random random(5, Stream::packing, 0, 0);
  std::vector<Vec3> r;
  for (Index i = 0; i < n; ++i) r.push_back(6.0 * Vec3{random.uniform(), random.uniform(), random.uniform()});
  return r;
}

}  // namespace

TEST_CASE("Debye's sum of a dimer, a tetrahedron and an octahedral molecule with bonds of 2 Å", "[debye_sum_test]") {
  check({{0, 0, 0}, {2, 0, 0}}, {1.454649, 0.810799, 0.945598});
  const double e = 1.0 / std::sqrt(2.0);  // half the edge of the cube whose corners are the tetrahedron's
  check({{e, e, e}, {e, -e, -e}, {-e, e, -e}, {-e, -e, e}}, {2.363946, 0.432398, 0.836794});
  // MX6 by the sum over its 7 atoms, all with b = 1, divided by 7
  check({{0, 0, 0}, {2, 0, 0}, {-2, 0, 0}, {0, 2, 0}, {0, -2, 0}, {0, 0, 2}, {0, 0, -2}},
        {1.990666, 0.426382, 1.188299});
}

TEST_CASE("partial Debye sums add up to that with any amplitudes", "[debye_sum_test]") {
  const auto r = random_atoms(40);
  const double length[] = {9.45, -1.7, 3.63};
  std::vector<int> kind;
  std::vector<double> b;
  double atoms[3] = {};
  for (std::size_t i = 0; i < r.size(); ++i) {
    kind.push_back(static_cast<int>(i % 7 % 3));
    b.push_back(length[kind.back()]);
    atoms[kind.back()] += 1.0;
  }
  const auto partial = debye_sums(r, kind, 3, q);
  const auto total = debye_sum(r, b, q);
  for (std::size_t k = 0; k < q.size(); ++k) {
    double sum = 0.0;
    for (int y = 0; y < 3; ++y)
      for (int x = 0; x <= y; ++x)
        sum += (x == y ? 1.0 : 2.0) * length[x] * length[y] * std::sqrt(atoms[x] * atoms[y]) *
               partial[static_cast<std::size_t>(y * (y + 1) / 2 + x)][k] / 40.0;
    CHECK(sum == Approx(total[k]).epsilon(1e-12));
  }
}

TEST_CASE("at Q = 0 all atoms scatter in phase, and at large Q each for itself", "[debye_sum_test]") {
  const std::vector<Vec3> r{{0, 0, 0}, {1, 0, 0}, {0, 2, 0}};
  const std::vector<double> b{1.0, 2.0, 3.0}, ends{0.0, 1e7};
  const auto s = debye_sum(r, b, ends);
  CHECK(s[0] == Approx(36.0 / 3.0));
  CHECK(s[1] == Approx(14.0 / 3.0).epsilon(1e-5));
}

TEST_CASE("Debye's sum is the mean over directions of the sum of phases", "[debye_sum_test]") {
  const auto r = random_atoms(12);
  const double norm_q = 2.5;
  double mean = 0.0;
  const int directions = 20000;  // a spiral of even density over the sphere: its error falls as their number
  for (int d = 0; d < directions; ++d) {
    const double z = (2.0 * d + 1.0) / directions - 1.0, phi = d * 2.399963229728653, rho = std::sqrt(1.0 - z * z);
    const Vec3 k = norm_q * Vec3{rho * std::cos(phi), rho * std::sin(phi), z};
    double c = 0.0, s = 0.0;
    for (const Vec3& x : r) c += std::cos(dot(k, x)), s += std::sin(dot(k, x));
    mean += (c * c + s * s) / 12.0 / directions;
  }
  const std::vector<double> one(12, 1.0), at{norm_q};
  CHECK(debye_sum(r, one, at)[0] == Approx(mean).epsilon(1e-5));
}

TEST_CASE("Debye's sum doesn't depend on how many threads share it but for rounding", "[debye_sum_test]") {
  const auto r = random_atoms(50);
  const std::vector<double> b(50, 1.0);
  const int before = threads();
  const auto one = debye_sum(r, b, q);
  for (const int n : {2, 3, 64}) {
    set_threads(n);
    const auto many = debye_sum(r, b, q);
    for (std::size_t k = 0; k < q.size(); ++k) CHECK(many[k] == Approx(one[k]).epsilon(1e-13));
  }
  set_threads(before);
}

TEST_CASE("Debye's sum refuses what it can't sum", "[debye_sum_test]") {
  std::vector<Vec3> r{{0, 0, 0}, {1, 0, 0}};
  const std::vector<double> one{1.0}, two{1.0, 1.0};
  CHECK_THROWS_AS(debye_sum(r, one, q), std::invalid_argument);
  r[1][2] = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_WITH(debye_sum(r, two, q), "atom 1 has a position that is not a finite number");
  CHECK_THROWS_AS(debye_sums(r, std::vector<int>{0, 0}, 1, q), SimulationError);
}
