#include <algorithm>
#include <cmath>
#include <set>

#include "core/errors.hpp"
#include "correct/loop/refinement_state.hpp"
#include "correct/loop/section_place.hpp"
#include "correct/totals/poisson_functions.hpp"
#include "correct/totals/total_observation.hpp"
#include "correct/totals/totals_misfit.hpp"
#include "parallel/agreement.hpp"
#include "scatter/experiment/experiment.hpp"

namespace liquidus {
namespace {

/// The structure at the density that it is measured at.
Structure at_density(Structure atoms, double density) {
  const double factor = std::cbrt(atoms.number_density() / density);
  atoms.cell = Cell(factor * atoms.cell.vectors(), atoms.cell.periodic());
  for (auto& r : atoms.r) r = factor * r;
  return atoms;
}

/// g(r) of the first structure: not a liquid's, but of the right pairs, density and reach.
PairDistributions before_any_run(const StateBox& box, const std::vector<std::string>& species, double width) {
  FrameCounts counts(species, {RadialBins::up_to(box.range, width), 1, 2});
  const Structure atoms = at_density(box.atoms, box.density);
  counts.observe({atoms, 0, 0.0, 0.0, box.options.temperature, Mat3::zero()});
  return counts.distributions();
}

/// What is to be said of a measured total: of its quality, and of what is done to it. @throws InputError as
/// observation_of
std::vector<std::string> remarks_on(const ExperimentOptions& experiment, const TotalsOptions& totals,
                                    const PairDistributions& pairs) {
  auto remarks = observation_of(experiment, totals, pairs).remarks;
  const auto checked = run_experiment(experiment, {&pairs, nullptr});
  const auto quality = checked.quality ? checked.quality->findings().remarks : std::vector<std::string>();
  for (const auto* sentences : {&checked.remarks, &quality})
    for (const auto& sentence : *sentences) remarks.push_back(experiment.name + ": " + sentence);
  return remarks;
}

}  // namespace

/// What a method asks of the states and pairs, which no file shows.
void Refinement::State::check_method() const {
  const auto& method = options.correct.method;
  const auto refuse = [&](const std::string& what) { throw InputError(options.places.correct, what); };
  if (method == "ihnc")
    for (const auto& box : boxes)
      if (box.options.fit && *std::min_element(box.fractions.begin(), box.fractions.end()) == 0.0)
        refuse("the method ihnc needs all species in every state; [[state]] '" + box.options.name + "' lacks one");
  if (method == "epsr" &&
      PoissonFunctions(options.epsr.width, options.epsr.spacing, options.epsr.from, now.knots.cutoff()).size() == 0)
    refuse("[epsr]: no Poisson function has its peak between 'from' and the cutoff");
  if (method != "sopr" || options.sopr.mode == "recommended") return;
  if (!options.sopr.sigma.empty() && options.sopr.sigma.size() != now.pairs())
    refuse("sigma in [sopr] must have a number for each of the " + std::to_string(now.pairs()) + " pairs");
  std::set<std::size_t> measured;
  for (const auto& box : boxes)
    for (const auto& target : box.measured.pairs)
      if (box.options.fit && !measured.insert(now.find(target.pair)).second)
        refuse("mode \"" + options.sopr.mode + "\" of sopr takes each pair from one state; " + target.pair +
               " has two. Set fit = false in one of them, or take mode \"recommended\"");
}

/// Every total is made once of the first structures, so that what can't be is found before anything is simulated, and
/// what is to be said of the data is said then.
void Refinement::State::check_totals() {
  on_root(ranks, [&] {
    for (std::size_t s = 0; s < boxes.size(); ++s) {
      const auto& box = boxes[s];
      std::optional<PairDistributions> pairs;
      told_with(place_in(options.places.states, s),
                [&] { pairs = before_any_run(box, now.species, options.correct.width); });
      for (std::size_t k = 0; k < box.measured.totals.size(); ++k)
        told_with(place_in(box.total_places, k), [&] {
          for (auto& remark : remarks_on(box.measured.totals[k], options.totals, *pairs))
            if (std::find(remarks.begin(), remarks.end(), remark) == remarks.end())
              remarks.push_back(std::move(remark));
        });
      if (options.correct.method == "gauss-newton" || box.measured.totals.empty()) continue;
      told_with(place_in(box.total_places, 0),
                [&] { totals_misfit(box.measured.totals, options.totals, *pairs, box.options.temperature); });
    }
  });
}

}  // namespace liquidus
