// Seconds for the mean square displacements of a trajectory on disk over all time origins, reading included.
#include <fmt/core.h>
#include <sys/resource.h>

#include <chrono>
#include <cmath>
#include <filesystem>
#include <string>

#include "core/random.hpp"
#include "core/threads.hpp"
#include "io/h5md.hpp"
#include "scatter/dynamics/msd_file.hpp"

namespace liquidus::bench {
namespace {

/// Two species at the density of molten NaCl whose ions walk at random, 0.1 Å a frame and direction, kept in the cell.
void write_walkers(const std::string& path, Index atoms, Index frames) {
  Frame frame;
  const double length = std::cbrt(static_cast<double>(atoms) / 0.0312);
  frame.atoms.cell = Cell::cubic(length);
  for (Index i = 0; i < atoms; ++i) {
    Random random(1, Stream::packing, i, 0);
    frame.atoms.add(i % 2 == 0 ? "Na" : "Cl", length * Vec3{random.uniform(), random.uniform(), random.uniform()});
  }
  H5mdWriter writer(path + ".new", frame.atoms);
  for (Index f = 0; f < frames; ++f) {
    frame.step = f;
    frame.time = 10.0 * static_cast<double>(f);
    writer.write(frame);
    parallel_ranges(atoms, [&](Index begin, Index end, int) {
      for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i)
        frame.atoms.r[i] = frame.atoms.cell.wrapped(
            frame.atoms.r[i] + 0.1 * Random(2, Stream::packing, static_cast<Index>(i), f).normal3());
    });
  }
  writer.close();
  std::filesystem::rename(path + ".new", path);
}

void measure(const std::string& path, Index memory) {
  MsdOptions options;
  options.memory = memory;
  const auto mark = std::chrono::steady_clock::now();
  const Findings found = measure_msd({path, {}, std::nan(""), {}}, options);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - mark).count();
  struct rusage usage {};
  getrusage(RUSAGE_SELF, &usage);
  // a walk of 0.1 Å a direction and frame: 6 D t = 3 · 0.01 Å² · t/10 fs
  fmt::print("D {:.5f} ± {:.5f} of 5 1e-9 m²/s, {} threads, limit {} MiB, peak of memory {:.0f} MiB\nseconds {:.4g}\n",
             found.numbers[0].value.value, found.numbers[0].value.error.value_or(0.0), threads(), memory,
             static_cast<double>(usage.ru_maxrss) / 1024.0, seconds);
}

}  // namespace
}  // namespace liquidus::bench

int main(int argc, char** argv) {
  if (argc != 5) {
    fmt::print(stderr, "usage: msd_bench FILE.h5 ATOMS FRAMES MEMORY-MIB\n");
    return 2;
  }
  try {
    if (!std::filesystem::exists(argv[1]))
      liquidus::bench::write_walkers(argv[1], std::stol(argv[2]), std::stol(argv[3]));
    liquidus::bench::measure(argv[1], std::stol(argv[4]));
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}\n", e.what());
    return 1;
  }
  return 0;
}
