// Atoms times wave vectors per second of direct structure factors, the whole measure, and of two simple ways to the
// same sums: an exponential for each atom and vector, and tables of phases along each of the cell's directions.
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <complex>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "core/threads.hpp"
#include "core/units.hpp"
#include "scatter/direct/structure_factor.hpp"

namespace liquidus::bench {
namespace {

/// Atoms anywhere in a cube, of two species: no way of summing asks where they are.
Structure gas(Index atoms, double density) {
  Random random(1, Stream::packing, 0, 0);
  Structure s;
  const double length = std::cbrt(static_cast<double>(atoms) / density);
  s.cell = Cell::cubic(length);
  for (Index i = 0; i < atoms; ++i)
    s.add(i % 2 == 0 ? "Na" : "Cl", length * Vec3{random.uniform(), random.uniform(), random.uniform()});
  return s;
}

double seconds_since(std::chrono::steady_clock::time_point mark) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - mark).count();
}

double exponentials(const Structure& s, const std::vector<WaveVectors::Triple>& triples,
                    std::vector<std::complex<double>>& rho) {
  const auto mark = std::chrono::steady_clock::now();
  const Mat3 axes = reciprocal(s.cell);
  parallel_ranges(static_cast<Index>(triples.size()), [&](Index begin, Index end, int) {
    for (auto k = static_cast<std::size_t>(begin); k < static_cast<std::size_t>(end); ++k) {
      const auto& n = triples[k];
      const Vec3 q = Vec3{static_cast<double>(n[0]), static_cast<double>(n[1]), static_cast<double>(n[2])} * axes;
      for (const Vec3& r : s.r) rho[k] += std::polar(1.0, dot(q, r));
    }
  });
  return static_cast<double>(s.size()) * static_cast<double>(triples.size()) / seconds_since(mark);
}

/// cos and sin of 2πns for n = 0 … highest and a block of atoms: [n][2][atoms].
std::vector<double> phases(const std::vector<double>& s, Index highest) {
  const std::size_t atoms = s.size();
  std::vector<double> table(static_cast<std::size_t>(highest + 1) * 2 * atoms);
  for (std::size_t i = 0; i < atoms; ++i) {
    const double c = std::cos(2.0 * units::pi * s[i]), d = std::sin(2.0 * units::pi * s[i]);
    double re = 1.0, im = 0.0;
    for (std::size_t n = 0; n <= static_cast<std::size_t>(highest); ++n) {
      table[2 * n * atoms + i] = re;
      table[(2 * n + 1) * atoms + i] = im;
      const double next = re * c - im * d;
      im = re * d + im * c;
      re = next;
    }
  }
  return table;
}

/// Of each vector and block of atoms the products of three phases, one atom after the other.
double tables(const Structure& s, const std::vector<WaveVectors::Triple>& triples, Index highest,
              std::vector<std::complex<double>>& rho) {
  const auto mark = std::chrono::steady_clock::now();
  constexpr std::size_t block = 256;
  parallel_ranges(static_cast<Index>(triples.size()), [&](Index begin, Index end, int) {
    for (std::size_t first = 0; first < s.r.size(); first += block) {
      const std::size_t atoms = std::min(block, s.r.size() - first);
      std::vector<double> table[3], fraction(atoms);
      for (std::size_t c = 0; c < 3; ++c) {
        for (std::size_t i = 0; i < atoms; ++i) fraction[i] = s.cell.fractional(s.r[first + i])[c];
        table[c] = phases(fraction, highest);
      }
      for (auto k = static_cast<std::size_t>(begin); k < static_cast<std::size_t>(end); ++k) {
        const double *p[3],
            sign[3] = {triples[k][0] < 0 ? -1.0 : 1.0, triples[k][1] < 0 ? -1.0 : 1.0, triples[k][2] < 0 ? -1.0 : 1.0};
        for (std::size_t c = 0; c < 3; ++c)
          p[c] = table[c].data() + 2 * static_cast<std::size_t>(std::abs(triples[k][c])) * atoms;
        double re = 0.0, im = 0.0;
        for (std::size_t i = 0; i < atoms; ++i) {
          const double a = p[0][i], b = sign[0] * p[0][atoms + i], c = p[1][i], d = sign[1] * p[1][atoms + i];
          const double u = a * c - b * d, v = a * d + b * c, x = p[2][i], y = sign[2] * p[2][atoms + i];
          re += u * x - v * y;
          im += u * y + v * x;
        }
        rho[k] += std::complex<double>(re, im);
      }
    }
  });
  return static_cast<double>(s.size()) * static_cast<double>(triples.size()) / seconds_since(mark);
}

void measure(Index atoms, double density, double q_max, Index most, Index frames) {
  const Structure s = gas(atoms, density);
  StructureFactorOptions options;
  options.q_max = q_max;
  options.vectors = most;
  const WaveVectors vectors(s.cell, {q_max, options.width, most, static_cast<std::uint64_t>(options.seed)});
  DirectStructureFactor ours(options);
  ours.add(s);  // vectors are chosen and scratch memory is there from here on
  const auto mark = std::chrono::steady_clock::now();
  for (Index n = 0; n < frames; ++n) ours.add(s);
  const double seconds = seconds_since(mark) / static_cast<double>(frames);
  const double pairs = static_cast<double>(atoms) * static_cast<double>(vectors.size());
  fmt::print("{} atoms, {} wave vectors to {} 1/Å in {} rows, {} threads, {:.1f} ms a frame\n", atoms, vectors.size(),
             q_max, vectors.rows().size(), threads(), 1e3 * seconds);

  // the simple ways take some of the vectors: of tables so many that making them costs little beside
  const auto some = [&](Index number) {
    std::vector<WaveVectors::Triple> chosen;
    for (Index k = 0; k < vectors.size(); k += vectors.size() / number + 1)
      chosen.push_back(vectors.triples()[static_cast<std::size_t>(k)]);
    return chosen;
  };
  const auto few = some(1000), many = some(40000);
  std::vector<std::complex<double>> by_exponential(few.size()), by_table(few.size()), rho(many.size());
  const auto& reach = vectors.reach();
  const Index highest = std::max({reach[0], reach[1], reach[2]});
  const double simple = exponentials(s, few, by_exponential);
  tables(s, few, highest, by_table);
  double difference = 0.0;
  for (std::size_t k = 0; k < few.size(); ++k)
    difference = std::max(difference, std::abs(by_exponential[k] - by_table[k]));
  const double table = tables(s, many, highest, rho);
  fmt::print(
      "simple ways: an exponential for each atom and vector {:.4g}, tables of phases {:.4g} atom k/s; sums differ by "
      "{:.1e}\n",
      simple, table, difference);
  fmt::print("ours {:.4g}\npeer {:.4g}\n", pairs / seconds, table);
}

}  // namespace
}  // namespace liquidus::bench

int main(int argc, char** argv) {
  if (argc != 6) {
    fmt::print(stderr, "usage: sk_bench ATOMS DENSITY Q_MAX VECTORS FRAMES\n");
    return 2;
  }
  try {
    liquidus::bench::measure(std::stol(argv[1]), std::stod(argv[2]), std::stod(argv[3]), std::stol(argv[4]),
                             std::stol(argv[5]));
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}\n", e.what());
    return 1;
  }
  return 0;
}
