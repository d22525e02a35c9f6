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

}  // namespace

Refinement::State::State(FitOptions of, BasePotential potential, FitWatch watched, const Communicator& over)
    : options(std::move(of)),
      base(std::move(potential)),
      watch(std::move(watched)),
      ranks(over),
      progress(options.correct) {
  make_boxes();
  std::tie(base_title, base_mark) = base.describe(boxes.front().species);
  read_targets();
  set_ranges();
  now = best = start();
  set_fractions();
  set_references();
}

/// Structures on the root; what all need to know of them on all.
void Refinement::State::make_boxes() {
  for (const auto& state : options.states) {
    StateBox box;
    box.options = state;
    on_root(ranks, [&] {
      try {
        box.atoms = build_structure(state.structure, options.run.seed);
      } catch (const InputError& error) {
        throw InputError("[[state]] '" + state.name + "': " + error.what());
      }
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

void Refinement::State::read_targets() {
  for (const auto& target : options.targets) {
    auto& box = box_of(target.state, "[[target]] '" + target.pair + "'");
    box.measured.pairs.push_back(read_pair_target(target));
    data.push_back(mark_of(target.file));
  }
  for (const auto& [state, experiment] : options.experiments) {
    auto& box = box_of(state, "[[experiment]] '" + experiment.name + "'");
    if (experiment.file.empty())
      throw InputError("[[experiment]] '" + experiment.name + "' has no measured data to fit to: give its file");
    box.measured.totals.push_back(experiment);
    data.push_back(mark_of(experiment.file));
  }
  for (auto& box : boxes) {
    if (box.options.target) {
      const auto target = state_target(*box.options.target, box.density);
      box.measured.pressure = PressureTarget{target.pressure, target.uncertainty};
    }
    if (box.measured.pairs.empty() && box.measured.totals.empty())
      throw InputError("[[state]] '" + box.options.name +
                       "' has no [[target]] and no [[experiment]]: there is nothing to hold it against");
  }
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
}

/// How far g(r) is counted at each state, and targets cut there.
void Refinement::State::set_ranges() {
  for (auto& box : boxes) {
    const auto& name = box.options.name;
    if (options.correct.cutoff > box.half)
      throw InputError(
          fmt::format("[[state]] '{}': half the box is {:.2f} Å, less than the correction's cutoff of {:g} "
                      "Å; take more atoms, or a shorter cutoff",
                      name, box.half, options.correct.cutoff));
    double reach = options.correct.cutoff;
    for (const auto& target : box.measured.pairs) reach = std::max(reach, target.r.back());
    if (!box.measured.totals.empty() || options.correct.method == "ihnc") reach = box.half;
    if (!std::isnan(options.correct.range)) reach = options.correct.range;
    box.range = std::min(reach, box.half);
    const double counted = RadialBins::up_to(box.range, options.correct.width).end();
    for (auto& target : box.measured.pairs) {
      target = cut_at(std::move(target), counted - options.correct.width);
      for (const auto& remark : target.remarks) remarks.push_back(target.name + ": " + remark);
    }
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
  double mean = 0.0;
  std::vector<double> nodes;
  for (const auto& box : boxes)
    if (box.options.fit) nodes.push_back(box.options.temperature);
  for (const double t : nodes) mean += t / static_cast<double>(nodes.size());
  if (o.temperature == "linear") {
    basis.kind = TemperatureBasis::Kind::linear;
    basis.reference = std::isnan(o.reference_temperature) ? mean : o.reference_temperature;
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
