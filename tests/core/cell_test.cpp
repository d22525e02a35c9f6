#include "core/cell.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <stdexcept>
#include <vector>

#include "core/random.hpp"
#include "core/units.hpp"

using namespace liquidus;

namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();

Vec3 random_vector(Random& random, double scale) {
  return {scale * (2.0 * random.uniform() - 1.0), scale * (2.0 * random.uniform() - 1.0),
          scale * (2.0 * random.uniform() - 1.0)};
}

/// Roughly orthogonal vectors of 5 to 10 Å: |off-diagonal| ≤ 1 Å.
Mat3 compact_vectors(Random& random) {
  Mat3 m{random_vector(random, 1.0), random_vector(random, 1.0), random_vector(random, 1.0)};
  for (std::size_t k = 0; k < 3; ++k) m[k][k] = 5.0 + 5.0 * random.uniform();
  return m;
}

/// The same lattice with vectors that are skewed by whole multiples of each other, up to `most`.
Mat3 skewed(const Mat3& compact, Random& random, double most) {
  Mat3 m = compact;
  const auto whole = [&] { return std::nearbyint(most * (2.0 * random.uniform() - 1.0)); };
  m[1] += whole() * m[0];
  m[2] += whole() * m[0] + whole() * m[1];
  m[0] += whole() * m[2];
  return m;
}

/// Length of the shortest image of d by trial. The image n has the fractional coordinate s_k + n_k and so a length of
/// at least |s_k + n_k| heights, while |d| ≥ |s_k| heights: none with |n_k| > 2|d|/height is shorter than d.
double shortest_by_trial(const Cell& cell, const Vec3& d) {
  double least = norm(d);
  std::array<int, 3> most{}, n;
  for (std::size_t k = 0; k < 3; ++k)
    if (cell.periodic()[k]) most[k] = static_cast<int>(2.0 * norm(d) / cell.heights()[k]);
  for (n[0] = -most[0]; n[0] <= most[0]; ++n[0])
    for (n[1] = -most[1]; n[1] <= most[1]; ++n[1])
      for (n[2] = -most[2]; n[2] <= most[2]; ++n[2]) least = std::min(least, norm(cell.translated(d, n)));
  return least;
}

bool inside(const Cell& cell, const Vec3& r) {
  const Vec3 s = cell.fractional(r);
  for (std::size_t k = 0; k < 3; ++k)
    if (cell.periodic()[k] && !(s[k] >= 0.0 && s[k] < 1.0)) return false;
  return true;
}

}  // namespace

TEST_CASE("a zero vector becomes a unit normal of the others", "[cell_test]") {
  const Vec3 a{4.0, 0.0, 0.0}, b{1.0, 3.0, 0.5};
  const Cell slab(Mat3{a, b, Vec3{}}, {true, true, false});
  const Vec3 c = slab.vectors()[2];
  CHECK(norm(c) == Approx(1.0));
  CHECK(std::abs(dot(a, c)) < 1e-15);
  CHECK(std::abs(dot(b, c)) < 1e-15);
  CHECK(determinant(slab.vectors()) > 0.0);
  CHECK(slab.volume() == Approx(norm(cross(a, b))));

  const Cell wire(Mat3{Vec3{}, Vec3{}, Vec3{0.0, 0.0, 7.0}}, {false, false, true});
  CHECK(wire.vectors() == Mat3{Vec3{1.0, 0.0, 0.0}, Vec3{0.0, 1.0, 0.0}, Vec3{0.0, 0.0, 7.0}});
  const Cell tilted(Mat3{Vec3{}, Vec3{1.0, -2.0, 3.0}, Vec3{}}, {false, true, false});
  const Mat3& v = tilted.vectors();
  CHECK(std::abs(dot(v[0], v[1])) + std::abs(dot(v[1], v[2])) + std::abs(dot(v[2], v[0])) < 1e-14);
  CHECK(determinant(v) == Approx(std::sqrt(14.0)));

  CHECK(Cell().vectors() == Mat3::identity());
  CHECK(Cell().volume() == 1.0);
  CHECK_FALSE(Cell().fully_periodic());
}

