#include "active/campaign/sample_run.hpp"

#include <fmt/format.h>

#include <cmath>
#include <memory>

#include "active/bias/sample_bias.hpp"
#include "core/errors.hpp"
#include "md/resumed_run.hpp"
#include "md/simulation.hpp"
#include "parallel/agreement.hpp"
#include "parallel/domain.hpp"

namespace liquidus {
namespace {

/// Hands everything on, and ends the run when its energy leaps.
class LeapGuard : public RunSink {
 public:
  LeapGuard(RunSink& next, double largest) : next_(next), largest_(largest) {}  // eV, of all atoms

  void thermo(const ThermoRow& row) override {
    next_.thermo(row);
    const double moved = last_ ? row.potential - *last_ : 0.0;
    if (!(std::abs(moved) <= largest_))
      throw SimulationError(fmt::format("the potential energy moved by {:.3g} eV since the row before", moved));
    last_ = row.potential;
  }
  void frame(const Frame& frame) override { next_.frame(frame); }
  void candidate(const Frame& frame) override { next_.candidate(frame); }
  void checkpoint(const Checkpoint& checkpoint) override { next_.checkpoint(checkpoint); }
  std::string last_checkpoint() const override { return next_.last_checkpoint(); }
  bool progress(const Progress& now) override { return next_.progress(now); }

 private:
  RunSink& next_;
  double largest_;
  std::optional<double> last_;
};

/// None for a state without one. Collective.
std::unique_ptr<SampleBias> bias_of(const SamplingOptions& sampling, const SamplingState& state, const Structure& start,
                                    const Potential& potential, const std::string& folder, const Communicator& ranks) {
  std::unique_ptr<SampleBias> bias;
  if (state.bias.kind.empty()) return bias;
  auto species = start.species;
  broadcast_species(ranks, species);
  root_first(ranks, [&] {
    bias = std::make_unique<SampleBias>(state.bias, state.temperature.front(), potential, species, sampling.interval,
                                        folder, ranks);
  });
  return bias;
}

}  // namespace

Structure at_density(Structure atoms, const Quantity& density) {
  atoms.v.clear();
  atoms.image.clear();
  if (!(density.value > 0.0)) return atoms;
  const bool by_number = density.dimension == parse_unit("1/Å^3").dimension;
  const double now = by_number ? atoms.number_density() : atoms.density();
  const double factor = std::cbrt(now / density.value);
  atoms.cell = Cell(factor * atoms.cell.vectors(), atoms.cell.periodic());
  for (auto& r : atoms.r) r = factor * r;
  return atoms;
}

std::optional<SampledRun> sample_run(const SamplingOptions& sampling, const SamplingState& state,
                                     const Structure& start, const Potential& potential, Index seed,
                                     const std::string& folder, const RunFolder::Watch& watch,
                                     const Communicator& ranks) {
  const MdOptions options = md_options(sampling, state, seed);
  const auto run = resume_or_begin(folder, options.write, watch, ranks);
  LeapGuard guard(*run.sink, sampling.max_energy * static_cast<double>(start.size()));
  const auto bias = bias_of(sampling, state, start, potential, folder, ranks);
  Simulation simulation(start, bias ? bias->potential() : potential, options, &guard, ranks);
  if (bias) bias->attach(simulation, {options.stages.back().name});
  if (run.goes_on) simulation.restore(run.checkpoint);
  SampledRun result;
  try {
    if (!simulation.finished() && !simulation.run()) return std::nullopt;
  } catch (const SimulationError& error) {
    result.stopped = error.what();
  }
  if (bias) on_root(ranks, [&] { bias->write_free_energy(); });
  result.time = simulation.time();
  return result;
}

}  // namespace liquidus
