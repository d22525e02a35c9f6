// Steps per second of NVE runs from a start file, with the time split by what it was spent on. See
// benchmarks/README.md.
#include <fmt/core.h>
#include <hwy/highway.h>

#include <chrono>
#include <string>
#include <vector>

#include "allocations.hpp"
#include "core/errors.hpp"
#include "core/neighbours.hpp"
#include "core/threads.hpp"
#include "core/units.hpp"
#include "start_file.hpp"
#include "systems.hpp"

namespace liquidus::bench {
namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Velocity Verlet of one rank, with a stopwatch on each part of a step.
class Run {
 public:
  Run(Structure atoms, const System& system)
      : atoms_(std::move(atoms)), system_(system), neighbours_(system.lists(), Skin{system.skin}) {}

  void steps(Index count) {
    const double dt = system_.timestep;
    for (Index n = 0; n < count; ++n) {
      const Index asked = allocations(), rebuilds = neighbours_.rebuilds();
      auto mark = Clock::now();
      for (std::size_t i = 0; i < atoms_.r.size(); ++i) {
        atoms_.v[i] += (0.5 * dt / atoms_.mass(static_cast<Index>(i))) * out_.forces[i];
        atoms_.r[i] += dt * atoms_.v[i];
      }
      integrating_ += since(mark);
      evaluate(false);
      mark = Clock::now();
      for (std::size_t i = 0; i < atoms_.r.size(); ++i)
        atoms_.v[i] += (0.5 * dt / atoms_.mass(static_cast<Index>(i))) * out_.forces[i];
      integrating_ += since(mark);
      if (neighbours_.rebuilds() == rebuilds) allocated_ += allocations() - asked;
    }
  }

  /// Forces, and with_energy the energy.
  void evaluate(bool with_energy) {
    auto mark = Clock::now();
    const Index rebuilds = neighbours_.rebuilds();
    const Neighbourhood& all = neighbours_.update(atoms_);
    (neighbours_.rebuilds() == rebuilds ? following_ : rebuilding_) += since(mark);
    mark = Clock::now();
    out_.with_energy = out_.with_virial = with_energy;
    out_.reset(all.total());
    clearing_ += since(mark);
    for (const auto& term : system_.terms) {
      mark = Clock::now();
      term.potential->add(all, out_);
      term.seconds += since(mark);
    }
    mark = Clock::now();
    neighbours_.halo().reverse({out_.forces.front().data(), 3 * out_.forces.size()}, 3);
    folding_ += since(mark);
    ghosts_ = all.ghosts();
  }

  double potential_energy() const { return out_.energy; }
  double kinetic_energy() const {
    double sum = 0.0;
    for (std::size_t i = 0; i < atoms_.v.size(); ++i)
      sum += 0.5 * atoms_.mass(static_cast<Index>(i)) * norm2(atoms_.v[i]);
    return sum;
  }
  const std::vector<Vec3>& forces() const { return out_.forces; }
  Index size() const { return atoms_.size(); }
  Index ghosts() const { return ghosts_; }
  /// In steps that kept their neighbour lists.
  Index allocated() const { return allocated_; }
  Index rebuilds() const { return neighbours_.rebuilds(); }

  void clear_times() {
    integrating_ = following_ = rebuilding_ = clearing_ = folding_ = 0.0;
    allocated_ = 0;
    for (const auto& term : system_.terms) term.seconds = 0.0;
  }
  void print_times(double total) const {
    const auto line = [&](const std::string& what, double seconds) {
      fmt::print("  {:<28} {:8.4f} s  {:5.1f} %\n", what, seconds, 100.0 * seconds / total);
    };
    for (const auto& term : system_.terms) line(term.name, term.seconds);
    line("neighbours: follow, ghosts", following_);
    line("neighbours: rebuild", rebuilding_);
    line("clear forces", clearing_);
    line("fold ghost forces", folding_);
    line("integrate", integrating_);
  }

 private:
  Structure atoms_;
  const System& system_;
  PeriodicNeighbours neighbours_;
  Evaluation out_;
  Index ghosts_ = 0, allocated_ = 0;
  double integrating_ = 0.0, following_ = 0.0, rebuilding_ = 0.0, clearing_ = 0.0, folding_ = 0.0;
};

void write_forces(const Run& run, const std::string& path) {
  std::FILE* out = std::fopen(path.c_str(), "w");
  if (!out) throw Error(path + ": can't be written");
  for (Index i = 0; i < run.size(); ++i) {
    const Vec3& f = run.forces()[static_cast<std::size_t>(i)];
    fmt::print(out, "{} {:.15g} {:.15g} {:.15g}\n", i + 1, f[0], f[1], f[2]);
  }
  std::fclose(out);
}

/// Keeps the kernels to narrower vectors than the machine has.
void limit_vectors(const std::string& widest) {
  if (widest == "avx2")
    hwy::DisableTargets(HWY_AVX2 - 1);  // wider sets have lower bits
  else if (widest == "baseline")
    hwy::DisableTargets(HWY_STATIC_TARGET - 1);
  else if (!widest.empty())
    throw InputError("there is no limit '" + widest + "'; known: baseline, avx2");
}

void measure(const std::string& name, const std::string& start, Index steps, const std::string& forces) {
  const System system = make_system(name);
  Run run(read_start(start, species_of(name)), system);
  run.evaluate(true);
  const double energy = run.potential_energy(), before = energy + run.kinetic_energy();
  if (!forces.empty()) write_forces(run, forces);
  run.steps(1);  // scratch memory is there from here on
  run.clear_times();
  const Index rebuilds = run.rebuilds();
  const auto mark = Clock::now();
  run.steps(steps);
  const double seconds = since(mark);
  fmt::print("{} atoms, {} ghosts, {} threads, {} steps, {} rebuilds\n", run.size(), run.ghosts(), threads(), steps,
             run.rebuilds() - rebuilds);
  run.print_times(seconds);
  fmt::print("memory was asked for {} times in steps without a rebuild\n", run.allocated());
  run.evaluate(true);
  fmt::print("potential energy at the start {:.10g} eV\n", energy);
  fmt::print("total energy {:.10g} eV, at the end {:.10g} eV\n", before, run.potential_energy() + run.kinetic_energy());
  fmt::print("steps/s {:.2f}\n", static_cast<double>(steps) / seconds);
}

}  // namespace
}  // namespace liquidus::bench

int main(int argc, char** argv) {
  using namespace liquidus;
  std::string forces, widest;
  bool understood = argc >= 4 && argc % 2 == 0;
  for (int k = 4; understood && k < argc; k += 2) {
    const std::string option = argv[k];
    if (option == "--forces")
      forces = argv[k + 1];
    else if (option == "--widest")
      widest = argv[k + 1];
    else
      understood = false;
  }
  if (!understood) {
    fmt::print(stderr, "usage: md_bench lj|nacl START STEPS [--forces FILE] [--widest baseline|avx2]\n");
    return 2;
  }
  try {
    bench::limit_vectors(widest);
    bench::measure(argv[1], argv[2], std::stol(argv[3]), forces);
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}\n", e.what());
    return 1;
  }
  return 0;
}
