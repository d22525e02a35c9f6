#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "core/errors.hpp"
#include "core/units.hpp"
#include "correct/analysis/pair_curve.hpp"
#include "correct/layer/correction_file.hpp"
#include "correct/layer/hash.hpp"
#include "correct/loop/refinement_state.hpp"
#include "correct/loop/section_place.hpp"
#include "correct/targets/compare_on_bins.hpp"
#include "correct/targets/state_target.hpp"
#include "md/build.hpp"
#include "md/minimise.hpp"
#include "parallel/agreement.hpp"
#include "parallel/domain.hpp"

namespace liquidus {
namespace {

/// The number density that a box ends up with when its preparation changes it.
double density_at_end(const StateOptions& state, const Structure& atoms) {
  double density = atoms.number_density();
  for (const auto& stage : state.prepare)
    if (stage.density.value > 0.0) {
      const bool by_number = stage.density.dimension == parse_unit("1/Å^3").dimension;
      density = stage.density.value * (by_number ? 1.0 : static_cast<double>(atoms.size()) / atoms.total_mass());
    }
  return density;
}

Structure structure_of(const StateOptions& state, Index seed) {
  try {
    return build_structure(state.structure, seed);
  } catch (const InputError& error) {
    throw InputError("[[state]] '" + state.name + "': " + error.what());
  }
}

/// Place of a pair among the pairs of a box. @throws InputError naming those
std::size_t pair_in(const StateBox& box, const std::string& pair) {
  Correction names;
  for (const auto& kind : box.species) names.species.push_back(kind.name);
  return names.find(pair);
}

std::size_t pair_of(const StateBox& box, const TargetOptions& target) {
  try {
    return pair_in(box, target.pair);
  } catch (const InputError& error) {
    throw InputError("[[target]] '" + target.name + "': in [[state]] '" + box.options.name + "' " + error.what());
  }
}

/// Atoms meet below the cutoff, as the target has it.
bool meets(const PairTarget& target, double cutoff) {
  for (std::size_t k = 0; k < target.r.size() && target.r[k] < cutoff; ++k)
    if (target.g[k] >= 0.5) return true;
  return false;
}

}  // namespace

Refinement::State::State(FitOptions of, BasePotential potential, FitWatch watched, const Communicator& over)
    : options(std::move(of)),
      base(std::move(potential)),
      watch(std::move(watched)),
      ranks(over),
      progress(options.correct) {
  make_boxes();
  std::tie(base_title, base_mark) = base.describe(boxes.front().species);
  together(ranks, [&] {
    read_targets();
    for (std::size_t k = 0; k < boxes.size(); ++k)
      set_range(boxes[k],
                options.places.correct.file.empty() ? place_in(options.places.states, k) : options.places.correct);
    now = best = start();
  });
  set_fractions();
  check_method();
  set_references();
  check_totals();
}

/// Structures on the root; what all need to know of them on all.
void Refinement::State::make_boxes() {
  for (std::size_t s = 0; s < options.states.size(); ++s) {
    const auto& state = options.states[s];
    StateBox box;
    box.options = state;
    on_root(ranks, [&] {
      told_with(place_in(options.places.states, s), [&] { box.atoms = structure_of(state, options.run.seed); });
      box.species = box.atoms.species;
      box.density = density_at_end(state, box.atoms);
      const auto& heights = box.atoms.cell.heights();
      box.half =
          0.5 * std::min({heights[0], heights[1], heights[2]}) * std::cbrt(box.atoms.number_density() / box.density);
    });
    broadcast_species(ranks, box.species);
    ranks.broadcast(box.density);
    ranks.broadcast(box.half);
    boxes.push_back(std::move(box));
  }
}

void Refinement::State::relax() {
  for (auto& box : boxes) {
    if (!box.options.structure.file.empty() || box.options.structure.relax == 0) continue;
    minimise(box.atoms, *base.make(box.species), {.steps = box.options.structure.relax}, {}, ranks);
  }
}

StateBox& Refinement::State::box_of(const std::string& state, const std::string& whose) {
  if (state.empty() && boxes.size() == 1) return boxes.front();
  std::vector<std::string> names;
  for (auto& box : boxes) {
    if (box.options.name == state) return box;
    names.push_back(box.options.name);
  }
  throw InputError(whose + (state.empty() ? ": which state is it of? Give state = \"…\""
                                          : ": there is no state '" + state + "'" + suggestion(state, names)));
}

void Refinement::State::read_pair(const TargetOptions& target, const Location& at) {
  auto& box = box_of(target.state, "[[target]] '" + target.pair + "'");
  const std::size_t pair = pair_of(box, target);
  auto read = read_pair_target(target);
  for (const auto& other : box.measured.pairs)
    if (pair_in(box, other.pair) == pair)
      throw InputError("[[target]] '" + target.name + "': the pair " + target.pair + " of [[state]] '" +
                       box.options.name + "' has a target already; a fit takes one g(r) of each pair of a state");
  box.measured.pairs.push_back(std::move(read));
  box.pair_places.push_back(at);
  data.push_back(mark_of(target.file));
}

void Refinement::State::read_experiment(const std::string& state, const ExperimentOptions& experiment,
                                        const Location& at) {
  auto& box = box_of(state, "[[experiment]] '" + experiment.name + "'");
  if (experiment.file.empty())
    throw InputError("[[experiment]] '" + experiment.name + "' has no measured data to fit to: give its file");
  box.measured.totals.push_back(experiment);
  box.total_places.push_back(at);
  data.push_back(mark_of(experiment.file));
}

void Refinement::State::read_targets() {
  const auto& places = options.places;
  for (std::size_t k = 0; k < options.targets.size(); ++k) {
    const auto at = place_in(places.targets, k);
    told_with(at, [&] { read_pair(options.targets[k], at); });
  }
  for (std::size_t k = 0; k < options.experiments.size(); ++k) {
    const auto& one = options.experiments[k];
    const auto at = place_in(places.experiments, k);
    told_with(at, [&] { read_experiment(one.first, one.second, at); });
  }
  for (std::size_t s = 0; s < boxes.size(); ++s)
    told_with(place_in(places.states, s), [&] {
      auto& box = boxes[s];
      if (box.options.target) {
        const auto target = state_target(*box.options.target, box.density);
        box.measured.pressure = PressureTarget{target.pressure, target.uncertainty};
      }
      if (box.measured.pairs.empty() && box.measured.totals.empty())
        throw InputError("[[state]] '" + box.options.name +
                         "' has no [[target]] and no [[experiment]]: there is nothing to hold it against");
    });
}

/// Of the species of the correction; the structures are on the root.
void Refinement::State::set_fractions() {
  for (auto& box : boxes) {
    box.fractions.assign(now.species.size(), 0.0);
    if (ranks.is_root())
      for (Index i = 0; i < box.atoms.size(); ++i) {
        const auto found = std::find(now.species.begin(), now.species.end(), box.atoms.name(i));
        box.fractions[static_cast<std::size_t>(found - now.species.begin())] +=
            1.0 / static_cast<double>(box.atoms.size());
      }
    ranks.broadcast(box.fractions);
  }
}

/// Pair energies of the base, for the modes of SOPR that regress the potential as a whole.
void Refinement::State::set_references() {
  if (options.correct.method != "sopr" || options.sopr.mode == "recommended") return;
  for (std::size_t b = 0; b < now.species.size(); ++b)
    for (std::size_t a = 0; a <= b; ++a) {
      std::vector<Species> kinds{make_species(now.species[a])};
      if (a != b) kinds.push_back(make_species(now.species[b]));
      const auto curve = interpolated(dimer_table(*base.make(kinds), kinds));
      reference.energy.push_back(curve.energy);
    }
  if (!options.sopr.sigma.empty()) return;
  for (const auto& box : boxes)
    for (const auto& target : box.measured.pairs)
      told_with(options.places.correct, [&] {
        try {
          first_zero(reference.energy[now.find(target.pair)], now.knots.cutoff());
        } catch (const InputError& error) {
          throw InputError(target.pair + ": " + error.what());
        }
      });
}

/// How far g(r) is counted at a state.
void Refinement::State::set_range(StateBox& box, const Location& at) {
  const auto& name = box.options.name;
  if (options.correct.cutoff > box.half)
    throw InputError(at,
                     fmt::format("[[state]] '{}': half the box is {:.2f} Å, less than the correction's cutoff of {:g} "
                                 "Å; take more atoms, or a shorter cutoff",
                                 name, box.half, options.correct.cutoff));
  double reach = options.correct.cutoff;
  for (const auto& target : box.measured.pairs) reach = std::max(reach, target.r.back());
  if (!box.measured.totals.empty() || options.correct.method == "ihnc") reach = box.half;
  if (!std::isnan(options.correct.range)) reach = options.correct.range;
  box.range = std::min(reach, box.half);
  if (!std::isnan(options.correct.range) && reach > box.half)
    remarks.push_back(fmt::format("{}: g(r) is counted to half the box, {:.2f} Å, and not to the range of {:g} Å.",
                                  name, box.half, reach));
  cut_targets(box);
}

/// Targets are held against the simulation as far as its g(r) is counted.
void Refinement::State::cut_targets(StateBox& box) {
  const auto bins = RadialBins::up_to(box.range, options.correct.width);
  const auto& method = options.correct.method;
  const bool needs_peak = method != "gauss-newton" && method != "epsr";
  for (std::size_t k = 0; k < box.measured.pairs.size(); ++k) {
    auto& target = box.measured.pairs[k];
    told_with(place_in(box.pair_places, k), [&] {
      target = cut_at(std::move(target), bins.end() - bins.width);
      binned(target, bins);
      if (needs_peak && !meets(target, options.correct.cutoff))
        throw InputError("[[target]] '" + target.name + "': it begins beyond its first peak or the cutoff; " + method +
                         " needs g(r) from where atoms begin to meet");
    });
    for (const auto& remark : target.remarks) remarks.push_back(target.name + ": " + remark);
  }
}

/// Zero, or the correction to start from.
Correction Refinement::State::start() const {
  std::vector<std::string> species;
  for (const auto& box : boxes)
    for (const auto& kind : box.species)
      if (std::find(species.begin(), species.end(), kind.name) == species.end()) species.push_back(kind.name);
  TemperatureBasis basis;
  const auto& o = options.correct;
  std::vector<double> nodes;
  for (const auto& box : boxes)
    if (box.options.fit) nodes.push_back(box.options.temperature);
  if (o.temperature == "linear") {
    basis.kind = TemperatureBasis::Kind::linear;
    basis.reference = std::isnan(o.reference_temperature) ? mean_temperature(options.states) : o.reference_temperature;
    basis.slope = o.temperature_slope;
  } else if (o.temperature == "kernel") {
    basis.kind = TemperatureBasis::Kind::kernel;
    basis.length = o.temperature_length;
    std::sort(nodes.begin(), nodes.end());
    nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
    basis.nodes = nodes;
  }
  try {
    basis.check();
  } catch (const std::invalid_argument& error) {
    throw InputError(std::string("[correct]: ") + error.what());
  }
  auto zero = Correction::zero(species, KnotGrid::up_to(o.cutoff, o.spacing, o.first), basis);
  if (o.start.empty()) return zero;
  auto start = load_correction(o.start);
  if (start.species != zero.species || !(start.knots == zero.knots) || !(start.temperature == zero.temperature))
    throw InputError("[correct]: the correction to start from, '" + o.start +
                     "', has other species, knots or another dependence on temperature than this fit");
  start.covariance.clear();
  return start;
}

}  // namespace liquidus
