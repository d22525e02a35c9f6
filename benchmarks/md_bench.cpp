// Steps per second of NVE runs from a start file, with the time split by what it was spent on. See
// benchmarks/README.md.
#include <fmt/core.h>
#include <hwy/highway.h>

#include <chrono>
#include <string>
#include <vector>

#include "allocations.hpp"
#include "core/errors.hpp"
#include "core/threads.hpp"
#include "core/units.hpp"
#include "parallel/domain.hpp"
#include "parallel/launch.hpp"
#include "start_file.hpp"
#include "systems.hpp"

namespace liquidus::bench {
namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Velocity Verlet over ranks, with a stopwatch on each part of a step of this one.
class Run {
 public:
  Run(const Structure& whole, const System& system, const Communicator& ranks)
      : system_(system),
        domain_(ranks),
        own_(domain_.scatter(whole)),
        neighbours_(system.lists(), Skin{system.skin}, domain_.ghosts()) {}

  void steps(Index count) {
    const double dt = system_.timestep;
    for (Index n = 0; n < count; ++n) {
      const Index asked = allocations(), rebuilds = neighbours_.rebuilds();
      auto mark = Clock::now();
      kick(0.5 * dt);
      for (std::size_t i = 0; i < own_.atoms.r.size(); ++i) own_.atoms.r[i] += dt * own_.atoms.v[i];
      integrating_ += since(mark);
      evaluate(false);
      mark = Clock::now();
      kick(0.5 * dt);
      integrating_ += since(mark);
      if (neighbours_.rebuilds() == rebuilds) allocated_ += allocations() - asked;
    }
  }

  /// Forces, and with_energy the energy of all ranks.
  void evaluate(bool with_energy) {
    auto mark = Clock::now();
    const bool followed = neighbours_.follow(own_.atoms);
    if (!followed) {
      for (auto& r : own_.atoms.r) r = own_.atoms.cell.wrapped(r);
      domain_.migrate(own_);
      neighbours_.rebuild(own_.atoms);
    }
    const Neighbourhood& all = neighbours_.neighbourhood();
    (followed ? following_ : rebuilding_) += since(mark);
    mark = Clock::now();
    out_.with_energy = out_.with_virial = with_energy;
    out_.reset(all.total());
    clearing_ += since(mark);
    if (ranks().alone()) {
      add(all, &Potential::add);
      send_home();
    } else {  // forces of ghosts travel while the rest is reckoned
      add(all, &Potential::add_across);
      send_home();
      add(all, &Potential::add_within);
    }
    mark = Clock::now();
    neighbours_.ghosts().arrive_home(out_.forces);
    folding_ += since(mark);
    ghosts_ = all.ghosts();
  }

  const Communicator& ranks() const { return domain_.ranks(); }
  double potential_energy() const { return ranks().sum(out_.energy); }
  double kinetic_energy() const {
    double sum = 0.0;
    for (std::size_t i = 0; i < own_.atoms.v.size(); ++i)
      sum += 0.5 * own_.atoms.mass(static_cast<Index>(i)) * norm2(own_.atoms.v[i]);
    return ranks().sum(sum);
  }
  /// On the root, in the order of the start.
  std::vector<Vec3> forces() const {
    return gather_by_id(ranks(), std::span<const Index>(own_.id),
                        std::span<const Vec3>(out_.forces).first(own_.id.size()));
  }
  Index size() const { return own_.atoms.size(); }
  Index ghosts() const { return ghosts_; }
  /// In steps that kept their neighbour lists.
  Index allocated() const { return allocated_; }
  Index rebuilds() const { return neighbours_.rebuilds(); }
  const Bricks& bricks() const { return domain_.bricks(); }

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
    line("ghosts' forces home", folding_);
    line("integrate", integrating_);
  }

 private:
  using Adding = void (Potential::*)(const Neighbourhood&, Evaluation&) const;
  void add(const Neighbourhood& all, Adding adding) {
    for (const auto& term : system_.terms) {
      const auto mark = Clock::now();
      (*term.potential.*adding)(all, out_);
      term.seconds += since(mark);
    }
  }
  void send_home() {
    const auto mark = Clock::now();
    neighbours_.ghosts().depart_home(out_.forces);
    folding_ += since(mark);
  }
  void kick(double dt) {
    for (std::size_t i = 0; i < own_.atoms.r.size(); ++i)
      own_.atoms.v[i] += (dt / own_.atoms.mass(static_cast<Index>(i))) * out_.forces[i];
  }

