#include "scatter/experiment/experiment_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "core/units.hpp"
#include "scatter/transform/interpolate.hpp"
#include "scatter/transform/partials_from_pairs.hpp"

namespace liquidus {
namespace {

using Values = std::vector<double>;

PairTransformOptions transform_options(const ExperimentOptions& options) {
  PairTransformOptions transform;
  transform.correction = finite_size_correction(options.finite_size);
  return transform;
}

PartialStructureFactors on(const PartialStructureFactors& from, const Values& q) {
  PartialStructureFactors result{q, from.species, from.concentration, from.density, {}, from.jackknife};
  for (const auto& pair : from.pairs) {
    PairStructureFactor at{interpolate(from.q, pair.value, q), {}, {}};
    for (const auto& without : pair.without) at.without.push_back(interpolate(from.q, without, q));
    if (!pair.error.empty()) {
      at.error = interpolate(from.q, pair.error, q);
      for (double& e : at.error) e = std::abs(e);
    }
    result.pairs.push_back(std::move(at));
  }
  return result;
}

/// The Q of `wanted` within [low, high]; that measured ones are left out is worth saying.
Values covered(const Values& wanted, double low, double high, bool measured, std::vector<std::string>& remarks) {
  Values q;
  for (const double at : wanted)
    if (at >= low && at <= high) q.push_back(at);
  if (q.size() < 2)
    throw InputError(fmt::format("the model covers Q from {:g} to {:g} 1/Å, the data go from {:g} to {:g}", low, high,
                                 wanted.front(), wanted.back()));
  if (measured && q.size() < wanted.size())
    remarks.push_back(
        fmt::format("{} measured points outside of what the model covers, {:g} to {:g} 1/Å, are left out.",
                    wanted.size() - q.size(), low, high));
  return q;
}

Crossover crossover(const ExperimentOptions& options, const PartialStructureFactors& direct) {
  Crossover range{options.merge_from, options.merge_to};
  if (std::isnan(range.to)) range.to = std::min(std::isnan(range.from) ? 2.5 : range.from + 1.0, direct.q.back());
  if (std::isnan(range.from)) range.from = std::min(1.5, 0.5 * (direct.q.front() + range.to));
  return range;
}

}  // namespace

const std::vector<std::string>& species_of(const ExperimentModel& model) {
  return model.pairs ? model.pairs->species : model.direct->species;
}
std::vector<double> fractions_of(const ExperimentModel& model) {
  return model.pairs ? fractions(*model.pairs) : model.direct->concentration;
}
double density_of(const ExperimentModel& model) {
  return model.pairs ? model.pairs->number_density : model.direct->density;
}

std::vector<double> even_q(double qmax) {
  constexpr double step = 0.02;
  Values q;
  for (Index k = 1; static_cast<double>(k) * step <= qmax * (1.0 + 1e-9); ++k)
    q.push_back(static_cast<double>(k) * step);
  if (q.empty() || q.back() < qmax * (1.0 - 1e-9)) q.push_back(qmax);
  return q;
}

PartialStructureFactors structure_factors(const ExperimentModel& model, const ExperimentOptions& options,
                                          const Values& wanted, std::vector<std::string>& remarks) {
  const bool measured = !options.file.empty();
  if (!model.pairs)
    return on(*model.direct, covered(wanted, model.direct->q.front(), model.direct->q.back(), measured, remarks));
  const double finest = units::pi / model.pairs->bins.width;
  const double low = model.direct ? model.direct->q.front() : 0.0;
  const auto q = covered(wanted, low, finest, measured, remarks);
  const auto transform = transform_options(options);
  if (!model.direct) {
    const double reach = transform_reach(*model.pairs, transform);
    if (const double least = 2.0 * units::pi / reach; measured && q.front() < least)
      remarks.push_back(
          fmt::format("Below Q = {:.2f} 1/Å the model's S(Q) is smeared out: its g(r) is known to {:g} Å "
                      "only; a direct S(k) can be merged in there.",
                      least, reach));
    return partials_from_pairs(*model.pairs, q, transform);
  }
  const auto range = crossover(options, *model.direct);
  // The transform is made where it is wanted and where the direct ones are, so that they alone are interpolated.
  auto all = model.direct->q;
  for (const double at : q)
    if (at >= range.from) all.push_back(at);
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  all.erase(std::upper_bound(all.begin(), all.end(), finest), all.end());
  return on(merged(*model.direct, partials_from_pairs(*model.pairs, all, transform), range), q);
}

}  // namespace liquidus