TEST_CASE("vectors that make no cell are refused by name", "[cell_test]") {
  const Cell::Periodic all{true, true, true};
  const Vec3 x{1.0, 0.0, 0.0}, y{0.0, 1.0, 0.0}, z{0.0, 0.0, 1.0};
  const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  CHECK_THROWS_WITH(Cell(Mat3{x, Vec3{}, z}, all), "cell vector b is zero but its direction is periodic");
  CHECK_THROWS_WITH(Cell(Mat3{x, y, Vec3{0.0, nan, 1.0}}, all), "cell vector c is not finite");
  CHECK_THROWS_WITH(Cell(Mat3{Vec3{infinity, 0.0, 0.0}, y, z}, all), "cell vector a is not finite");
  CHECK_THROWS_WITH(Cell(Mat3{x, y, x + 2.0 * y}, all), "the cell vectors lie in one plane");
  CHECK_THROWS_WITH(Cell(Mat3{x, 3.0 * x, Vec3{}}, {true, true, false}), "the cell vectors lie in one plane");
  CHECK_THROWS_WITH(Cell::orthorhombic({1.0, -1.0, 1.0}), "the lengths of a cell must be positive");
  CHECK_THROWS_AS(Cell::cubic(0.0), std::invalid_argument);
  CHECK_THROWS_AS(Cell::cubic(nan), std::invalid_argument);
}

TEST_CASE("volume and heights are those of geometry, for either handedness", "[cell_test]") {
  const double a = 3.0, c = 5.0, sine = std::sqrt(0.75);  // hexagonal
  const Vec3 first{a, 0.0, 0.0}, second{-0.5 * a, sine * a, 0.0}, third{0.0, 0.0, c};
  for (const auto& vectors : {Mat3{first, second, third}, Mat3{second, first, third}}) {
    const Cell cell(vectors, {true, true, true});
    CHECK(cell.volume() == Approx(sine * a * a * c));
    CHECK(cell.heights()[0] == Approx(sine * a));
    CHECK(cell.heights()[1] == Approx(sine * a));
    CHECK(cell.heights()[2] == Approx(c));
  }
}

TEST_CASE("fractional and Cartesian coordinates are inverse to each other", "[cell_test]") {
  Random random(1, Stream::packing, 0, 0);
  for (int i = 0; i < 100; ++i) {
    const Cell cell(compact_vectors(random), {true, true, true});
    const Vec3 r = random_vector(random, 30.0);
    CHECK(norm(cell.cartesian(cell.fractional(r)) - r) < 1e-13 * 30.0);
    CHECK(norm(cell.translated(r, {1, -2, 3}) -
               (r + cell.vectors()[0] - 2.0 * cell.vectors()[1] + 3.0 * cell.vectors()[2])) < 1e-12);
  }
}

TEST_CASE("a wrapped position is inside and knows how far it has come", "[cell_test]") {
  Random random(2, Stream::packing, 0, 0);
  for (int i = 0; i < 3000; ++i) {
    const Cell::Periodic periodic{random.uniform() < 0.7, random.uniform() < 0.7, random.uniform() < 0.7};
    const Cell cell(skewed(compact_vectors(random), random, 2.0), periodic);
    const Vec3 r = random_vector(random, 100.0);
    std::array<int, 3> image{5, 6, 7};
    const Vec3 w = cell.wrapped(r, &image);
    CHECK(inside(cell, w));
    // r and the vectors of up to 100 Å are summed with a few roundings each, over shifts of up to some 30 cells
    CHECK(norm(cell.translated(w, {image[0] - 5, image[1] - 6, image[2] - 7}) - r) < 1e4 * epsilon * 100.0);
    CHECK(cell.wrapped(w) == w);
    for (std::size_t k = 0; k < 3; ++k)
      if (!periodic[k]) CHECK(image[k] == static_cast<int>(5 + k));
  }
}

TEST_CASE("positions within rounding of a face end inside", "[cell_test]") {
  const Cell cube = Cell::cubic(10.0);
  std::array<int, 3> image{};
  CHECK(cube.wrapped({-1e-17, 0.0, -0.0}, &image) == Vec3{0.0, 0.0, 0.0});
  CHECK(image == std::array<int, 3>{0, 0, 0});
  CHECK(cube.wrapped({10.0, 20.0, -10.0}, &image) == Vec3{0.0, 0.0, 0.0});
  CHECK(image == std::array<int, 3>{1, 2, -1});

  Random random(3, Stream::packing, 0, 0);
  for (int i = 0; i < 20000; ++i) {
    const Cell cell(skewed(compact_vectors(random), random, 2.0), {true, true, true});
    // corners, edges and faces of the lattice, and what lies less than 10⁻¹⁵ from them
    Vec3 s;
    for (auto& x : s) {
      x = random.uniform() < 0.3 ? random.uniform() : std::floor(5.0 * random.uniform()) - 2.0;
      if (random.uniform() < 0.5) x += (random.uniform() - 0.5) * 1e-15;
    }
    const Vec3 r = cell.cartesian(s);
    image = {};
    const Vec3 w = cell.wrapped(r, &image);
    CHECK(inside(cell, w));
    CHECK(cell.wrapped(w) == w);
    CHECK(norm(cell.translated(w, image) - r) < 1e3 * epsilon * 100.0);
  }
}