  const System& system_;
  Domain domain_;
  OwnAtoms own_;
  Neighbours neighbours_;
  Evaluation out_;
  Index ghosts_ = 0, allocated_ = 0;
  double integrating_ = 0.0, following_ = 0.0, rebuilding_ = 0.0, clearing_ = 0.0, folding_ = 0.0;
};

void write_forces(const Run& run, const std::string& path) {
  const auto forces = run.forces();
  if (!run.ranks().is_root()) return;
  std::FILE* out = std::fopen(path.c_str(), "w");
  if (!out) throw Error(path + ": can't be written");
  for (std::size_t i = 0; i < forces.size(); ++i)
    fmt::print(out, "{} {:.15g} {:.15g} {:.15g}\n", i + 1, forces[i][0], forces[i][1], forces[i][2]);
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

struct Options {
  std::string forces, widest;
  Index copies = 1;  // of the start, along a
};

void measure(const std::string& name, const std::string& start, Index steps, const Options& options,
             const Communicator& ranks) {
  const System system = make_system(name, ranks);
  Structure whole;
  if (ranks.is_root()) whole = replicate(read_start(start, species_of(name)), {options.copies, 1, 1});
  Run run(whole, system, ranks);
  run.evaluate(true);
  const double energy = run.potential_energy(), before = energy + run.kinetic_energy();
  if (!options.forces.empty()) write_forces(run, options.forces);
  run.steps(std::min<Index>(steps, 20));  // scratch memory is there from here on
  run.clear_times();
  const Index rebuilds = run.rebuilds();
  const Traffic sent = ranks.traffic();
  ranks.barrier();
  const auto mark = Clock::now();
  run.steps(steps);
  ranks.barrier();
  const double seconds = since(mark);
  const Traffic traffic = ranks.traffic();
  const Index most_ghosts = ranks.max(run.ghosts()), all = ranks.sum(run.size());
  run.evaluate(true);
  const double after = run.potential_energy() + run.kinetic_energy();
  if (!ranks.is_root()) return;
  const auto& grid = run.bricks().grid();
  fmt::print("{} atoms, {} ranks ({} x {} x {}), {} ghosts at most, {} threads, {} steps, {} rebuilds\n", all,
             ranks.size(), grid[0], grid[1], grid[2], most_ghosts, threads(), steps, run.rebuilds() - rebuilds);
  run.print_times(seconds);
  fmt::print("rank 0 sent {:.1f} messages, {:.0f} bytes and took part in {:.1f} collectives a step\n",
             static_cast<double>(traffic.messages - sent.messages) / static_cast<double>(steps),
             static_cast<double>(traffic.bytes - sent.bytes) / static_cast<double>(steps),
             static_cast<double>(traffic.collectives - sent.collectives) / static_cast<double>(steps));
  fmt::print("memory was asked for {} times in steps without a rebuild\n", run.allocated());
  fmt::print("potential energy at the start {:.10g} eV\n", energy);
  fmt::print("total energy {:.10g} eV, at the end {:.10g} eV\n", before, after);
  fmt::print("steps/s {:.2f}\n", static_cast<double>(steps) / seconds);
}

}  // namespace
}  // namespace liquidus::bench

int main(int argc, char** argv) {
  using namespace liquidus;
  bench::Options options;
  bool understood = argc >= 4 && argc % 2 == 0;
  for (int k = 4; understood && k < argc; k += 2) {
    const std::string option = argv[k];
    if (option == "--forces")
      options.forces = argv[k + 1];
    else if (option == "--widest")
      options.widest = argv[k + 1];
    else if (option == "--copies")
      options.copies = std::stol(argv[k + 1]);
    else
      understood = false;
  }
  if (!understood) {
    fmt::print(stderr,
               "usage: md_bench lj|nacl START STEPS [--copies COUNT] [--forces FILE] [--widest baseline|avx2]\n");
    return 2;
  }
  const Launch launch;
  try {
    bench::limit_vectors(options.widest);
    bench::measure(argv[1], argv[2], std::stol(argv[3]), options, Communicator::world());
  } catch (const std::exception& e) {
    const auto verdict = launch.failed(e.what());
    fmt::print(stderr, "{}\n", verdict.text);
    if (verdict.abort) launch.abort(1);
    return 1;
  }
  return 0;
}