TEST_CASE("wrapping leaves alone what it can't wrap", "[cell_test]") {
  const Cell cell = Cell::cubic(10.0);
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(cell.wrapped({infinity, 1.0, 1.0}) == Vec3{infinity, 1.0, 1.0});
  CHECK(std::isnan(cell.wrapped({std::numeric_limits<double>::quiet_NaN(), 1.0, 1.0})[0]));
  CHECK(cell.wrapped({1e300, 1.0, 1.0})[0] == 1e300);
  CHECK(inside(cell, cell.wrapped({9.9e9, -9.9e9, 123456789.123})));
}

TEST_CASE("folding is exact below half the least height", "[cell_test]") {
  Random random(4, Stream::packing, 0, 0);
  for (int i = 0; i < 2000; ++i) {
    const Cell cell(skewed(compact_vectors(random), random, 1.0), {true, true, true});
    const auto& h = cell.heights();
    Vec3 d = random_vector(random, 1.0);
    d *= 0.499 * std::min({h[0], h[1], h[2]}) / norm(d);
    const Vec3 moved = cell.translated(d, {3, -2, 1});
    CHECK(norm(cell.folded(moved) - d) < 1e-12);
    CHECK(norm(cell.minimum_image(moved) - d) < 1e-12);
  }
}

TEST_CASE("the minimum image is the shortest of all, also in skewed cells", "[cell_test]") {
  Random random(5, Stream::packing, 0, 0);
  for (int i = 0; i < 3000; ++i) {
    const Mat3 vectors = compact_vectors(random);
    const Cell compact(vectors, {true, true, true}),
        cell(skewed(vectors, random, i % 3 == 0 ? 20.0 : 1.0), {true, true, true});
    const Vec3 d = compact.folded(random_vector(random, 40.0));
    const Vec3 moved = cell.translated(d, {2, -1, 4});
    const Vec3 m = cell.minimum_image(moved);
    // the skewed vectors reach 10⁵ Å and moved 10⁶ Å, where a double is rounded by 10⁻¹⁰
    CHECK(norm(m) == Approx(shortest_by_trial(compact, d)).margin(1e-9));
    const Vec3 shift = compact.fractional(m - moved);
    for (const double n : shift) CHECK(std::abs(n - std::nearbyint(n)) < 1e-9);
  }
}

TEST_CASE("the minimum image leaves directions that aren't periodic", "[cell_test]") {
  Random random(6, Stream::packing, 0, 0);
  for (int i = 0; i < 2000; ++i) {
    const Cell::Periodic periodic{i % 2 == 0, i % 4 < 2, i % 8 < 4};
    const Cell cell(compact_vectors(random), periodic);
    const Vec3 d = random_vector(random, 8.0);
    const Vec3 m = cell.minimum_image(d);
    CHECK(norm(m) == Approx(shortest_by_trial(cell, d)).epsilon(1e-12));
    const Vec3 shift = cell.fractional(m - d);
    for (std::size_t k = 0; k < 3; ++k) {
      CHECK(std::abs(shift[k] - std::nearbyint(shift[k])) < 1e-12);
      if (!periodic[k]) CHECK(std::abs(shift[k]) < 1e-12);
    }
  }
  // a slab that is sheared in its plane: (−17, 0, 9) is one cell off (3, 0, 9)
  const Cell slab(Mat3{Vec3{10.0, 0.0, 0.0}, Vec3{30.0, 10.0, 0.0}, Vec3{}}, {true, true, false});
  CHECK(norm(slab.minimum_image({-17.0, 0.0, 9.0}) - Vec3{3.0, 0.0, 9.0}) < 1e-14);
}

TEST_CASE("half-way points of face-centred and body-centred cells have their known shortest images", "[cell_test]") {
  const double a = 4.0;
  const Cell fcc(0.5 * a * Mat3{Vec3{0.0, 1.0, 1.0}, Vec3{1.0, 0.0, 1.0}, Vec3{1.0, 1.0, 0.0}}, {true, true, true});
  CHECK(norm(fcc.minimum_image({0.5 * a, 0.0, 0.0})) == Approx(0.5 * a));  // octahedral hole
  CHECK(norm(fcc.minimum_image({0.75 * a, 0.75 * a, 0.75 * a})) == Approx(std::sqrt(3.0) / 4.0 * a));  // tetrahedral
  const Cell bcc(0.5 * a * Mat3{Vec3{-1.0, 1.0, 1.0}, Vec3{1.0, -1.0, 1.0}, Vec3{1.0, 1.0, -1.0}}, {true, true, true});
  CHECK(norm(bcc.minimum_image({0.5 * a, 0.25 * a, 0.0})) == Approx(std::sqrt(5.0) / 4.0 * a));
  CHECK(norm(bcc.minimum_image({7.5 * a, -3.0 * a, 2.0 * a})) == Approx(0.5 * a));
}
